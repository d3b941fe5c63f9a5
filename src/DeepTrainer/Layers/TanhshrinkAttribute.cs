namespace DeepTrainer;

/// <summary>y = x − tanh(x). PyTorch: nn.Tanhshrink.</summary>
public sealed class TanhshrinkAttribute : LayerElementAttribute;
