namespace DeepTrainer.Engine;

/// <content>Convolutions.</content>
public sealed partial class NetworkBuilder
{
    /// <summary>A convolution of signals.</summary>
    /// <param name="channels">The number of channels of the output.</param>
    /// <param name="kernelSize">The size of a window: one number, or one for each dimension.</param>
    /// <param name="stride">How far windows are apart.</param>
    /// <param name="padding">The border's width.</param>
    /// <param name="dilation">How far the elements of a window are apart.</param>
    /// <param name="groups">The groups that channels form.</param>
    /// <param name="bias">Whether b is added.</param>
    /// <param name="samePadding">Whether padding keeps the input's size.</param>
    /// <param name="paddingMode">What stands in the border.</param>
    /// <param name="strides">The stride of each dimension.</param>
    /// <param name="paddings">The border's width for each dimension or side.</param>
    /// <param name="dilations">The dilation of each dimension.</param>
    /// <param name="init">How W starts.</param>
    /// <param name="initValue">The value for Init.Constant.</param>
    /// <param name="biasInit">How b starts.</param>
    /// <param name="biasInitValue">The value for Init.Constant.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer it takes its input from; the one above if null.</param>
    public NetworkBuilder Conv1D(
        int channels, int[] kernelSize, int stride = 1, int padding = 0, int dilation = 1, int groups = 1, bool bias = true,
        bool samePadding = false, PaddingMode paddingMode = PaddingMode.Constant,
        int[]? strides = null, int[]? paddings = null, int[]? dilations = null,
        Init init = Init.PyTorch, double initValue = 0, Init biasInit = Init.PyTorch, double biasInitValue = 0,
        string? name = null, string? from = null) =>
        Add(new Conv1DAttribute(channels, kernelSize)
        {
            Stride = stride,
            Strides = strides ?? [],
            Padding = padding,
            Paddings = paddings ?? [],
            Dilation = dilation,
            Dilations = dilations ?? [],
            Groups = groups,
            Bias = bias,
            SamePadding = samePadding,
            PaddingMode = paddingMode,
            Init = init,
            InitValue = initValue,
            BiasInit = biasInit,
            BiasInitValue = biasInitValue,
        }, name, from);

    /// <summary>A convolution of images.</summary>
    /// <param name="channels">The number of channels of the output.</param>
    /// <param name="kernelSize">The size of a window: one number, or one for each dimension.</param>
    /// <param name="stride">How far windows are apart.</param>
    /// <param name="padding">The border's width.</param>
    /// <param name="dilation">How far the elements of a window are apart.</param>
    /// <param name="groups">The groups that channels form.</param>
    /// <param name="bias">Whether b is added.</param>
    /// <param name="samePadding">Whether padding keeps the input's size.</param>
    /// <param name="paddingMode">What stands in the border.</param>
    /// <param name="strides">The stride of each dimension.</param>
    /// <param name="paddings">The border's width for each dimension or side.</param>
    /// <param name="dilations">The dilation of each dimension.</param>
    /// <param name="init">How W starts.</param>
    /// <param name="initValue">The value for Init.Constant.</param>
    /// <param name="biasInit">How b starts.</param>
    /// <param name="biasInitValue">The value for Init.Constant.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer it takes its input from; the one above if null.</param>
    public NetworkBuilder Conv2D(
        int channels, int[] kernelSize, int stride = 1, int padding = 0, int dilation = 1, int groups = 1, bool bias = true,
        bool samePadding = false, PaddingMode paddingMode = PaddingMode.Constant,
        int[]? strides = null, int[]? paddings = null, int[]? dilations = null,
        Init init = Init.PyTorch, double initValue = 0, Init biasInit = Init.PyTorch, double biasInitValue = 0,
        string? name = null, string? from = null) =>
        Add(new Conv2DAttribute(channels, kernelSize)
        {
            Stride = stride,
            Strides = strides ?? [],
            Padding = padding,
            Paddings = paddings ?? [],
            Dilation = dilation,
            Dilations = dilations ?? [],
            Groups = groups,
            Bias = bias,
            SamePadding = samePadding,
            PaddingMode = paddingMode,
            Init = init,
            InitValue = initValue,
            BiasInit = biasInit,
            BiasInitValue = biasInitValue,
        }, name, from);

    /// <summary>A transposed convolution of signals.</summary>
    /// <param name="channels">The number of channels of the output.</param>
    /// <param name="kernelSize">The size of a window: one number, or one for each dimension.</param>
    /// <param name="stride">How far windows are apart.</param>
    /// <param name="padding">The border's width.</param>
    /// <param name="dilation">How far the elements of a window are apart.</param>
    /// <param name="groups">The groups that channels form.</param>
    /// <param name="bias">Whether b is added.</param>
    /// <param name="outputPadding">How much larger the output is at its end.</param>
    /// <param name="outputPaddings">The same for each dimension.</param>
    /// <param name="strides">The stride of each dimension.</param>
    /// <param name="paddings">The border's width for each dimension or side.</param>
    /// <param name="dilations">The dilation of each dimension.</param>
    /// <param name="init">How W starts.</param>
    /// <param name="initValue">The value for Init.Constant.</param>
    /// <param name="biasInit">How b starts.</param>
    /// <param name="biasInitValue">The value for Init.Constant.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer it takes its input from; the one above if null.</param>
    public NetworkBuilder ConvTranspose1D(
        int channels, int[] kernelSize, int stride = 1, int padding = 0, int dilation = 1, int groups = 1, bool bias = true,
        int outputPadding = 0, int[]? outputPaddings = null,
        int[]? strides = null, int[]? paddings = null, int[]? dilations = null,
        Init init = Init.PyTorch, double initValue = 0, Init biasInit = Init.PyTorch, double biasInitValue = 0,
        string? name = null, string? from = null) =>
        Add(new ConvTranspose1DAttribute(channels, kernelSize)
        {
            Stride = stride,
            Strides = strides ?? [],
            Padding = padding,
            Paddings = paddings ?? [],
            Dilation = dilation,
            Dilations = dilations ?? [],
            Groups = groups,
            Bias = bias,
            OutputPadding = outputPadding,
            OutputPaddings = outputPaddings ?? [],
            Init = init,
            InitValue = initValue,
            BiasInit = biasInit,
            BiasInitValue = biasInitValue,
        }, name, from);

    /// <summary>A transposed convolution of images.</summary>
    /// <param name="channels">The number of channels of the output.</param>
    /// <param name="kernelSize">The size of a window: one number, or one for each dimension.</param>
    /// <param name="stride">How far windows are apart.</param>
    /// <param name="padding">The border's width.</param>
    /// <param name="dilation">How far the elements of a window are apart.</param>
    /// <param name="groups">The groups that channels form.</param>
    /// <param name="bias">Whether b is added.</param>
    /// <param name="outputPadding">How much larger the output is at its end.</param>
    /// <param name="outputPaddings">The same for each dimension.</param>
    /// <param name="strides">The stride of each dimension.</param>
    /// <param name="paddings">The border's width for each dimension or side.</param>
    /// <param name="dilations">The dilation of each dimension.</param>
    /// <param name="init">How W starts.</param>
    /// <param name="initValue">The value for Init.Constant.</param>
    /// <param name="biasInit">How b starts.</param>
    /// <param name="biasInitValue">The value for Init.Constant.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer it takes its input from; the one above if null.</param>
    public NetworkBuilder ConvTranspose2D(
        int channels, int[] kernelSize, int stride = 1, int padding = 0, int dilation = 1, int groups = 1, bool bias = true,
        int outputPadding = 0, int[]? outputPaddings = null,
        int[]? strides = null, int[]? paddings = null, int[]? dilations = null,
        Init init = Init.PyTorch, double initValue = 0, Init biasInit = Init.PyTorch, double biasInitValue = 0,
        string? name = null, string? from = null) =>
        Add(new ConvTranspose2DAttribute(channels, kernelSize)
        {
            Stride = stride,
            Strides = strides ?? [],
            Padding = padding,
            Paddings = paddings ?? [],
            Dilation = dilation,
            Dilations = dilations ?? [],
            Groups = groups,
            Bias = bias,
            OutputPadding = outputPadding,
            OutputPaddings = outputPaddings ?? [],
            Init = init,
            InitValue = initValue,
            BiasInit = biasInit,
            BiasInitValue = biasInitValue,
        }, name, from);
}
