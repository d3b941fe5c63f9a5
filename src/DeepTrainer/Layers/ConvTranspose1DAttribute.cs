namespace DeepTrainer;

/// <summary>
/// A transposed convolution of signals, which undoes what a convolution of the same options does to shapes: each position of x adds its
/// channels, times the weights, to a window of y. Shapes: x [C, L], W [C, channels / groups, kernel], b [channels], y
/// [channels, L'] with a length of (n − 1)·stride − 2·padding + dilation·(kernel − 1) + output padding + 1.
/// </summary>
/// <remarks>
/// Parameters <c>weight</c> and <c>bias</c>. Padding is taken off y. <c>[ConvTranspose1D(16, 4, Stride = 2, Padding = 1)]</c>.
/// PyTorch: nn.ConvTranspose1d.
/// </remarks>
/// <param name="channels">The number of channels of the output, at least 1.</param>
/// <param name="kernelSize">The size of the kernel, at least 1.</param>
public sealed class ConvTranspose1DAttribute(int channels, params int[] kernelSize) : ConvolutionLayerAttribute(channels, kernelSize)
{
    /// <summary>
    /// How much larger the output is at its end: of the sizes that a convolution with a stride makes equal, the one meant. Less than the
    /// stride or the dilation.
    /// </summary>
    public int OutputPadding { get; set; }

    /// <summary>The output padding of each dimension (height, width), instead of one for all.</summary>
    public int[] OutputPaddings { get; set; } = [];
}
