using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Sequences;

/// <summary>Pooling and losses over the positions that count: against loops over those alone, in float64.</summary>
public class LengthTests
{
    private const int Steps = 7, Features = 3;

    // Over time: x is [T, F] with time first, or [F, T] with channels first.
    private static readonly Dictionary<string, (bool ChannelsFirst, Func<NetworkBuilder, NetworkBuilder> Layer, Func<double[], double> Pool)> Pools = new()
    {
        ["mean"] = (false, n => n.Mean([0], lengths: "l", from: "x"), v => v.Average()),
        ["sum"] = (false, n => n.Sum([-2], lengths: "l", from: "x"), v => v.Sum()),
        ["max"] = (false, n => n.Max([0], lengths: "l", from: "x"), v => v.Max()),
        ["min"] = (false, n => n.Min([0], keepDims: true, lengths: "l", from: "x"), v => v.Min()),
        ["global mean"] = (true, n => n.GlobalAvgPool(lengths: "l", from: "x"), v => v.Average()),
        ["global max"] = (true, n => n.GlobalMaxPool(lengths: "l", from: "x"), v => v.Max()),
    };

    // Of output y and target t at one position.
    private static readonly Dictionary<string, (Func<NetworkBuilder, NetworkBuilder> Loss, Func<double, double, double> Formula)> Losses = new()
    {
        ["mse"] = (n => n.Mse(from: "x"), (y, t) => (y - t) * (y - t)),
        ["l1"] = (n => n.L1(from: "x"), (y, t) => Math.Abs(y - t)),
        ["bce with logits"] = (n => n.BinaryCrossEntropyWithLogits(from: "x"), (y, t) => Math.Log(1 + Math.Exp(y)) - (y * t)),
        ["own"] = (n => n.Loss("own", (y, t) => (y - t) * (y - t) * (y - t) * (y - t), from: "x"), (y, t) => Math.Pow(y - t, 4)),
    };

    public static TheoryData<string> PoolNames => [.. Pools.Keys];

    public static TheoryData<string> LossNames => [.. Losses.Keys];

    [Theory, MemberData(nameof(PoolNames))]
    public void Pooling_IsOverThePositionsThatCount(string name)
    {
        (bool channelsFirst, Func<NetworkBuilder, NetworkBuilder> layer, Func<double[], double> pool) = Pools[name];
        NetworkModel model = layer(New(channelsFirst)).ToModel();
        foreach (INetwork network in (INetwork[])[new EngineNetwork(model, 1), CompiledNetwork.Create(model, 1)])
        {
            for (int length = 0; length <= Steps; length++)
            {
                float[] x = [.. AgainstEngine.Values(new RandomSource(length), Steps * Features), length], y = new float[Features];
                network.Predict(x, y);
                float[] expected = [.. Enumerable.Range(0, Features).Select(f => length == 0 ? 0
                    : (float)pool([.. Enumerable.Range(0, length).Select(t => (double)x[channelsFirst ? (f * Steps) + t : (t * Features) + f])]))];
                AgainstEngine.Close(expected, y, 1e-5, $"{name} of {length}");
            }
        }
    }

    [Theory, MemberData(nameof(PoolNames))]
    public void GradientsOfPoolingAreRight(string name)
    {
        GradientCheckResult result = GradientCheck.Run(Pools[name].Layer(New(Pools[name].ChannelsFirst)).Mse());
        Assert.True(result.Worst.Relative < 1e-6, result.ToString());
    }

    [Theory, MemberData(nameof(LossNames))]
    public void Losses_AreMeansOverThePositionsThatCount(string name)
    {
        (Func<NetworkBuilder, NetworkBuilder> loss, Func<double, double, double> formula) = Losses[name];
        NetworkModel model = loss(New().Relu(from: "x")).Weighted(lengths: "l").Output("relu1").ToModel();
        float[] inputs = AgainstEngine.Values(new RandomSource(2), 4 * ((Steps * Features) + 1)),
            targets = [.. AgainstEngine.Values(new RandomSource(3), 4 * Steps * Features).Select(Math.Abs)];
        int[] lengths = [Steps, 1, 4, 0];
        double expected = 0;
        for (int n = 0; n < 4; n++)
        {
            float[] y = inputs[(n * 22)..((n * 22) + 21)], t = targets[(n * 21)..((n + 1) * 21)];
            inputs[(n * 22) + 21] = lengths[n];
            expected += lengths[n] == 0 ? 0 : Enumerable.Range(0, lengths[n] * Features).Average(i => formula(y[i], t[i])) / 4;
        }
        foreach (INetwork network in (INetwork[])[new EngineNetwork(model, 1), CompiledNetwork.Create(model, 1)])
            Assert.Equal(expected, network.Evaluate(inputs, targets), 1e-5 * Math.Max(1, expected));
    }

    // Targets behind the end may be anything, as with data frames that have NaN there.
    [Theory, MemberData(nameof(LossNames))]
    public void TargetsOfPadding_DontReachGradients(string name)
    {
        NetworkModel model = Losses[name].Loss(new NetworkBuilder("Padded").InputNamed("s", Steps, Features).InputNamed("l", 1)
            .Dense(Features, name: "x", from: "s")).Weighted(lengths: "l").Output("x").Sgd(0.1).ToModel();
        float[] inputs = AgainstEngine.Values(new RandomSource(2), 3 * 22), targets = [.. AgainstEngine.Values(new RandomSource(3), 3 * 21).Select(Math.Abs)];
        int[] lengths = [Steps, 2, 0];
        float[] broken = [.. targets];
        for (int n = 0; n < 3; n++)
        {
            inputs[(n * 22) + 21] = lengths[n];
            broken.AsSpan(((n * Steps) + lengths[n]) * Features, (Steps - lengths[n]) * Features).Fill(n == 1 ? float.NaN : float.PositiveInfinity);
        }
        foreach (Func<INetwork> make in (Func<INetwork>[])[() => new EngineNetwork(model, 1), () => CompiledNetwork.Create(model, 1)])
        {
            (INetwork whole, INetwork holed) = (make(), make());
            for (int step = 0; step < 3; step++)
                Assert.Equal(whole.TrainBatch(inputs, targets), holed.TrainBatch(inputs, broken));
            foreach ((Parameter a, Parameter b) in whole.Parameters.Zip(holed.Parameters))
                Assert.Equal(a.ToArray(), b.ToArray());
        }
    }

    [Fact]
    public void CrossEntropyOfSteps_IgnoresPaddingByLengthOrLabel()
    {
        NetworkModel byLength = Sentences().CrossEntropy(axis: -1).Weighted(lengths: "l").Adam(epsilon: 0.01).ToModel(), byLabel = Sentences()
            .CrossEntropy(axis: -1, ignoreIndex: -100).Adam(epsilon: 0.01).ToModel();
        float[] inputs = AgainstEngine.Values(new RandomSource(2), 3 * 22);
        int[] lengths = [4, 4, 4], labels = [.. Enumerable.Range(0, 3 * Steps).Select(i => i % Steps < 4 ? i % 5 : 0)];
        for (int n = 0; n < 3; n++)
            inputs[(n * 22) + 21] = lengths[n];
        int[] ignored = [.. labels.Select((label, i) => i % Steps < 4 ? label : -100)];
        foreach (Func<NetworkModel, INetwork> make in (Func<NetworkModel, INetwork>[])[m => new EngineNetwork(m, 1), m => CompiledNetwork.Create(m, 1)])
        {
            INetwork first = make(byLength), second = make(byLabel);
            for (int step = 0; step < 3; step++)
                Assert.Equal(first.TrainBatch(inputs, labels), second.TrainBatch(inputs, ignored), 1e-5f);
        }
        AgainstEngine.Compare(byLength, CompiledNetwork.Create(byLength, 7), 17);
    }

    // The same whether the classes are the first dimension or the last, and however that is written.
    [Fact]
    public void LengthsCountPositions_WhereverTheClassesAre()
    {
        NetworkModel[] models =
        [
            Sentences().CrossEntropy(axis: -1).Weighted(lengths: "l").Adam(epsilon: 0.01).ToModel(), Sentences().Transpose(0, 1).CrossEntropy()
                .Weighted(lengths: "l").Adam(epsilon: 0.01).ToModel(),
            Sentences().Transpose(0, 1).CrossEntropy(axis: -2).Weighted(lengths: "l").Adam(epsilon: 0.01).ToModel(),
        ];
        float[] inputs = AgainstEngine.Values(new RandomSource(2), 3 * 22);
        for (int n = 0; n < 3; n++)
            inputs[(n * 22) + 21] = n * 3;
        int[] labels = [.. Enumerable.Range(0, 3 * Steps).Select(i => i % 5)];
        float expected = new EngineNetwork(models[0], 1).Evaluate(inputs, labels);
        foreach (NetworkModel model in models)
        {
            foreach (INetwork network in (INetwork[])[new EngineNetwork(model, 1), CompiledNetwork.Create(model, 1)])
                Assert.Equal(expected, network.Evaluate(inputs, labels), 1e-5f);
        }
    }

    // A length is told to be none before any work, wherever it is used.
    [Fact]
    public void ANumberThatIsNoLength_IsRefused()
    {
        NetworkModel[] models = [Sentences().Mse().Sgd().ToModel(), New().Mean([0], lengths: "l", from: "x").Dense(2).Mse().Sgd().ToModel(), New()
            .Dense(2, from: "x").Mse().Weighted(lengths: "l").Sgd().ToModel()];
        foreach (NetworkModel model in models)
        {
            foreach (INetwork network in (INetwork[])[new EngineNetwork(model, 1), CompiledNetwork.Create(model, 1)])
            {
                foreach (float wrong in (float[])[-1, 2.5f, Steps + 1, float.NaN])
                {
                    float[] input = [.. new float[Steps * Features], wrong], targets = new float[model.TargetSize];
                    Assert.Contains($"from 0 to {Steps} at index 21",
                        Assert.Throws<ArgumentOutOfRangeException>(() => network.TrainBatch(input, targets)).Message, StringComparison.Ordinal);
                }
            }
        }
    }

    [Fact]
    public void GradientsOfLossesAreRight()
    {
        GradientCheckResult result = GradientCheck.Run(Sentences().CrossEntropy(axis: -1, labelSmoothing: 0.1).Weighted(0.5, lengths: "l")
            .Mse(from: "x").Weighted(lengths: "l", sampleWeights: true));
        Assert.True(result.Worst.Relative < 1e-6, result.ToString());
    }

    [Fact]
    public void MistakesAreTold()
    {
        Expect("Axes", New().Mean([], lengths: "l", from: "x"), "[]", "the one dimension");
        Expect("Lengths", new NetworkBuilder("Net").InputNamed("x", 2, 3, 4).InputNamed("l", 1).GlobalMaxPool(lengths: "l", from: "x"), "[2, 3, 4]");
        Expect("Lengths", New().GlobalAvgPool(lengths: "x", from: "x"), "'x' of shape [7, 3]");
        Expect("Lengths", Sentences().CrossEntropy(axis: -1, ignoreIndex: 0).Weighted(lengths: "l").Sgd(), "IgnoreIndex");
        Expect("Lengths", Sentences().Dense(5, name: "b").CosineEmbedding("scores, b").Weighted(lengths: "l").Sgd(), "no mean over positions");
        Expect("Lengths", New().Flatten(from: "x").Dense(2).Mse().Weighted(lengths: "l").Sgd(), "has no positions");
        Expect("Lengths", Sentences().Mse().Weighted(lengths: "nothing").Sgd(), "'nothing'");
    }

    private static NetworkBuilder New(bool channelsFirst = false) =>
        new NetworkBuilder("Net").InputNamed("x", channelsFirst ? [Features, Steps] : [Steps, Features]).InputNamed("l", 1);

    private static NetworkBuilder Sentences() => New().Gru(4, lengths: "l", from: "x").Dense(5, name: "scores");

    private static void Expect(string argument, NetworkBuilder network, params string[] words)
    {
        Problem problem = Assert.Single(Build.Run(network.ToSpec()).Problems, p => p.Kind.Severity == ProblemSeverity.Error);
        Assert.Equal(argument, problem.Argument);
        Assert.All(words, word => Assert.Contains(word, problem.Message, StringComparison.Ordinal));
    }
}
