namespace DeepTrainer;

/// <summary>y = x − ln Σ eˣ, over the first dimension of a sample: logarithms of probabilities.</summary>
public sealed class LogSoftmaxAttribute : LayerAttribute;
