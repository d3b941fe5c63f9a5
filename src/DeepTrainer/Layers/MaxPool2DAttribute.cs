namespace DeepTrainer;

/// <summary>
/// The largest value of each window of each channel. Shapes: x [C, H, W], y [C, H', W'] with a height or width of ⌊(n + 2·padding −
/// dilation·(kernel − 1) − 1) / stride⌋ + 1.
/// </summary>
/// <remarks>
/// The border is below every value. Where several elements of a window are its largest, the gradient is shared among them.
/// PyTorch: nn.MaxPool2d.
/// </remarks>
/// <param name="kernelSize">The size of a window: one number, or height and width; each at least 1.</param>
public sealed class MaxPool2DAttribute(params int[] kernelSize) : PoolLayerAttribute(kernelSize)
{
    /// <summary>How far the elements of a window are apart, at least 1.</summary>
    public int Dilation { get; set; } = 1;

    /// <summary>The dilation of each dimension (height, width), instead of one for all.</summary>
    public int[] Dilations { get; set; } = [];
}
