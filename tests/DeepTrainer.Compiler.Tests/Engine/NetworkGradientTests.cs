using DeepTrainer.Engine;
using DeepTrainer.Tests.Tensors;
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
        ["bilinear"] = b => b.Dense(4, name: "a").Dense(3, name: "b", from: "dense1").Bilinear(5, "a, b"),
        ["difference"] = b => b.Dense(5, name: "a").Subtract(from: "dense1, a, dense1"),
        ["product"] = b => b.Dense(5, name: "a").Multiply(from: "dense1, a, dense1"),
        ["quotient"] = b => b.Softplus(name: "a").Divide(from: "dense1, a"),
        ["smaller and larger"] = b => b.Dense(5, name: "a").Minimum("dense1, a").Dense(5, name: "b").Maximum("minimum1, b, dense1"),
        ["sums along dimensions"] = b => b.Dense(6).Reshape([2, 3], name: "m").Sum([0]).Add("m, sum1", name: "n").Mean([-1], keepDims: true).Add("n, mean1"),
        ["extremes along dimensions"] = b => b.Dense(6).Reshape([2, 3], name: "m").Max([1], keepDims: true).Min([], from: "m").Add("m, max1, min1"),
        ["matrix product"] = b => b.Dense(6).Reshape([2, 3], name: "m").MatMul("m, m", transposeB: true),
        ["given layers"] = b => b.Constant([1, 2, 3, 4, 5], [], name: "c").Weight([2, 5], initValue: 1, name: "w").Multiply("dense1, c, w"),
        ["other shapes"] = b => b.Dense(6).Reshape([2, -1]).Unsqueeze(1).Squeeze().Softmax().Flatten(),
        ["concatenation along the last dimension"] = b => b.Dense(6).Reshape([2, 3], name: "m").Concat("m, m", axis: -1).Softmax().Flatten(),
        ["embedding"] = b => b.Embedding(3, 4),
        ["positional embedding"] = b => b.Embedding(3, 4).PositionalEmbedding(),
        ["sinusoidal encoding"] = b => b.Embedding(3, 4).SinusoidalEncoding(),
        ["attention"] = b => b.Embedding(3, 4).MultiHeadAttention(2),
        ["transformer encoder"] = b => b.Embedding(3, 4).TransformerEncoder(2, 7, ActivationKind.Gelu),
        ["transformer decoder"] = b => b.Embedding(3, 4, name: "x").Embedding(2, 4, name: "memory", from: "dense1")
            .TransformerDecoder(2, "x, memory", 7, ActivationKind.Gelu),
        ["feed-forward"] = b => b.FeedForward(7, ActivationKind.Gelu),
    };

    private static readonly Dictionary<string, Func<NetworkBuilder, NetworkBuilder>> Sequences = new()
    {
        ["rnn"] = b => b.Rnn(4),
        ["rnn with relu"] = b => b.Rnn(4, nonlinearity: ActivationKind.Relu),
        ["two layers, both ways, with dropout"] = b => b.Rnn(3, layers: 2, bidirectional: true, dropout: 0.4),
        ["gru"] = b => b.Gru(4),
        ["gru without bias, last step"] = b => b.Gru(4, bias: false, returnSequence: false),
        ["two layers of gru"] = b => b.Gru(3, layers: 2),
        ["lstm"] = b => b.Lstm(4),
        ["lstm, last step, both ways"] = b => b.Lstm(3, bidirectional: true, returnSequence: false),
        ["two layers of lstm, without bias"] = b => b.Lstm(3, layers: 2, bidirectional: true, bias: false),
        ["lstm on gru"] = b => b.Gru(4).Lstm(3),
        ["gru of relu, reset before the product"] = b => b.Gru(4, activation: ActivationKind.Relu, resetAfter: false, layers: 2),
        ["lstm of other activations"] = b => b.Lstm(4, activation: ActivationKind.Softsign, recurrentActivation: ActivationKind.HardSigmoid),
        ["final states"] = b => b.Lstm(4, layers: 2, bidirectional: true).Add("lstm1.h, lstm1.c"),
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
        ["cross-entropy, weighted"] = b => b.CrossEntropy(0.1, classWeights: [0.5, 2, 1], ignoreIndex: 1),
        ["cross-entropy on probabilities, weighted"] = b => b.CrossEntropy(0.1, TargetKind.Probabilities, [0.5, 2, 1]),
        ["cross-entropy at positions"] = b => b.Dense(12).Reshape([3, 2, 2]).CrossEntropy(classWeights: [0.5, 2, 1]),
        ["ctc"] = b => b.Dense(15).Reshape([5, 3]).LogSoftmax().Ctc(2),
        ["ctc with another blank"] = b => b.Dense(15).Reshape([5, 3]).LogSoftmax().Ctc(3, blank: 2, zeroInfinity: true),
        ["cross-entropy of a sequence"] = b => b.Dense(8).Reshape([2, 4]).CrossEntropy(axis: -1),
        ["nll"] = b => b.LogSoftmax().Nll([0.5, 2, 1], ignoreIndex: -100),
        ["klDiv"] = b => b.LogSoftmax().KlDiv(),
        ["klDiv of logarithms"] = b => b.LogSoftmax().KlDiv(logTarget: true),
        ["hingeEmbedding"] = b => b.HingeEmbedding(),
        ["softMargin"] = b => b.SoftMargin(),
        ["multiMargin"] = b => b.MultiMargin(2, 0.7, [0.5, 2, 1]),
        ["multiLabelSoftMargin"] = b => b.MultiLabelSoftMargin([0.5, 2, 1]),
        ["bce with a weight"] = b => b.BinaryCrossEntropyWithLogits([3]),
        ["focal"] = b => b.Focal(),
        ["focal, odd"] = b => b.Focal(-1, 1.5),
        ["poissonNll"] = b => b.PoissonNll(full: true),
        ["poissonNll of rates"] = b => b.Softplus().PoissonNll(logInput: false),
        ["cosineEmbedding"] = b => b.Dense(3, name: "a").CosineEmbedding("a, dense2", margin: -0.5),
        ["marginRanking"] = b => b.Dense(3, name: "a").MarginRanking("a, dense2", margin: 0.3),
        ["tripletMargin"] = b => b.Dense(3, name: "a").Dense(3, name: "b").TripletMargin("dense2, a, b", margin: 5),
        ["tripletMargin, odd"] = b => b.Dense(3, name: "a").Dense(3, name: "b").TripletMargin("dense2, a, b", margin: 5, p: 3, swap: true),
        ["gaussianNll"] = b => b.Dense(3, name: "a").Softplus(name: "v").GaussianNll("a, v", full: true),
        ["own loss on classes"] = b => b.Loss("squared", (y, t) => (y - t) * (y - t), TargetKind.ClassIndices),
        ["weighted samples"] = b => b.Mse().Weighted(sampleWeights: true),
        ["weighted samples of classes"] = b => b.CrossEntropy().Weighted(sampleWeights: true),
        ["two losses"] = b => b.Dense(4, name: "a").CrossEntropy(from: "dense2").Mse(from: "a").Weighted(0.3, sampleWeights: true).L1(from: "tanh1"),
        ["own loss"] = b => b.Loss("logCosh", (y, t) => Softplus(2 * (y - t)) - (y - t)),
    };

    public static TheoryData<string> MiddleNames => [.. Middles.Keys];

    public static TheoryData<string> SequenceNames => [.. Sequences.Keys];

    public static TheoryData<string> LossNames => [.. Losses.Keys];

    [Theory, MemberData(nameof(MiddleNames))]
    public void GradientsThroughEachLayerAreRight(string middle) =>
        Check(Middles[middle](new NetworkBuilder("Net").Input(4).Dense(5)).Flatten().Dense(3).Mse());

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
            .Concat(NormalizationGradientTests.All).Append(TensorFunctionTests.Network(nameof(Constructs.Arithmetic), "sgd"))
            .Append(new NetworkBuilder("Net").Input(5, 4).Recurrent(Cells.MinGru, [6]))
            .SelectMany(b => b.ToSpec().Elements).Select(e => e.Kind);

        Assert.Empty(Catalogue.All.Values.Where(e => e is Compiler.Layers.Layer or Compiler.Losses.Loss).Select(e => e.Kind).Except(seen));
    }

    [Fact]
    public void GradientsThroughShapesOfSeveralDimensionsAreRight() =>
        Check(new NetworkBuilder("Net").Input(3, 2, 2).Prelu(perChannel: true).Softmax().Flatten().Dense(3).CrossEntropy());

    [Fact]
    public void GradientsOfSeveralInputsAreRight() => Check(new NetworkBuilder("Net").InputNamed("image", 1, 2, 3).Flatten()
        .Dense(3, name: "a").Tanh(name: "t").InputNamed("extra", 2).Concat(from: "t, extra").Dense(2).Mse());

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
        Assert.Equal(["input", .. network.ToModel().Parameters.Where(p => p.IsTrained).Select(p => p.Name)], result.Errors.Select(e => e.Name));
    }
}
