namespace DeepTrainer;

/// <summary>
/// y = (x − mean) / √(variance + ε) · weight + bias, with mean and (biased) variance over the last dimensions of each sample. PyTorch: nn.LayerNorm.
/// </summary>
/// <remarks>
/// Shapes: x and y alike, parameters <c>weight</c> and <c>bias</c> of the normalized dimensions. Each position of a
/// sequence [steps, features] is normalized by itself. Ba et al., 2016.
/// </remarks>
public sealed class LayerNormAttribute : LayerElementAttribute
{
    /// <summary>How many of the last dimensions are normalized together; from 1 to all of a sample's.</summary>
    public int Dimensions { get; set; } = 1;

    /// <summary>ε, at least 0.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>Whether weight and bias are learned; otherwise there are none.</summary>
    public bool Affine { get; set; } = true;

    /// <summary>Whether there is a bias besides the weight.</summary>
    public bool Bias { get; set; } = true;
}
