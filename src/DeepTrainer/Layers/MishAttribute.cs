namespace DeepTrainer;

/// <summary>y = x · tanh(ln(1 + eˣ)).</summary>
/// <remarks>Misra, 2019. PyTorch: nn.Mish.</remarks>
public sealed class MishAttribute : LayerElementAttribute;
