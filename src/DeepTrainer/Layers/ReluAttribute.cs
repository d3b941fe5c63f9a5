namespace DeepTrainer;

/// <summary>y = max(x, 0). Its derivative at 0 is 0.</summary>
/// <remarks>PyTorch: nn.ReLU.</remarks>
public sealed class ReluAttribute : LayerElementAttribute;
