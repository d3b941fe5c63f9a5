namespace DeepTrainer;

/// <summary>
/// y = x where x &gt; 0, otherwise slope · x, with slopes that are learned: the parameter <c>weight</c>.
/// </summary>
/// <remarks>He et al., 2015. Shapes: x and y alike; <c>weight</c> [1], or [C] for x [C, …]. PyTorch: nn.PReLU.</remarks>
public sealed class PreluAttribute : LayerElementAttribute
{
    /// <summary>The first value of every slope.</summary>
    public double InitialSlope { get; set; } = 0.25;

    /// <summary>
    /// One slope for each index of a sample's first dimension (feature or channel) instead of one for all.
    /// </summary>
    public bool PerChannel { get; set; }
}
