namespace DeepTrainer;

/// <summary>
/// The mean of each window of each channel. Shapes: x [C, H, W], y [C, H', W'] with a height or width of ⌊(n + 2·padding − kernel) /
/// stride⌋ + 1.
/// </summary>
/// <remarks>PyTorch: nn.AvgPool2d.</remarks>
/// <param name="kernelSize">The size of a window: one number, or height and width; each at least 1.</param>
public sealed class AvgPool2DAttribute(params int[] kernelSize) : PoolLayerAttribute(kernelSize)
{
    /// <summary>Whether the zeros of the padding count among the elements of which the mean is taken.</summary>
    public bool CountIncludePad { get; set; } = true;
}
