namespace DeepTrainer.Benchmarks.Clock;

/// <summary>What was measured of one contender.</summary>
/// <param name="Contender">Its name.</param>
/// <param name="Microseconds">The median time of a call.</param>
/// <param name="Bytes">Managed memory allocated by a call.</param>
/// <param name="Repetitions">The number of slices behind the median.</param>
/// <param name="Calm">Whether the core ran at full speed during all of them.</param>
internal sealed record Timing(string Contender, double Microseconds, double Bytes, int Repetitions, bool Calm);
