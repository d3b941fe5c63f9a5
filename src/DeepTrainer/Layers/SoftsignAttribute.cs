namespace DeepTrainer;

/// <summary>y = x / (1 + |x|).</summary>
/// <remarks>PyTorch: nn.Softsign.</remarks>
public sealed class SoftsignAttribute : LayerElementAttribute;
