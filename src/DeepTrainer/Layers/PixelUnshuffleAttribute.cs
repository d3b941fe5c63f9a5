namespace DeepTrainer;

/// <summary>
/// Makes channels of squares of positions: the inverse of <see cref="PixelShuffleAttribute"/>. Shapes: x [C, H·s, W·s], y
/// [C·s², H, W].
/// </summary>
/// <remarks>PyTorch: nn.PixelUnshuffle.</remarks>
/// <param name="scale">The factor s, at least 1; it divides height and width.</param>
public sealed class PixelUnshuffleAttribute(int scale) : LayerElementAttribute
{
    /// <summary>The factor s, at least 1; it divides height and width.</summary>
    public int Scale { get; } = scale;
}
