using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Random networks on samples of several dimensions: normalization, gates, dense layers at every position, branches that are dropped.</summary>
internal static class RandomNormalizedNetworks
{
    /// <summary>Networks named after their seed: the same seed gives the same network.</summary>
    public static NetworkModel Generate(int seed) => NetworkNamed($"Normalized{seed}").Generate(new PCG(1, (ulong)seed), null, out _);

    private static Gen<NetworkModel> NetworkNamed(string name) =>
        from shape in Gen.Frequency(
            (2, Gen.Select(Gen.Int[1, 9], Gen.Int[1, 5], Gen.Int[1, 9], (c, h, w) => new[] { 2 * c, h, w })),
            (2, Gen.Select(Gen.Int[1, 9], Gen.Int[1, 20], (c, l) => new[] { 2 * c, l })),
            (1, Gen.Int[1, 17].Select(c => new[] { 2 * c })))
        from steps in AnyStep.List[1, 4]
        from last in Gen.Int[2, 9]
        from optimizer in Gen.Int[0, 2]
        select Assemble(name, shape, [.. steps], last, optimizer);

    private delegate NetworkBuilder Step(NetworkBuilder network, Draft draft);

    /// <summary>What the steps know of each other: the shape so far, and numbers for names.</summary>
    private sealed class Draft(int[] shape)
    {
        public int[] Shape { get; set; } = shape;

        public int Positions => Shape.Skip(1).Aggregate(1, (a, b) => a * b);

        public int Names { get; set; }
    }

    private static Gen<Step> AnyStep => Gen.Frequency(
        (4, Normalization),
        (2, Activation),
        (2, Gen.Select(Gen.Int[1, 19], Gen.Bool, (units, bias) => (Step)((n, d) => Dense(n, d, units, bias)))),
        (1, Gen.Int[0, 2].Select(axis => (Step)((n, d) => Gated(n, d, axis % d.Shape.Length)))),
        (1, OneOf<Step>((n, d) => n.SpatialDropout(0.3), (n, d) => n.Softmax(0), (n, d) => n.LogSoftmax(0), (n, d) => n.Softmax(-d.Shape.Length))),
        (1, Residual));

    // Large epsilons keep what is divided by a small deviation from amplifying rounding.
    private static Gen<Step> Normalization => OneOf<Step>(
        (n, d) => n.LayerNorm(epsilon: 0.1), (n, d) => n.LayerNorm(d.Shape.Length, epsilon: 0.1), (n, d) => n.LayerNorm(epsilon: 0.1, affine: false),
        (n, d) => n.RmsNorm(epsilon: 0.1), (n, d) => n.RmsNorm(d.Shape.Length, epsilon: 0.1, affine: false),
        (n, d) => n.GroupNorm(1, epsilon: 0.1), (n, d) => n.GroupNorm(d.Shape[0], epsilon: 0.1), (n, d) => n.GroupNorm(d.Shape[0] % 2 == 0 ? 2 : 1, epsilon: 0.1, affine: false),
        (n, d) => d.Positions > 1 ? n.BatchNorm(0.1) : n.RmsNorm(epsilon: 0.1), (n, d) => d.Positions > 1 ? n.BatchNorm(0.1, 0.3, affine: false) : n,
        (n, d) => d.Positions > 1 ? n.BatchNorm(0.1, cumulative: true) : n,
        (n, d) => d.Positions > 1 ? n.InstanceNorm(0.1, affine: true) : n.LayerNorm(epsilon: 0.1, bias: false),
        (n, d) => d.Positions > 1 ? n.InstanceNorm(0.1) : n.RmsNorm(epsilon: 0.1));

    private static Gen<Step> Activation => OneOf<Step>(
        (n, d) => n.Tanhshrink(), (n, d) => n.Softshrink(0.2), (n, d) => n.Hardshrink(0.2), (n, d) => n.Threshold(0.1, -0.5), (n, d) => n.Gelu(), (n, d) => n.Tanh(),
        (n, d) => n.Prelu(perChannel: true));

    // normalized → gelu → dropped now and then → x + it
    private static Gen<Step> Residual => Normalization.Select(normalization => (Step)((n, d) =>
    {
        string entry = $"entry{d.Names}", body = $"body{d.Names++}";
        n = normalization(n.Prelu(name: entry), d);
        return n.Gelu().DropPath(0.3, name: body).Add($"{entry}, {body}");
    }));

    private static NetworkBuilder Dense(NetworkBuilder network, Draft draft, int units, bool bias)
    {
        draft.Shape = [.. draft.Shape[..^1], units];
        return network.Dense(units, bias);
    }

    private static NetworkBuilder Gated(NetworkBuilder network, Draft draft, int axis)
    {
        if (draft.Shape[axis] % 2 != 0)
            return network.Silu();
        draft.Shape = [.. draft.Shape.Select((extent, d) => d == axis ? extent / 2 : extent)];
        return network.Glu(axis);
    }

    private static Gen<T> OneOf<T>(params T[] items) => Gen.Int[0, items.Length - 1].Select(i => items[i]);

    private static NetworkModel Assemble(string name, int[] shape, Step[] steps, int last, int optimizer)
    {
        Draft draft = new(shape);
        NetworkBuilder network = new NetworkBuilder(name).Input(shape);
        foreach (Step step in steps)
            network = step(network, draft);
        network = network.Flatten().Dense(last).CrossEntropy();
        return (optimizer == 0 ? network.Sgd(0.02, momentum: 0.9) : optimizer == 1 ? network.Adam(0.003, epsilon: 0.01) : network.AdamW(0.003, epsilon: 0.01)).ToModel();
    }
}
