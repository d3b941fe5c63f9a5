using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Random declarations: chains with residual and joined branches, every activation, loss, optimizer and clipping.</summary>
internal static class RandomNetworks
{
    /// <summary>Networks named after their seed: the same seed gives the same network.</summary>
    public static NetworkModel Generate(int seed) => NetworkNamed($"Net{seed}", Losses[seed % Losses.Length], Optimizers[seed % Optimizers.Length])
        .Generate(new PCG(0, (ulong)seed), null, out _);

    private static Gen<NetworkModel> NetworkNamed(string name, Func<NetworkBuilder, int, NetworkBuilder> loss, Func<NetworkBuilder, NetworkBuilder> optimizer) =>
        from start in Gen.Frequency((3, Vector), (1, Image), (1, Steps), (1, RandomSequences.Tokens))
        from steps in AnyStep.List[1, 5]
        from last in Gen.Int[2, 21]
        select Assemble(name, start, [.. steps], last, loss, optimizer);

    private static Gen<Start> Vector => Gen.Int[1, 40].Select(size => new Start([size], []));

    private static Gen<Start> Image => Gen.Select(
        Gen.Int[1, 3], Gen.Int[1, 5], Gen.Int[1, 9], Activation.List[0, 2], (c, h, w, early) => new Start([c, h, w], [.. early]));

    private static Gen<Start> Steps => from steps in Gen.Int[1, 5]
                                       from features in Gen.Int[1, 6]
                                       from early in Recurrent(steps).List[1, 2]
                                       select new Start([steps, features], [.. early]);

    internal delegate NetworkBuilder Step(NetworkBuilder network, Draft draft);

    /// <summary>What the steps know of each other: the width of the vector so far, and numbers for names.</summary>
    internal sealed class Draft(int width)
    {
        public int Width { get; set; } = width;

        public int Names { get; set; }
    }

    /// <summary>The shape of a sample and the steps before its values are flattened; they tell the draft its width then.</summary>
    internal sealed record Start(int[] Shape, Step[] Early);

    private static Gen<Step> AnyStep => Gen.Frequency(
        (3, Gen.Select(Gen.Int[1, 37], Gen.Bool, (units, bias) => (Step)((n, d) =>
        {
            d.Width = units;
            return n.Dense(units, bias);
        }))),
        (4, Activation),
        (1, Residual),
        (1, Joined),
        (2, RandomArithmetic.Any),
        (1, SecondInput),
        (1, Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9], Gen.Bool, (units, other, bias) => (Step)((n, d) =>
        {
            string left = $"factor{d.Names}", right = $"other{d.Names++}";
            n = n.Dense(d.Width, name: left).Dense(other, name: right).Bilinear(units, $"{left}, {right}", bias);
            d.Width = units;
            return n;
        }))),
        (1, Repeated),
        (1, OneOf<Step>((n, d) => n.Dense(d.Width).Weights(frozen: true), (n, d) => n.Dense(d.Width, name: $"own{d.Names}")
            .Dense(d.Width).Weights(sharedWith: $"own{d.Names++}"), (n, d) => n.Dense(d.Width).Weights(l1: 0.001, l2: 0.01))),
        (1, OneOf<Step>((n, d) => n.Softmax(), (n, d) => n.LogSoftmax())),
        (1, OneOf<Step>((n, d) => n.Dropout(0.3), (n, d) => n.Prelu(perChannel: true), (n, d) => n.Prelu())));

    // a sequence of vectors, to be flattened
    private static Gen<Step> Recurrent(int steps) => Gen.Select(Gen.Int[0, 5], Gen.Int[1, 18], Gen.Int[1, 2], Gen.Bool, (kind, units, layers, both) => (Step)((n, d) =>
    {
        d.Width = steps * units * (both ? 2 : 1);
        string stem = $"sequence{d.Names}", lengths = $"lengths{d.Names++}";
        return kind switch
        {
            4 => n.Dense(3, name: stem).InputNamed(lengths, 1).Lstm(units, layers, both, lengths: lengths, activation: ActivationKind.Softsign, name: lengths + "Lstm", from: stem)
                .Mean([0], from: lengths + "Lstm.h", keepDims: true, name: lengths + "Mean").Tanh().Sum([], keepDims: true, name: lengths + "Sum")
                .Add($"{lengths}Lstm, {lengths}Sum"),
            5 => n.Dense(3, name: stem).InputNamed(lengths, 1).Gru(units, layers, both, lengths: lengths, resetAfter: false, from: stem),
            0 => n.Rnn(units, layers, both, dropout: 0.2),
            1 => n.Rnn(units, layers, both, nonlinearity: ActivationKind.Relu, bias: false),
            2 => n.Gru(units, layers, both),
            _ => n.Lstm(units, layers, both, dropout: 0.3),
        };
    }));

    private static Gen<Step> Activation => OneOf<Step>(
        (n, d) => n.Relu(), (n, d) => n.LeakyRelu(0.1), (n, d) => n.Elu(0.7), (n, d) => n.Selu(), (n, d) => n.Celu(1.3), (n, d) => n.Gelu(),
        (n, d) => n.Gelu(tanh: true), (n, d) => n.Silu(), (n, d) => n.Mish(), (n, d) => n.Softplus(1.5), (n, d) => n.Softsign(),
        (n, d) => n.Tanh(), (n, d) => n.Sigmoid(), (n, d) => n.LogSigmoid(), (n, d) => n.HardSigmoid(), (n, d) => n.HardSwish(),
        (n, d) => n.HardTanh(-0.8, 1.2), (n, d) => n.Relu6(),
        (n, d) => n.Activation("snake", x => x + (DeepTrainer.Compiler.Expressions.Functions.Sin(x) * DeepTrainer.Compiler.Expressions.Functions.Sin(x))));

    // x → dense → activation → x + it
    private static Gen<Step> Residual => Activation.Select(activation => (Step)((n, d) =>
    {
        string entry = $"entry{d.Names}", body = $"body{d.Names++}";
        n = n.Dense(d.Width, name: entry);
        n = activation(n, d).Dense(d.Width, name: body);
        return n.Add($"{entry}, {body}");
    }));

    // two dense layers from the same value, joined with it
    private static Gen<Step> Joined => Gen.Select(Gen.Int[1, 19], Gen.Int[1, 19], (left, right) => (Step)((n, d) =>
    {
        string stem = $"stem{d.Names}", a = $"left{d.Names}", b = $"right{d.Names++}";
        int width = d.Width;
        d.Width = left + right + width;
        return n.Dense(width, name: stem).Dense(left, name: a, from: stem).Dense(right, name: b, from: stem).Concat($"{a}, {stem}, {b}");
    }));

    // residual blocks
    private static Gen<Step> Repeated => Activation.Select(activation => (Step)((n, d) =>
    {
        string blocks = $"blocks{d.Names++}";
        n = n.Repeat(2, name: blocks).Dense(d.Width, name: "inner");
        return activation(n, d).Dense(d.Width, name: "back").Add($"{blocks}, back").EndRepeat();
    }));

    // what is there so far, joined with an input of its own
    private static Gen<Step> SecondInput => Gen.Int[1, 9].Select(size => (Step)((n, d) =>
    {
        string stem = $"before{d.Names}", input = $"more{d.Names++}";
        int width = d.Width;
        d.Width = width + size;
        return n.Dense(width, name: stem).InputNamed(input, size).Concat($"{stem}, {input}");
    }));

    // The ends of networks whose layer "last" has that many outputs, each in turn: losses, and layers that some of them need besides.
    private static readonly Func<NetworkBuilder, int, NetworkBuilder>[] Losses =
    [
        (n, c) => n.CrossEntropy(), (n, c) => n.CrossEntropy(labelSmoothing: 0.1), (n, c) => n.CrossEntropy(0.05, TargetKind.Probabilities),
        (n, c) => n.Mse(), (n, c) => n.L1(), (n, c) => n.SmoothL1(0.5), (n, c) => n.Huber(1.5), (n, c) => n.BinaryCrossEntropyWithLogits(),
        (n, c) => n.Sigmoid().BinaryCrossEntropy(),
        (n, c) => n.Loss("pseudoHuber", (y, t) => DeepTrainer.Compiler.Expressions.Functions.Sqrt(1 + ((y - t) * (y - t))) - 1),
        (n, c) => n.CrossEntropy(0.1, classWeights: Weights(c)), (n, c) => n.CrossEntropy(ignoreIndex: 1),
        (n, c) => n.CrossEntropy(0.1, TargetKind.Probabilities, Weights(c)), (n, c) => n.LogSoftmax().Nll(Weights(c)), (n, c) => n.MultiMargin(2, 0.8, Weights(c)),
        (n, c) => n.MultiLabelSoftMargin(Weights(c)), (n, c) => n.BinaryCrossEntropyWithLogits([2.5]), (n, c) => n.LogSoftmax().KlDiv(),
        (n, c) => n.Loss("brier", (y, t) => (y - t) * (y - t), TargetKind.ClassIndices), (n, c) => n.CrossEntropy().Weighted(sampleWeights: true),
        (n, c) => n.HingeEmbedding(), (n, c) => n.SoftMargin(), (n, c) => n.Focal(), (n, c) => n.Tanh().PoissonNll(full: true),
        (n, c) => n.Dense(c, name: "other").CosineEmbedding("last, other", margin: 0.1), (n, c) => n.Dense(c, name: "other").MarginRanking("last, other", margin: 0.2),
        (n, c) => n.Dense(c, name: "other").Dense(c, name: "third").TripletMargin("last, other, third", margin: 3),
        (n, c) => n.Dense(c, name: "mean").Dense(c).Softplus(name: "variance").GaussianNll("mean, variance", epsilon: 0.1),
        (n, c) => n.Output("last").Dense(3, name: "auxiliary").Mse(from: "last").CrossEntropy(from: "auxiliary").Weighted(0.4),
        (n, c) => n.Dense(c, name: "other").Multiply("last, other", name: "product").Subtract("product, last").Unsqueeze(-1).Squeeze().Mse(),
        (n, c) => n.Dense(2 * c).Reshape([c, -1]).CrossEntropy(), (n, c) => n.Dense(2 * c).Reshape([2, c]).CrossEntropy(axis: -1),
        (n, c) => n.Dense(4 * c).Reshape([4, c]).LogSoftmax().Ctc(2, zeroInfinity: true),
        (n, c) => n.Mse(from: "last").Dense(4, name: "second").Mse(from: "second").Weighted(0.5, sampleWeights: true),
    ];

    private static double[] Weights(int classes) => [.. Enumerable.Range(1, classes).Select(i => i / 10.0)];

    // The large epsilons keep rules that divide by a gradient's size from amplifying rounding where a gradient is nearly zero; rules
    // that step by its sign take steps below the tolerance, and are checked elsewhere.
    private static readonly Func<NetworkBuilder, NetworkBuilder>[] Optimizers =
    [
        n => n.Sgd(0.02), n => n.Sgd(0.01, momentum: 0.9, dampening: 0.1, weightDecay: 0.01), n => n.Sgd(0.01, momentum: 0.9, nesterov: true),
        n => n.Adam(0.003, epsilon: 0.01), n => n.Adam(0.003, epsilon: 0.01, weightDecay: 0.1, amsGrad: true), n => n.AdamW(0.003, epsilon: 0.01),
        n => n.RmsProp(0.003, epsilon: 0.1, momentum: 0.5, centered: false), n => n.Adagrad(0.01, learningRateDecay: 0.1, initialAccumulator: 0.1),
        n => n.NAdam(0.003, epsilon: 0.01), n => n.RAdam(0.003, beta2: 0.9, epsilon: 0.01, weightDecay: 0.1, decoupledWeightDecay: true),
        n => n.Adamax(0.003, epsilon: 0.01), n => n.Adadelta(0.1, epsilon: 0.01), n => n.Rprop(1e-5, maxStep: 3e-5),
        n => n.Lion(1e-5, weightDecay: 0.1), n => n.Lamb(0.003, epsilon: 0.01), n => n.Muon(0.00003, epsilon: 1, adamWEpsilon: 0.01),
        n => n.Muon(0.00003, nesterov: false, epsilon: 1, newtonSchulzSteps: 2, adjustment: MuonAdjustment.MatchRmsAdamW, adamWEpsilon: 0.01),
        n => n.ClipGradientNorm(0.5).Sgd(0.05), n => n.ClipGradientValue(0.1).ClipGradientNorm(1).Adam(0.003, epsilon: 0.01),
        n => n.UpdateRule("recorder", "w, saved, g => w = w; saved = g"),
        n => n.UpdateRule("decayed", "w, m, g, lr, t => let n = 0.9 * m + g; m = n; w = w - lr / sqrt(t) * n", 0.01),
        .. Enumerable.Range(0, 7).Select(seed => (Func<NetworkBuilder, NetworkBuilder>)(n => n.UpdateRule("random", RandomRules.Text(seed), 0.01))),
    ];

    private static Gen<T> OneOf<T>(params T[] items) => Gen.Int[0, items.Length - 1].Select(i => items[i]);

    private static NetworkModel Assemble(
        string name, Start start, Step[] steps, int last,
        Func<NetworkBuilder, int, NetworkBuilder> loss, Func<NetworkBuilder, NetworkBuilder> optimizer)
    {
        Draft draft = new(start.Shape.Aggregate((a, b) => a * b));
        NetworkBuilder network = new NetworkBuilder(name).Input(start.Shape);
        foreach (Step step in start.Early)
            network = step(network, draft);
        if (start.Shape.Length > 1 || start.Early.Length > 0)
            network = network.Flatten();
        foreach (Step step in steps)
            network = step(network, draft);
        return optimizer(loss(network.Dense(last, name: "last"), last)).ToModel();
    }
}
