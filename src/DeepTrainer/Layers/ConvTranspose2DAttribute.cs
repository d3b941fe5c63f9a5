namespace DeepTrainer;

/// <summary>
/// A transposed convolution of images, which undoes what a convolution of the same options does to shapes: each position of x adds its
/// channels, times the weights, to a window of y. Shapes: x [C, H, W], W [C, channels / groups, kernel height, kernel width], b [channels], y
/// [channels, H', W'] with a height or width of (n − 1)·stride − 2·padding + dilation·(kernel − 1) + output padding + 1.
/// </summary>
/// <remarks>
/// Parameters <c>weight</c> and <c>bias</c>. Padding is taken off y. <c>[ConvTranspose2D(32, 3, Stride = 2, Padding = 1, OutputPadding = 1)]</c>.
/// PyTorch: nn.ConvTranspose2d.
/// </remarks>
/// <param name="channels">The number of channels of the output, at least 1.</param>
/// <param name="kernelSize">The size of the kernel: one number, or height and width; each at least 1.</param>
public sealed class ConvTranspose2DAttribute(int channels, params int[] kernelSize) : ConvolutionLayerAttribute(channels, kernelSize)
{
    /// <summary>
    /// How much larger the output is at its end: of the sizes that a convolution with a stride makes equal, the one meant. Less than the
    /// stride or the dilation.
    /// </summary>
    public int OutputPadding { get; set; }

    /// <summary>The output padding of each dimension (height, width), instead of one for all.</summary>
    public int[] OutputPaddings { get; set; } = [];
}
