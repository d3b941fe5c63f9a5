using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Golden;

/// <summary>The reference cases of convolution, pooling and resampling.</summary>
public static class ConvolutionCases
{
    private const string Input = "input";

    /// <summary>A layer or several of them, on an input of a shape; the layer that the first takes its input from is given.</summary>
    private sealed record Case(string Name, int[] Shape, Func<NetworkBuilder, string, NetworkBuilder> Layers);

    private static readonly Case[] All =
    [
        new("conv1d", [2, 9], (b, x) => b.Conv1D(3, [3], name: "conv", from: x)),
        new("conv1d_dilation", [2, 11], (b, x) => b.Conv1D(3, [3], padding: 2, dilation: 2, name: "conv", from: x)),
        new("conv1d_groups", [4, 8], (b, x) => b.Conv1D(6, [3], padding: 1, groups: 2, name: "conv", from: x)),
        new("conv1d_stride_padding", [3, 10], (b, x) => b.Conv1D(4, [3], stride: 2, padding: 1, name: "conv", from: x)),
        new("conv2d", [2, 6, 7], (b, x) => b.Conv2D(3, [3], name: "conv", from: x)),
        new("conv2d_1x1", [5, 4, 4], (b, x) => b.Conv2D(3, [1], name: "conv", from: x)),
        new("conv2d_depthwise", [4, 6, 5], (b, x) => b.Conv2D(4, [3], padding: 1, groups: 4, name: "conv", from: x)),
        new("conv2d_dilation2", [2, 7, 6], (b, x) => b.Conv2D(3, [3], padding: 2, dilation: 2, name: "conv", from: x)),
        new("conv2d_groups2", [4, 5, 5], (b, x) => b.Conv2D(6, [3], padding: 1, groups: 2, name: "conv", from: x)),
        new("conv2d_nobias", [2, 5, 5], (b, x) => b.Conv2D(4, [3], samePadding: true, bias: false, name: "conv", from: x)),
        new("conv2d_rectangle", [2, 6, 8], (b, x) => b.Conv2D(3, [3, 2], strides: [1, 2], paddings: [1, 0], name: "conv", from: x)),
        new("conv2d_stride2_padding1", [3, 7, 8], (b, x) => b.Conv2D(4, [3], stride: 2, padding: 1, name: "conv", from: x)),
        new("conv_transpose2d", [2, 4, 5], (b, x) => b.ConvTranspose2D(3, [3], name: "conv", from: x)),
        new("conv_transpose2d_groups2", [4, 3, 3], (b, x) => b.ConvTranspose2D(6, [2], stride: 2, groups: 2, bias: false, name: "conv", from: x)),
        new("conv_transpose2d_stride2", [3, 4, 4], (b, x) => b.ConvTranspose2D(2, [3], stride: 2, padding: 1, outputPadding: 1, name: "conv", from: x)),
        new("concat_conv", [2, 4, 5], (b, x) =>
            b.Conv2D(3, [3], padding: 1, name: "conv_a", from: x).Conv2D(2, [1], name: "conv_b", from: x).Concat("conv_a, conv_b")),
        new("residual_conv", [3, 5, 5], (b, x) =>
            b.Conv2D(4, [3], padding: 1, name: "conv1", from: x).Relu().Conv2D(3, [3], padding: 1, name: "conv2").Add($"{x}, conv2").Relu()),
        new("maxpool1d", [3, 9], (b, x) => b.MaxPool1D([2], from: x)),
        new("maxpool1d_stride_padding", [3, 9], (b, x) => b.MaxPool1D([3], stride: 2, padding: 1, from: x)),
        new("maxpool2d", [3, 6, 7], (b, x) => b.MaxPool2D([2], from: x)),
        new("maxpool2d_stride1", [2, 5, 6], (b, x) => b.MaxPool2D([3], stride: 1, from: x)),
        new("maxpool2d_stride_padding", [2, 7, 6], (b, x) => b.MaxPool2D([3], stride: 2, padding: 1, from: x)),
        new("avgpool1d", [3, 9], (b, x) => b.AvgPool1D([3], stride: 2, from: x)),
        new("avgpool2d", [3, 6, 4], (b, x) => b.AvgPool2D([2], from: x)),
        new("avgpool2d_pad_counted", [2, 6, 7], (b, x) => b.AvgPool2D([3], stride: 2, padding: 1, from: x)),
        new("avgpool2d_pad_uncounted", [2, 6, 7], (b, x) => b.AvgPool2D([3], stride: 2, padding: 1, countIncludePad: false, from: x)),
        new("adaptive_avgpool2d_1", [3, 5, 4], (b, x) => b.AdaptiveAvgPool([1], from: x)),
        new("upsample_bilinear", [2, 3, 4], (b, x) => b.Upsample([2], UpsampleMode.Linear, from: x)),
        new("upsample_nearest", [3, 3, 4], (b, x) => b.Upsample([2], from: x)),
        new("pixel_shuffle", [8, 3, 2], (b, x) => b.PixelShuffle(2, from: x)),
        new("zero_pad2d", [2, 3, 4], (b, x) => b.Pad([0, 1, 1, 2], from: x)),
    ];

    public static IEnumerable<GoldenCase> Layers => All.Select(c => Golden(c, () => c.Layers(new NetworkBuilder("Layers").Input(c.Shape), Input)));

    /// <summary>
    /// The same behind a layer that holds the input as weights: samples that name one position each, of as many channels as there are rows,
    /// become these rows by a transposed convolution whose kernel is as large as the input.
    /// </summary>
    public static IReadOnlyList<GoldenCase> Probed { get; } = [.. All.Select(c => Golden(c, () =>
    {
        int[] sample = [new GoldenFile("layers/" + c.Name).Shape("input")[0], .. c.Shape.Skip(1).Select(_ => 1)];
        NetworkBuilder b = new NetworkBuilder("Probed").Input(sample);
        return c.Layers(c.Shape.Length == 2
            ? b.ConvTranspose1D(c.Shape[0], c.Shape[1..], bias: false, name: GoldenCases.Probe)
            : b.ConvTranspose2D(c.Shape[0], c.Shape[1..], bias: false, name: GoldenCases.Probe), GoldenCases.Probe);
    }))];

    public static GoldenCase Lenet { get; } = new("networks/lenet", () => new NetworkBuilder("Lenet").Input(1, 12, 12)
        .Conv2D(4, [3], padding: 1, name: "conv1").Relu().MaxPool2D([2]).Conv2D(8, [3], name: "conv2").Relu().MaxPool2D([2]).Flatten()
        .Dense(16, name: "fc1").Relu().Dense(5, name: "fc2").CrossEntropy().Sgd(learningRate: 0.05, momentum: 0.9));

    private static GoldenCase Golden(Case c, Func<NetworkBuilder> network) =>
        new("layers/" + c.Name, () => network().Mse().Sgd(learningRate: 0, momentum: 0.9));
}
