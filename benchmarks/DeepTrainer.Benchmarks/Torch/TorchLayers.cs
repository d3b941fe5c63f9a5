using DeepTrainer.Benchmarks.Workloads;
using DeepTrainer.Compiler.Elements;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DeepTrainer.Benchmarks.Torch;

/// <summary>The functions of those kinds of layers that libtorch has one or some for, as who uses it would call them.</summary>
internal static class TorchLayers
{
    private delegate TorchFunction Maker(TorchNetwork network, DeclaredLayer layer);

    private static readonly Dictionary<string, Maker> Makers = new()
    {
        ["AvgPool2D"] = AveragePool,
        ["BatchNorm"] = BatchNorm,
        ["Conv1D"] = TorchConvolutions.Convolution1D,
        ["Conv2D"] = TorchConvolutions.Convolution2D,
        ["ConvTranspose2D"] = TorchConvolutions.Transposed2D,
        ["Dense"] = (network, layer) => Linear(network, layer.Name + ".weight", layer.Flag("Bias") ? layer.Name + ".bias" : null),
        ["Elu"] = (_, layer) => Elu(layer.Number("Alpha")),
        ["Embedding"] = Embedding,
        ["Gelu"] = (_, layer) => layer.Flag("Tanh") ? x => x[0].gelu(TorchSharp.Modules.GELU.Approximate.tanh) : x => x[0].gelu(),
        ["GlobalAvgPool"] = (_, layer) => Mean(Spatial(layer)),
        ["GlobalMaxPool"] = (_, layer) => Max(Spatial(layer)),
        ["Gru"] = TorchRecurrence.Gru,
        ["LayerNorm"] = LayerNorm,
        ["Lstm"] = TorchRecurrence.Lstm,
        ["MatMul"] = MatMul,
        ["MaxPool1D"] = MaxPool1D,
        ["MaxPool2D"] = MaxPool2D,
        ["Mean"] = (_, layer) => Mean(Reduced(layer), layer.Flag("KeepDims")),
        ["MultiHeadAttention"] = TorchAttention.Of,
        ["PixelShuffle"] = (_, layer) => PixelShuffle(layer.Integer("Scale")),
        ["Relu"] = (_, _) => x => x[0].relu(),
        ["RmsNorm"] = RmsNorm,
        ["Sigmoid"] = (_, _) => x => x[0].sigmoid(),
        ["Silu"] = (_, _) => x => x[0].silu(),
        ["Sum"] = (_, layer) => Sum(Reduced(layer), layer.Flag("KeepDims")),
        ["Tanh"] = (_, _) => x => x[0].tanh(),
    };

    public static bool Know(LayerPart part) => Makers.ContainsKey(part.Spec.Kind);

    public static TorchFunction Make(TorchNetwork network, DeclaredLayer layer) => Makers[layer.Kind](network, layer);

    /// <summary>The mean of a sample's rows of a table; null if the two layers are something else.</summary>
    public static TorchFunction? Bag(TorchNetwork network, DeclaredLayer table, DeclaredLayer mean)
    {
        if (table.Kind != "Embedding" || mean.Kind != "Mean" || !Reduced(mean).SequenceEqual([1]) || mean.Flag("KeepDims") || table.InputShape.Length > 1)
            return null;
        TorchSharp.Modules.EmbeddingBag bag = nn.EmbeddingBag(table.Integer("Rows"), table.Integer("Dim"), mode: EmbeddingBagMode.Mean);
        network.Replace(table.Name + ".weight", bag.get_parameter("weight")!);
        return x => bag.call(x[0]);
    }

    /// <summary>x·Wᵀ + b along the last dimension.</summary>
    public static TorchFunction Linear(TorchNetwork network, string weight, string? bias)
    {
        (TorchTensor w, TorchTensor? b) = (network[weight], bias is null ? null : network[bias]);
        return x => functional.linear(x[0], w, b);
    }

    private static long[] Spatial(DeclaredLayer layer) => [.. Enumerable.Range(2, layer.InputShape.Length - 1).Select(axis => (long)axis)];

    // Of a sample's dimensions, counted from the end if negative.
    private static long[] Reduced(DeclaredLayer layer) => [.. layer.Integers("Axes").Select(axis => axis < 0 ? axis : axis + 1L)];

    private static TorchFunction Mean(long[] axes, bool keeps = false) => x => x[0].mean(axes, keeps);

    private static TorchFunction Sum(long[] axes, bool keeps) => x => x[0].sum(axes, keeps);

    private static TorchFunction Max(long[] axes) => x => x[0].amax(axes);

    private static TorchFunction Elu(double alpha) => x => functional.elu(x[0], alpha);

    private static TorchFunction PixelShuffle(int scale) => x => functional.pixel_shuffle(x[0], scale);

    private static TorchFunction Embedding(TorchNetwork network, DeclaredLayer layer)
    {
        TorchSharp.Modules.Embedding table = nn.Embedding(layer.Integer("Rows"), layer.Integer("Dim"));
        network.Replace(layer.Name + ".weight", table.get_parameter("weight")!);
        return x => table.call(x[0]);
    }

    private static TorchFunction LayerNorm(TorchNetwork network, DeclaredLayer layer)
    {
        (TorchTensor w, TorchTensor b, double epsilon) = (network[layer.Name + ".weight"], network[layer.Name + ".bias"], layer.Number("Epsilon"));
        long[] shape = [.. w.shape];
        return x => functional.layer_norm(x[0], shape, w, b, epsilon);
    }

    private static TorchFunction RmsNorm(TorchNetwork network, DeclaredLayer layer)
    {
        (TorchTensor w, double epsilon) = (network[layer.Name + ".weight"], layer.Number("Epsilon"));
        return x =>
        {
            using TorchTensor squares = x[0].square(), mean = squares.mean([-1], keepdim: true), scale = mean.add_(epsilon).rsqrt_(), normed = x[0].mul(scale);
            return normed.mul(w);
        };
    }

    private static TorchFunction BatchNorm(TorchNetwork network, DeclaredLayer layer)
    {
        TorchTensor w = network[layer.Name + ".weight"], b = network[layer.Name + ".bias"];
        TorchTensor mean = network[layer.Name + ".running_mean"], variance = network[layer.Name + ".running_var"];
        TorchTensor batches = network[layer.Name + ".num_batches_tracked"];
        (double momentum, double epsilon) = (layer.Number("Momentum"), layer.Number("Epsilon"));
        if (!network.IsTraining)
            return x => functional.batch_norm(x[0], mean, variance, w, b, eps: epsilon);
        return x =>
        {
            using (no_grad())
                batches.add_(1);
            return functional.batch_norm(x[0], mean, variance, w, b, training: true, momentum, epsilon);
        };
    }

    private static TorchFunction MatMul(TorchNetwork network, DeclaredLayer layer)
    {
        (bool turnsA, bool turnsB) = (layer.Flag("TransposeA"), layer.Flag("TransposeB"));
        return x =>
        {
            using TorchTensor a = turnsA ? x[0].transpose(-1, -2) : x[0].alias(), b = turnsB ? x[1].transpose(-1, -2) : x[1].alias();
            return a.matmul(b);
        };
    }

    private static TorchFunction MaxPool1D(TorchNetwork network, DeclaredLayer layer)
    {
        (int size, int stride, int pad) = (layer.Each("KernelSize")[0], layer.Each("Stride", ifZero: "KernelSize")[0], layer.Each("Padding")[0]);
        return x => functional.max_pool1d(x[0], size, stride, pad);
    }

    private static TorchFunction MaxPool2D(TorchNetwork network, DeclaredLayer layer)
    {
        (long[] size, long[] stride, long[] pad) = (Wide(layer.Each("KernelSize")), Wide(layer.Each("Stride", ifZero: "KernelSize")), Wide(layer.Each("Padding")));
        return x => functional.max_pool2d(x[0], size, stride, pad);
    }

    private static TorchFunction AveragePool(TorchNetwork network, DeclaredLayer layer)
    {
        (long[] size, long[] stride, long[] pad) = (Wide(layer.Each("KernelSize")), Wide(layer.Each("Stride", ifZero: "KernelSize")), Wide(layer.Each("Padding")));
        bool countsBorder = layer.Flag("CountIncludePad");
        return x => functional.avg_pool2d(x[0], size, stride, pad, count_include_pad: countsBorder);
    }

    private static long[] Wide(int[] numbers) => [.. numbers.Select(number => (long)number)];
}
