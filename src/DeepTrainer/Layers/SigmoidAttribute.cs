namespace DeepTrainer;

/// <summary>y = 1 / (1 + e⁻ˣ).</summary>
public sealed class SigmoidAttribute : LayerAttribute;
