namespace DeepTrainer;

/// <summary>
/// y = (x − mean) / √(variance + ε), with mean and (biased) variance over all positions of a channel of each sample.
/// PyTorch: nn.InstanceNorm1d, nn.InstanceNorm2d, nn.InstanceNorm3d.
/// </summary>
/// <remarks>
/// Shapes: x and y [C, L], [C, H, W] or more, with two positions or more; with <see cref="Affine"/>, y · weight + bias with
/// parameters <c>weight</c> and <c>bias</c> [C]. Ulyanov et al., 2016.
/// </remarks>
public sealed class InstanceNormAttribute : LayerElementAttribute
{
    /// <summary>ε, at least 0.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>Whether weight and bias are learned; otherwise there are none.</summary>
    public bool Affine { get; set; }
}
