namespace DeepTrainer;

/// <summary>y = clamp(x/6 + 1/2, 0, 1).</summary>
public sealed class HardSigmoidAttribute : LayerAttribute;
