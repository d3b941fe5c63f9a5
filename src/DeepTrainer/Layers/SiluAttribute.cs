namespace DeepTrainer;

/// <summary>y = x · σ(x) = x / (1 + e⁻ˣ), also called swish.</summary>
/// <remarks>Elfwing et al., 2017. PyTorch: nn.SiLU.</remarks>
public sealed class SiluAttribute : LayerElementAttribute;
