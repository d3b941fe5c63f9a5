namespace DeepTrainer;

/// <summary>y = clamp(x, 0, 6).</summary>
/// <remarks>PyTorch: nn.ReLU6.</remarks>
public sealed class Relu6Attribute : LayerElementAttribute;
