namespace DeepTrainer;

/// <summary>y = tanh(x).</summary>
public sealed class TanhAttribute : LayerAttribute;
