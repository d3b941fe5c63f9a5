namespace DeepTrainer;

/// <summary>
/// The largest value of each window of each channel. Shapes: x [C, L], y [C, L'] with a length of ⌊(n + 2·padding −
/// dilation·(kernel − 1) − 1) / stride⌋ + 1.
/// </summary>
/// <remarks>
/// The border is below every value. Where several elements of a window are its largest, the gradient is shared among them.
/// PyTorch: nn.MaxPool1d.
/// </remarks>
/// <param name="kernelSize">The size of a window, at least 1.</param>
public sealed class MaxPool1DAttribute(params int[] kernelSize) : PoolLayerAttribute(kernelSize)
{
    /// <summary>How far the elements of a window are apart, at least 1.</summary>
    public int Dilation { get; set; } = 1;

    /// <summary>The dilation of each dimension (height, width), instead of one for all.</summary>
    public int[] Dilations { get; set; } = [];
}
