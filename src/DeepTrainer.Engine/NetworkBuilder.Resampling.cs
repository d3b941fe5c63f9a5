namespace DeepTrainer.Engine;

/// <content>Pooling, resampling, and samples put together otherwise.</content>
public sealed partial class NetworkBuilder
{
    /// <summary>The largest value of each window of signals.</summary>
    /// <param name="kernelSize">The size of a window: one number, or one for each dimension.</param>
    /// <param name="stride">How far windows are apart; 0 for their size.</param>
    /// <param name="padding">The border's width.</param>
    /// <param name="dilation">How far the elements of a window are apart.</param>
    /// <param name="ceilMode">Whether a further window takes what is left at the end.</param>
    /// <param name="strides">The stride of each dimension.</param>
    /// <param name="paddings">The border's width for each dimension or side.</param>
    /// <param name="dilations">The dilation of each dimension.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer it takes its input from; the one above if null.</param>
    public NetworkBuilder MaxPool1D(
        int[] kernelSize, int stride = 0, int padding = 0, int dilation = 1, bool ceilMode = false,
        int[]? strides = null, int[]? paddings = null, int[]? dilations = null, string? name = null, string? from = null) =>
        Add(new MaxPool1DAttribute(kernelSize)
        {
            Stride = stride,
            Strides = strides ?? [],
            Padding = padding,
            Paddings = paddings ?? [],
            Dilation = dilation,
            Dilations = dilations ?? [],
            CeilMode = ceilMode,
        }, name, from);

    /// <summary>The largest value of each window of images.</summary>
    /// <param name="kernelSize">The size of a window: one number, or one for each dimension.</param>
    /// <param name="stride">How far windows are apart; 0 for their size.</param>
    /// <param name="padding">The border's width.</param>
    /// <param name="dilation">How far the elements of a window are apart.</param>
    /// <param name="ceilMode">Whether a further window takes what is left at the end.</param>
    /// <param name="strides">The stride of each dimension.</param>
    /// <param name="paddings">The border's width for each dimension or side.</param>
    /// <param name="dilations">The dilation of each dimension.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer it takes its input from; the one above if null.</param>
    public NetworkBuilder MaxPool2D(
        int[] kernelSize, int stride = 0, int padding = 0, int dilation = 1, bool ceilMode = false,
        int[]? strides = null, int[]? paddings = null, int[]? dilations = null, string? name = null, string? from = null) =>
        Add(new MaxPool2DAttribute(kernelSize)
        {
            Stride = stride,
            Strides = strides ?? [],
            Padding = padding,
            Paddings = paddings ?? [],
            Dilation = dilation,
            Dilations = dilations ?? [],
            CeilMode = ceilMode,
        }, name, from);

    /// <summary>The mean of each window of signals.</summary>
    /// <param name="kernelSize">The size of a window: one number, or one for each dimension.</param>
    /// <param name="stride">How far windows are apart; 0 for their size.</param>
    /// <param name="padding">The border's width.</param>
    /// <param name="countIncludePad">Whether the padding counts among the elements.</param>
    /// <param name="ceilMode">Whether a further window takes what is left at the end.</param>
    /// <param name="strides">The stride of each dimension.</param>
    /// <param name="paddings">The border's width for each dimension or side.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer it takes its input from; the one above if null.</param>
    public NetworkBuilder AvgPool1D(
        int[] kernelSize, int stride = 0, int padding = 0, bool countIncludePad = true, bool ceilMode = false,
        int[]? strides = null, int[]? paddings = null, string? name = null, string? from = null) =>
        Add(new AvgPool1DAttribute(kernelSize)
        {
            Stride = stride,
            Strides = strides ?? [],
            Padding = padding,
            Paddings = paddings ?? [],
            CountIncludePad = countIncludePad,
            CeilMode = ceilMode,
        }, name, from);

    /// <summary>The mean of each window of images.</summary>
    /// <param name="kernelSize">The size of a window: one number, or one for each dimension.</param>
    /// <param name="stride">How far windows are apart; 0 for their size.</param>
    /// <param name="padding">The border's width.</param>
    /// <param name="countIncludePad">Whether the padding counts among the elements.</param>
    /// <param name="ceilMode">Whether a further window takes what is left at the end.</param>
    /// <param name="strides">The stride of each dimension.</param>
    /// <param name="paddings">The border's width for each dimension or side.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer it takes its input from; the one above if null.</param>
    public NetworkBuilder AvgPool2D(
        int[] kernelSize, int stride = 0, int padding = 0, bool countIncludePad = true, bool ceilMode = false,
        int[]? strides = null, int[]? paddings = null, string? name = null, string? from = null) =>
        Add(new AvgPool2DAttribute(kernelSize)
        {
            Stride = stride,
            Strides = strides ?? [],
            Padding = padding,
            Paddings = paddings ?? [],
            CountIncludePad = countIncludePad,
            CeilMode = ceilMode,
        }, name, from);

    /// <summary>The mean of each channel.</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer it takes its input from; the one above if null.</param>
    public NetworkBuilder GlobalAvgPool(string? name = null, string? from = null) =>
        Add(new GlobalAvgPoolAttribute(), name, from);

    /// <summary>The largest value of each channel.</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer it takes its input from; the one above if null.</param>
    public NetworkBuilder GlobalMaxPool(string? name = null, string? from = null) =>
        Add(new GlobalMaxPoolAttribute(), name, from);

    /// <summary>The mean of so many windows.</summary>
    /// <param name="outputSize">Their number: one for all dimensions, or one for each.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer it takes its input from; the one above if null.</param>
    public NetworkBuilder AdaptiveAvgPool(int[] outputSize, string? name = null, string? from = null) =>
        Add(new AdaptiveAvgPoolAttribute(outputSize), name, from);

    /// <summary>Positions made more by a whole factor.</summary>
    /// <param name="scale">The factor: one for all dimensions, or one for each.</param>
    /// <param name="mode">Where new positions get their values.</param>
    /// <param name="alignCorners">Whether the outermost positions coincide.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer it takes its input from; the one above if null.</param>
    public NetworkBuilder Upsample(int[] scale, UpsampleMode mode = UpsampleMode.Nearest, bool alignCorners = false, string? name = null, string? from = null) =>
        Add(new UpsampleAttribute(scale) { Mode = mode, AlignCorners = alignCorners }, name, from);

    /// <summary>Channels to squares of positions.</summary>
    /// <param name="scale">The squares' side.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer it takes its input from; the one above if null.</param>
    public NetworkBuilder PixelShuffle(int scale, string? name = null, string? from = null) =>
        Add(new PixelShuffleAttribute(scale), name, from);

    /// <summary>Squares of positions to channels.</summary>
    /// <param name="scale">The squares' side.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer it takes its input from; the one above if null.</param>
    public NetworkBuilder PixelUnshuffle(int scale, string? name = null, string? from = null) =>
        Add(new PixelUnshuffleAttribute(scale), name, from);

    /// <summary>A border around the positions.</summary>
    /// <param name="sides">Its width: for all sides, for each dimension, or for each side.</param>
    /// <param name="paddingMode">What stands in it.</param>
    /// <param name="value">The value for PaddingMode.Constant.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer it takes its input from; the one above if null.</param>
    public NetworkBuilder Pad(int[] sides, PaddingMode paddingMode = PaddingMode.Constant, double value = 0, string? name = null, string? from = null) =>
        Add(new PadAttribute(sides) { PaddingMode = paddingMode, Value = value }, name, from);

    /// <summary>The positions without a border.</summary>
    /// <param name="sides">Its width: for all sides, for each dimension, or for each side.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer it takes its input from; the one above if null.</param>
    public NetworkBuilder Crop(int[] sides, string? name = null, string? from = null) =>
        Add(new CropAttribute(sides), name, from);

    /// <summary>A part of a sample along one dimension.</summary>
    /// <param name="start">The first element, from the end if negative.</param>
    /// <param name="length">How many.</param>
    /// <param name="axis">The dimension.</param>
    /// <param name="step">How far they are apart.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer it takes its input from; the one above if null.</param>
    public NetworkBuilder Slice(int start, int length, int axis = 0, int step = 1, string? name = null, string? from = null) =>
        Add(new SliceAttribute(start, length) { Axis = axis, Step = step }, name, from);

    /// <summary>Two dimensions of a sample swapped.</summary>
    /// <param name="axis0">One of them.</param>
    /// <param name="axis1">The other.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer it takes its input from; the one above if null.</param>
    public NetworkBuilder Transpose(int axis0, int axis1, string? name = null, string? from = null) =>
        Add(new TransposeAttribute(axis0, axis1), name, from);

    /// <summary>A sample's dimensions in another order.</summary>
    /// <param name="order">For each dimension of the result the one of the input.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer it takes its input from; the one above if null.</param>
    public NetworkBuilder Permute(int[] order, string? name = null, string? from = null) =>
        Add(new PermuteAttribute(order), name, from);
}
