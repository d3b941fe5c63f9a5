using DeepTrainer.Engine;
using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Tests.Engine;

/// <summary>Whole networks' gradients against central differences.</summary>
public class NetworkGradientTests
{
    private static readonly Dictionary<string, Func<NetworkBuilder, NetworkBuilder>> Middles = new()
    {
        ["relu"] = b => b.Relu(),
        ["relu6"] = b => b.Relu6(),
        ["leakyRelu"] = b => b.LeakyRelu(0.1),
        ["prelu"] = b => b.Prelu(),
        ["prelu per channel"] = b => b.Prelu(perChannel: true),
        ["elu"] = b => b.Elu(1.5),
        ["selu"] = b => b.Selu(),
        ["celu"] = b => b.Celu(0.5),
        ["gelu"] = b => b.Gelu(),
        ["gelu by tanh"] = b => b.Gelu(tanh: true),
        ["silu"] = b => b.Silu(),
        ["mish"] = b => b.Mish(),
        ["softplus"] = b => b.Softplus(2, 10),
        ["softsign"] = b => b.Softsign(),
        ["tanh"] = b => b.Tanh(),
        ["sigmoid"] = b => b.Sigmoid(),
        ["logSigmoid"] = b => b.LogSigmoid(),
        ["hardSigmoid"] = b => b.HardSigmoid(),
        ["hardSwish"] = b => b.HardSwish(),
        ["hardTanh"] = b => b.HardTanh(-0.5, 0.5),
        ["softmax"] = b => b.Softmax(),
        ["logSoftmax"] = b => b.LogSoftmax(),
        ["own activation"] = b => b.Activation("snake", x => x + (Sin(x) * Sin(x))),
        ["residual"] = b => b.Dense(5, name: "inner").Tanh(name: "t").Add(from: "dense1, t"),
        ["sum of three"] = b => b.Dense(5, name: "a", from: "dense1").Dense(5, name: "b", from: "dense1").Add(from: "a, b, dense1"),
        ["concatenation"] = b => b.Dense(2, name: "a").Dense(3, name: "b", from: "dense1").Concat(from: "a, b, dense1"),
        ["twice the same"] = b => b.Add(from: "dense1, dense1"),
        ["dropout"] = b => b.Dropout(0.3),
    };

    private static readonly Dictionary<string, Func<NetworkBuilder, NetworkBuilder>> Sequences = new()
    {
        ["rnn"] = b => b.Rnn(4),
        ["rnn with relu"] = b => b.Rnn(4, nonlinearity: RnnNonlinearity.Relu),
        ["two layers, both ways, with dropout"] = b => b.Rnn(3, layers: 2, bidirectional: true, dropout: 0.4),
        ["gru"] = b => b.Gru(4),
        ["gru without bias, last step"] = b => b.Gru(4, bias: false, returnSequence: false),
        ["two layers of gru"] = b => b.Gru(3, layers: 2),
        ["lstm"] = b => b.Lstm(4),
        ["lstm, last step, both ways"] = b => b.Lstm(3, bidirectional: true, returnSequence: false),
        ["two layers of lstm, without bias"] = b => b.Lstm(3, layers: 2, bidirectional: true, bias: false),
        ["lstm on gru"] = b => b.Gru(4).Lstm(3),
    };

    private static readonly Dictionary<string, Func<NetworkBuilder, NetworkBuilder>> Losses = new()
    {
        ["mse"] = b => b.Mse(),
        ["l1"] = b => b.L1(),
        ["smoothL1"] = b => b.SmoothL1(0.7),
        ["huber"] = b => b.Huber(0.7),
        ["bce"] = b => b.Sigmoid().BinaryCrossEntropy(),
        ["bce with logits"] = b => b.BinaryCrossEntropyWithLogits(),
        ["cross-entropy"] = b => b.CrossEntropy(),
        ["cross-entropy, smoothed"] = b => b.CrossEntropy(labelSmoothing: 0.2),
        ["cross-entropy on probabilities"] = b => b.CrossEntropy(targets: TargetKind.Probabilities),
        ["own loss"] = b => b.Loss("logCosh", (y, t) => Softplus(2 * (y - t)) - (y - t)),
    };

    public static TheoryData<string> MiddleNames => [.. Middles.Keys];

    public static TheoryData<string> SequenceNames => [.. Sequences.Keys];

    public static TheoryData<string> LossNames => [.. Losses.Keys];

    [Theory, MemberData(nameof(MiddleNames))]
    public void GradientsThroughEachLayerAreRight(string middle) =>
        Check(Middles[middle](new NetworkBuilder("Net").Input(4).Dense(5)).Dense(3).Mse());

    [Theory, MemberData(nameof(SequenceNames))]
    public void GradientsThroughTimeAreRight(string layer) =>
        Check(Sequences[layer](new NetworkBuilder("Net").Input(5, 3)).Flatten().Dense(3).Mse());

    [Theory, MemberData(nameof(LossNames))]
    public void GradientsOfEachLossAreRight(string loss) =>
        Check(Losses[loss](new NetworkBuilder("Net").Input(4).Dense(5).Tanh().Dense(3)));

    [Fact]
    public void EveryLayerAndLossIsAmongThem()
    {
        NetworkBuilder start = new NetworkBuilder("Net").Input(4).Flatten();
        IEnumerable<string> seen = Middles.Values.Select(m => m(start.Dense(5))).Concat(Losses.Values.Select(l => l(start.Dense(5))))
            .Concat(ImageGradientTests.Networks)
            .Concat(Sequences.Values.Select(s => s(new NetworkBuilder("Net").Input(5, 3))))
            .SelectMany(b => b.ToSpec().Elements).Select(e => e.Kind);

        Assert.Empty(Catalogue.All.Values.Where(e => e is Compiler.Layers.Layer or Compiler.Losses.Loss).Select(e => e.Kind).Except(seen));
    }

    [Fact]
    public void GradientsThroughShapesOfSeveralDimensionsAreRight() =>
        Check(new NetworkBuilder("Net").Input(3, 2, 2).Prelu(perChannel: true).Softmax().Flatten().Dense(3).CrossEntropy());

    [Fact]
    public void AWrongDerivativeIsFound()
    {
        // |x| has no derivative at 0, where an untrained network of zeros puts every value.
        NetworkBuilder kinked = new NetworkBuilder("Net").Input(2).Dense(2, init: Init.Zeros, biasInit: Init.Zeros)
            .Activation("kinked", x => Max(x, 0)).Mse();
        Assert.True(GradientCheck.Run(kinked).Worst.Relative > 0.1);
    }

    internal static void Check(NetworkBuilder network)
    {
        GradientCheckResult result = GradientCheck.Run(network);
        Assert.True(result.Worst.Relative < 1e-6, result.ToString());
        Assert.Equal(["input", .. network.ToModel().Parameters.Select(p => p.Name)], result.Errors.Select(e => e.Name));
    }
}
