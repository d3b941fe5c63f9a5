namespace DeepTrainer;

/// <summary>y = eˣ / Σ eˣ, over the first dimension of a sample: probabilities that sum to one.</summary>
/// <remarks>
/// Don't put it before <see cref="CrossEntropyAttribute"/>, which takes the values before the softmax.
/// </remarks>
public sealed class SoftmaxAttribute : LayerAttribute;
