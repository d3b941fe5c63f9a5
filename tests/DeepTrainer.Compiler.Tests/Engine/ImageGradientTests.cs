using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Engine;

/// <summary>Gradients through layers over positions against central differences.</summary>
public class ImageGradientTests
{
    /// <summary>Layers over images of 4 channels, 6 high and 5 wide.</summary>
    private static readonly Dictionary<string, Func<NetworkBuilder, NetworkBuilder>> Images = new()
    {
        ["convolution"] = b => b.Conv2D(3, [3]),
        ["convolution with strides and dilations"] = b => b.Conv2D(2, [2, 3], strides: [2, 1], dilations: [3, 2], paddings: [1, 0, 2, 1]),
        ["convolution in groups"] = b => b.Conv2D(6, [3], padding: 1, groups: 2, bias: false),
        ["depthwise convolution"] = b => b.Conv2D(4, [3, 2], stride: 2, groups: 4),
        ["depthwise convolution with two channels each"] = b => b.Conv2D(8, [2], groups: 4),
        ["same padding"] = b => b.Conv2D(2, [4, 2], dilation: 2, samePadding: true),
        ["reflected border"] = b => b.Conv2D(2, [3], padding: 2, paddingMode: PaddingMode.Reflect),
        ["replicated border"] = b => b.Conv2D(2, [3], padding: 2, paddingMode: PaddingMode.Replicate),
        ["circular border"] = b => b.Conv2D(2, [3], padding: 2, paddingMode: PaddingMode.Circular),
        ["one window as large as the input"] = b => b.Conv2D(3, [6, 5], stride: 7, dilation: 1),
        ["transposed convolution"] = b => b.ConvTranspose2D(3, [3]),
        ["transposed convolution with everything"] = b =>
            b.ConvTranspose2D(2, [3, 2], strides: [3, 2], paddings: [1, 0, 2, 1], outputPaddings: [2, 1], dilations: [2, 3], groups: 2),
        ["transposed convolution with gaps"] = b => b.ConvTranspose2D(2, [2], stride: 4, bias: false),
        ["convolution on a transposed one"] = b => b.ConvTranspose2D(3, [2], stride: 2).Tanh().Conv2D(2, [3]).Tanh().ConvTranspose2D(1, [2]),
        ["max pooling"] = b => b.MaxPool2D([2]),
        ["max pooling with overlaps"] = b => b.MaxPool2D([3, 2], stride: 2, padding: 1, ceilMode: true),
        ["max pooling with dilation"] = b => b.MaxPool2D([2], stride: 1, dilation: 2),
        ["average pooling"] = b => b.AvgPool2D([2]),
        ["average pooling with overlaps"] = b => b.AvgPool2D([3], stride: 2, padding: 1, ceilMode: true),
        ["average pooling of the input alone"] = b => b.AvgPool2D([3, 2], stride: 2, padding: 1, countIncludePad: false, ceilMode: true),
        ["global pooling"] = b => b.Conv2D(3, [2], name: "c").GlobalAvgPool(name: "a").GlobalMaxPool(name: "m", from: "c").Concat("a, m"),
        ["adaptive pooling"] = b => b.AdaptiveAvgPool([3, 1]),
        ["adaptive pooling with overlaps"] = b => b.AdaptiveAvgPool([4, 3]),
        ["nearest neighbours"] = b => b.Upsample([2, 3]),
        ["interpolation"] = b => b.Upsample([2, 3], UpsampleMode.Linear),
        ["interpolation between corners"] = b => b.Upsample([3, 2], UpsampleMode.Linear, alignCorners: true),
        ["pixels"] = b => b.PixelShuffle(2).Tanh().Pad([0, 1, 0, 0]).Crop([1, 0, 0, 0]).PixelUnshuffle(1),
        ["pixels back"] = b => b.Crop([0, 0, 0, 1]).PixelUnshuffle(2),
        ["border"] = b => b.Pad([1, 0, 2, 1], value: 0.5).Conv2D(1, [2]),
        ["reflected, then replicated"] = b => b.Pad([2, 1], PaddingMode.Reflect).Pad([1], PaddingMode.Replicate).Pad([3, 2], PaddingMode.Circular),
        ["slices"] = b => b.Slice(1, 2, name: "a", from: "prelu1").Slice(-2, 2, name: "b", from: "prelu1").Add("a, b").Slice(0, 3, axis: 1, step: 2).Slice(1, 2, axis: -1, step: 3),
        ["other orders"] = b => b.Transpose(0, -1).Permute([1, 2, 0]).Conv2D(2, [2]),
    };

    /// <summary>Layers over signals of 4 channels and 9 positions.</summary>
    private static readonly Dictionary<string, Func<NetworkBuilder, NetworkBuilder>> Signals = new()
    {
        ["convolution"] = b => b.Conv1D(4, [3], stride: 2, paddings: [2, 1], dilation: 2, groups: 2),
        ["transposed convolution"] = b => b.ConvTranspose1D(2, [3], stride: 2, padding: 1, outputPadding: 1),
        ["pooling"] = b => b.MaxPool1D([3], stride: 1).AvgPool1D([2], padding: 1),
        ["interpolation"] = b => b.Upsample([2], UpsampleMode.Linear).AdaptiveAvgPool([6]),
    };

    public static TheoryData<string> ImageNames => [.. Images.Keys];

    public static TheoryData<string> SignalNames => [.. Signals.Keys];

    /// <summary>All of them, for whoever asks what is among them.</summary>
    internal static IEnumerable<NetworkBuilder> Networks =>
        Images.Values.Select(i => i(Image)).Concat(Signals.Values.Select(s => s(Signal)));

    private static NetworkBuilder Image => new NetworkBuilder("Net").Input(4, 6, 5).Prelu(perChannel: true);

    private static NetworkBuilder Signal => new NetworkBuilder("Net").Input(4, 9).Prelu(perChannel: true);

    [Theory, MemberData(nameof(ImageNames))]
    public void GradientsThroughLayersOfImagesAreRight(string layers) => NetworkGradientTests.Check(Images[layers](Image).Flatten().Dense(3).Mse());

    [Theory, MemberData(nameof(SignalNames))]
    public void GradientsThroughLayersOfSignalsAreRight(string layers) => NetworkGradientTests.Check(Signals[layers](Signal).Flatten().Dense(3).Mse());
}
