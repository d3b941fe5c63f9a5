namespace DeepTrainer;

/// <summary>
/// y = (x − mean) / √(variance + ε) · weight + bias, with mean and (biased) variance over a group of channels of each sample and all their
/// positions. PyTorch: nn.GroupNorm.
/// </summary>
/// <remarks>Shapes: x and y [C, …], parameters <c>weight</c> and <c>bias</c> [C]. Wu and He, 2018.</remarks>
/// <param name="groups">The number of groups; a divisor of the number of channels.</param>
public sealed class GroupNormAttribute(int groups) : LayerElementAttribute
{
    /// <summary>The number of groups; a divisor of the number of channels.</summary>
    public int Groups { get; } = groups;

    /// <summary>ε, at least 0.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>Whether weight and bias are learned; otherwise there are none.</summary>
    public bool Affine { get; set; } = true;
}
