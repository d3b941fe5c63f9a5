namespace DeepTrainer.Benchmarks.Contenders;

/// <summary>Two contenders don't compute the same.</summary>
internal sealed class DifferentResultsException(string message) : Exception(message);
