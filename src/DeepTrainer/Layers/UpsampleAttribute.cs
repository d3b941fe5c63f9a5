namespace DeepTrainer;

/// <summary>
/// Makes each dimension of the positions larger by a whole factor. Shapes: x [C, positions…], y [C, scale · positions…].
/// </summary>
/// <remarks><c>[Upsample(2)]</c>, <c>[Upsample(2, 3, Mode = UpsampleMode.Linear)]</c>. PyTorch: nn.Upsample.</remarks>
/// <param name="scale">The factor: one for all dimensions, or one for each (height, width); at least 1.</param>
public sealed class UpsampleAttribute(params int[] scale) : LayerElementAttribute
{
    /// <summary>The factor: one for all dimensions, or one for each (height, width); at least 1.</summary>
    public int[] Scale { get; } = scale;

    /// <summary>Where new positions get their values.</summary>
    public UpsampleMode Mode { get; set; } = UpsampleMode.Nearest;

    /// <summary>
    /// With <see cref="UpsampleMode.Linear"/>, whether the outermost positions of x and y coincide, instead of the outer edges of what
    /// they stand for.
    /// </summary>
    public bool AlignCorners { get; set; }
}
