using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>
/// Random declarations over images and signals. Layers are drawn with whatever options; a draw that does not fit what stands before it is
/// a problem of the declaration, never an exception, and is left out. To have a layer drawn, add it to a list.
/// </summary>
internal static class RandomImageNetworks
{
    private const int MaxValues = 500;

    private delegate NetworkBuilder Step(NetworkBuilder network);

    /// <summary>Networks named after their seed: the same seed gives the same network.</summary>
    public static NetworkModel Generate(int seed) => NetworkNamed($"Image{seed}").Generate(new PCG(1, (ulong)seed), null, out _);

    private static Gen<NetworkModel> NetworkNamed(string name) =>
        from image in Gen.Frequency((3, Gen.Const(true)), (1, Gen.Const(false)))
        from shape in image
            ? Gen.Select(Gen.Int[1, 6], Gen.Int[3, 9], Gen.Int[3, 8], (c, h, w) => new[] { c, h, w })
            : Gen.Select(Gen.Int[1, 6], Gen.Int[5, 20], (c, l) => new[] { c, l })
        from probed in Gen.Bool
        from steps in (image ? ImageStep : SignalStep).List[3, 6]
        from end in End
        from last in Gen.Int[2, 7]
        from adam in Gen.Bool
        select Assemble(name, shape, probed, [.. steps, end], last, adam);

    private static Gen<Step> End => Gen.Int[0, 3].Select(kind => (Step)(n => kind == 0 ? n.GlobalAvgPool() : kind == 1 ? n.GlobalMaxPool() : n));

    private static Gen<Step> ImageStep => Gen.Frequency((3, Convolution), (2, Transposed), (2, Pooling), (3, AnyShape), (2, Squares), (1, Residual), (2, Activation));

    private static Gen<Step> SignalStep => Gen.Frequency((3, SignalConvolution), (2, SignalPooling), (3, AnyShape), (1, Activation));

    private static Gen<int[]> Sizes => Gen.Frequency(
        (2, Gen.Int[1, 4].Select(k => new[] { k })), (1, Gen.Select(Gen.Int[1, 4], Gen.Int[1, 3], (a, b) => new[] { a, b })));

    private static Gen<int[]?> Each(int least, int most) => Gen.Frequency((2, Gen.Const((int[]?)null)),
        (1, Gen.Select(Gen.Int[least, most], Gen.Int[least, most], (a, b) => (int[]?)new[] { a, b })));

    private static Gen<PaddingMode> Mode => Gen.Frequency((3, Gen.Const(PaddingMode.Constant)),
        (1, Gen.Int[1, 3].Select(m => (PaddingMode)m)));

    private static Gen<int> Groups => Gen.Frequency((3, Gen.Const(1)), (2, Gen.Int[2, 4]));

    private static Gen<Step> Convolution =>
        from channels in Gen.Int[1, 9]
        from kernel in Sizes
        from strides in Each(1, 3)
        from paddings in Each(0, 2)
        from dilation in Gen.Int[1, 2]
        from groups in Groups
        from same in Gen.Int[0, 3]
        from mode in Mode
        select (Step)(n => same == 0
            ? n.Conv2D(channels, kernel, dilation: dilation, groups: groups, samePadding: true, paddingMode: mode)
            : n.Conv2D(channels, kernel, dilation: dilation, groups: groups, bias: same > 1, strides: strides, paddings: paddings, paddingMode: mode));

    private static Gen<Step> Transposed =>
        from channels in Gen.Int[1, 6]
        from kernel in Sizes
        from stride in Gen.Int[1, 3]
        from paddings in Each(0, 1)
        from further in Gen.Int[0, 1]
        from dilation in Gen.Int[1, 2]
        from groups in Groups
        select (Step)(n => n.ConvTranspose2D(
            channels, kernel, stride: stride, outputPadding: further, dilation: dilation, groups: groups, bias: further == 0, paddings: paddings));

    private static Gen<Step> Pooling =>
        from kernel in Sizes
        from stride in Gen.Int[0, 2]
        from padding in Gen.Int[0, 1]
        from kind in Gen.Int[0, 3]
        from ceil in Gen.Bool
        select (Step)(n => kind < 2 ? n.MaxPool2D(kernel, stride: stride, padding: padding, dilation: kind + 1, ceilMode: ceil)
            : n.AvgPool2D(kernel, stride: stride, padding: padding, countIncludePad: kind == 2, ceilMode: ceil));

    private static Gen<Step> SignalConvolution =>
        from channels in Gen.Int[1, 9]
        from kernel in Gen.Int[1, 5]
        from stride in Gen.Int[1, 3]
        from padding in Gen.Int[0, 2]
        from dilation in Gen.Int[1, 2]
        from groups in Groups
        from transposed in Gen.Bool
        from mode in Mode
        select (Step)(n => transposed ? n.ConvTranspose1D(channels, [kernel], stride: stride, padding: padding, dilation: dilation, groups: groups)
            : n.Conv1D(channels, [kernel], stride: stride, padding: padding, dilation: dilation, groups: groups, paddingMode: mode));

    private static Gen<Step> SignalPooling => Gen.Select(Gen.Int[1, 4], Gen.Int[0, 2], Gen.Int[0, 1], Gen.Bool, Gen.Bool, (kernel, stride, padding, max, ceil) => (Step)(n =>
        max ? n.MaxPool1D([kernel], stride: stride, padding: padding, ceilMode: ceil)
            : n.AvgPool1D([kernel], stride: stride, padding: padding, countIncludePad: ceil, ceilMode: !ceil)));

    private static Gen<Step> AnyShape => Gen.Select(Gen.Int[0, 10], Gen.Int[1, 3], Gen.Int[0, 2], Mode, (kind, a, b, mode) => (Step)(n => kind switch
    {
        0 => n.Upsample([a]),
        1 => n.Upsample([a], UpsampleMode.Linear, alignCorners: b == 0),
        2 => n.Pad([a], mode, 0.5),
        3 => n.Pad([b, a], mode),
        4 => n.Crop([a - 1]),
        5 => n.Slice(-a - b, a, axis: b, step: 1),
        6 => n.Slice(b, a, axis: -1, step: 2),
        7 => n.AdaptiveAvgPool([a + b]),
        8 => n.Transpose(b, -1),
        9 => n.Crop([a, b]),
        _ => n.Permute([1, 0]),
    }));

    private static Gen<Step> Squares => Gen.Select(Gen.Int[1, 3], Gen.Bool, Gen.Int[0, 2], (scale, up, first) => (Step)(n =>
        first == 0 ? n.Permute([2, 0, 1]) : up ? n.PixelShuffle(scale) : n.PixelUnshuffle(scale)));

    private static Gen<Step> Residual => Gen.Select(Gen.Int[1, 6], Gen.Int[1, 3], (channels, kernel) => (Step)(n =>
    {
        string entry = $"entry{n.ToSpec().Elements.Count}", body = $"body{n.ToSpec().Elements.Count}";
        return n.Conv2D(channels, [1], name: entry).Relu().Conv2D(channels, [kernel], samePadding: true, name: body).Add($"{entry}, {body}");
    }));

    private static Gen<Step> Activation => Gen.Int[0, 4].Select(kind => (Step)(n => kind switch
    {
        0 => n.Relu(),
        1 => n.Tanh(),
        2 => n.Gelu(),
        3 => n.Prelu(perChannel: true),
        _ => n.Softplus(),
    }));

    // With "probed" the gradient goes through the first layer's input, too.
    private static NetworkModel Assemble(string name, int[] shape, bool probed, Step[] drawn, int last, bool adam)
    {
        List<Step> steps = probed ? [n => n.Prelu(perChannel: true)] : [];
        foreach (Step step in drawn)
        {
            if (Fits([.. steps, step]))
                steps.Add(step);
        }
        NetworkBuilder network = Start(steps);
        network = network.Flatten().Dense(last);
        return (adam ? network.CrossEntropy().Adam(0.003, epsilon: 0.01) : network.Mse().Sgd(0.01, momentum: 0.9)).ToModel();

        NetworkBuilder Start(IEnumerable<Step> layers) => layers.Aggregate(new NetworkBuilder(name).Input(shape), (n, step) => step(n));

        bool Fits(IReadOnlyList<Step> layers)
        {
            (NetworkModel? model, ImmutableArray<Problem> problems) = Build.Run(Start(layers).ToSpec());
            Assert.Equal(model is null, problems.Any(p => p.Kind.Severity == ProblemSeverity.Error));
            return model is not null && model.Layers.All(l => l.OutputShape.SampleSize <= MaxValues);
        }
    }
}
