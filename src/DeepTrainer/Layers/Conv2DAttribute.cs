namespace DeepTrainer;

/// <summary>
/// A convolution of images: y[o, p] = b[o] + Σ x[c, p·stride + u·dilation − padding] · W[o, c, u], over the input's channels c and the
/// kernel's elements u. Shapes: x [C, H, W], W [channels, C / groups, kernel height, kernel width], b [channels], y [channels, H', W'] with a
/// height or width of ⌊(n + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1.
/// </summary>
/// <remarks>Parameters <c>weight</c> and <c>bias</c>. <c>[Conv2D(32, 3, Stride = 2, Padding = 1)]</c>. PyTorch: nn.Conv2d.</remarks>
/// <param name="channels">The number of channels of the output, at least 1.</param>
/// <param name="kernelSize">The size of the kernel: one number, or height and width; each at least 1.</param>
public sealed class Conv2DAttribute(int channels, params int[] kernelSize) : ConvolutionLayerAttribute(channels, kernelSize)
{
    /// <summary>
    /// Whether padding keeps the input's size; of an odd border the wider side is behind the input. Goes with a stride of 1 and
    /// without Padding. PyTorch: padding='same'; its padding='valid' is no padding, the default.
    /// </summary>
    public bool SamePadding { get; set; }

    /// <summary>What stands in the border.</summary>
    public PaddingMode PaddingMode { get; set; } = PaddingMode.Constant;
}
