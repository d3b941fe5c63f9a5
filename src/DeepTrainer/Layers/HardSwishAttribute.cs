namespace DeepTrainer;

/// <summary>y = x · clamp(x/6 + 1/2, 0, 1).</summary>
/// <remarks>Howard et al., 2019. PyTorch: nn.Hardswish.</remarks>
public sealed class HardSwishAttribute : LayerElementAttribute;
