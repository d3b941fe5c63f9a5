namespace DeepTrainer;

/// <summary>
/// A convolution of signals: y[o, p] = b[o] + Σ x[c, p·stride + u·dilation − padding] · W[o, c, u], over the input's channels c and the
/// kernel's elements u. Shapes: x [C, L], W [channels, C / groups, kernel], b [channels], y [channels, L'] with a
/// length of ⌊(n + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1.
/// </summary>
/// <remarks>
/// Parameters <c>weight</c> and <c>bias</c>. <c>[Conv1D(16, 5, Padding = 2)]</c>. A causal convolution, which looks at no later position and can
/// take single steps, has its whole border in front: dilation · (kernel − 1) of it, as in
/// <c>[Conv1D(16, 3, Dilation = 4, Paddings = new[] { 8, 0 })]</c>. PyTorch: nn.Conv1d.
/// </remarks>
/// <param name="channels">The number of channels of the output, at least 1.</param>
/// <param name="kernelSize">The size of the kernel, at least 1.</param>
public sealed class Conv1DAttribute(int channels, params int[] kernelSize) : ConvolutionLayerAttribute(channels, kernelSize)
{
    /// <summary>
    /// Whether padding keeps the input's size; of an odd border the wider side is behind the input. Goes with a stride of 1 and
    /// without Padding. PyTorch: padding='same'; its padding='valid' is no padding, the default.
    /// </summary>
    public bool SamePadding { get; set; }

    /// <summary>What stands in the border.</summary>
    public PaddingMode PaddingMode { get; set; } = PaddingMode.Constant;
}
