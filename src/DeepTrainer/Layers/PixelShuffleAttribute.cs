namespace DeepTrainer;

/// <summary>
/// Makes squares of positions of channels: y[c, h·s + i, w·s + j] = x[c·s² + i·s + j, h, w]. Shapes: x [C·s², H, W], y
/// [C, H·s, W·s].
/// </summary>
/// <remarks>Shi et al., 2016. PyTorch: nn.PixelShuffle.</remarks>
/// <param name="scale">The factor s, at least 1; its square divides the number of channels.</param>
public sealed class PixelShuffleAttribute(int scale) : LayerElementAttribute
{
    /// <summary>The factor s, at least 1; its square divides the number of channels.</summary>
    public int Scale { get; } = scale;
}
