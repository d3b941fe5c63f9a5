namespace DeepTrainer;

/// <summary>y = clamp(x, 0, 6).</summary>
public sealed class Relu6Attribute : LayerAttribute;
