namespace DeepTrainer;

/// <summary>y = x / √(mean of x² + ε) · weight, with the mean over the last dimensions of each sample. PyTorch: nn.RMSNorm.</summary>
/// <remarks>Shapes: x and y alike, parameter <c>weight</c> of the normalized dimensions. Zhang and Sennrich, 2019.</remarks>
public sealed class RmsNormAttribute : LayerElementAttribute
{
    /// <summary>How many of the last dimensions are normalized together; from 1 to all of a sample's.</summary>
    public int Dimensions { get; set; } = 1;

    /// <summary>ε, at least 0; by default 2⁻²³, the distance from 1 to the next number of 32 bits, as in PyTorch.</summary>
    public double Epsilon { get; set; } = 1.1920928955078125e-7;

    /// <summary>Whether a weight is learned; otherwise there is none.</summary>
    public bool Affine { get; set; } = true;
}
