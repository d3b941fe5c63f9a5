namespace DeepTrainer;

/// <summary>y = clamp(x/6 + 1/2, 0, 1).</summary>
/// <remarks>PyTorch: nn.Hardsigmoid.</remarks>
public sealed class HardSigmoidAttribute : LayerElementAttribute;
