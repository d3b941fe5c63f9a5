namespace DeepTrainer;

/// <summary>y = ln(1 / (1 + e⁻ˣ)), without overflow for large |x|.</summary>
/// <remarks>PyTorch: nn.LogSigmoid.</remarks>
public sealed class LogSigmoidAttribute : LayerElementAttribute;
