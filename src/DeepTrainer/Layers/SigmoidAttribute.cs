namespace DeepTrainer;

/// <summary>y = 1 / (1 + e⁻ˣ).</summary>
/// <remarks>PyTorch: nn.Sigmoid.</remarks>
public sealed class SigmoidAttribute : LayerElementAttribute;
