namespace DeepTrainer;

/// <summary>y = tanh(x).</summary>
/// <remarks>PyTorch: nn.Tanh.</remarks>
public sealed class TanhAttribute : LayerElementAttribute;
