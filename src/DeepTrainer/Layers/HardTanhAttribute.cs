namespace DeepTrainer;

/// <summary>y = clamp(x, min, max).</summary>
/// <remarks>PyTorch: nn.Hardtanh.</remarks>
public sealed class HardTanhAttribute : LayerElementAttribute
{
    /// <summary>The smallest output.</summary>
    public double Min { get; set; } = -1;

    /// <summary>The largest output; greater than <see cref="Min"/>.</summary>
    public double Max { get; set; } = 1;
}
