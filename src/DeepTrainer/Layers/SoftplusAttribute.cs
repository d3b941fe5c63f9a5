namespace DeepTrainer;

/// <summary>y = ln(1 + e^(βx)) / β; x itself where βx exceeds the threshold.</summary>
/// <remarks>PyTorch: nn.Softplus.</remarks>
public sealed class SoftplusAttribute : LayerElementAttribute
{
    /// <summary>β: the sharpness; greater than 0.</summary>
    public double Beta { get; set; } = 1;

    /// <summary>Where βx exceeds this, y = x.</summary>
    public double Threshold { get; set; } = 20;
}
