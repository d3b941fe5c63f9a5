using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Sums keep their digits, however many samples or places they are of.</summary>
public class LongSumTests
{
    private const int Samples = 2_000_003;

    // A step of 1 from weights of 0: the new weights are the gradients.
    private static NetworkBuilder Linear(string name, int size) => new NetworkBuilder(name).Input(size).Dense(2).Mse().UpdateRule("gradient", "w, g => w = g");

    private static NetworkModel One => Linear("One", 1).ToModel();

    private static NetworkModel Several => Linear("Several", 5).ToModel();

    // Each sample has as many terms as positions: few of the one, many of the other, and both.
    private static NetworkModel Positions(int count) => new NetworkBuilder($"Positions{count}").Input(count, 3).Dense(2).Mse().UpdateRule("gradient", "w, g => w = g").ToModel();

    private static NetworkModel Image(int height, int width) =>
        new NetworkBuilder($"Image{height}").Input(3, height, width).Conv2D(2, [1]).Mse().UpdateRule("gradient", "w, g => w = g").ToModel();

    private static NetworkModel Statistics => new NetworkBuilder("Statistics").Input(3, 2).BatchNorm(momentum: 1).Flatten().Mse().Sgd().ToModel();

    private static NetworkModel Long => new NetworkBuilder("Long").Input(3, 300_001).GlobalAvgPool().ToModel();

    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void GeneratedCode_KeepsTheDigits(int bits)
    {
        ImmutableArray<NetworkModel> models = [One, Several, Statistics, Long];
        Check([.. CompiledNetwork.Compile(models, [bits]).Select(make => make(1))]);
    }

    [Fact]
    public void TheEngine_KeepsTheDigits() => Check([.. new[] { One, Several, Statistics, Long }.Select(m => new EngineNetwork(m, 1))]);

    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void SumsOverSamplesAndPositions_KeepTheDigits(int bits)
    {
        foreach (Func<int, INetwork> make in CompiledNetwork.Compile([Positions(7), Positions(33), Positions(2500), Image(13, 5), Image(60, 61)], [bits]))
        {
            INetwork network = make(1);
            foreach (int samples in new[] { 1, 3, 17, 31, 32, 62, 63, 64, 100, 293, 1025, 2049, 30_001 })
            {
                if ((long)samples * network.Info.InputSize < 20_000_000)
                    Gradients(network, samples);
            }
        }
    }

    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void InfiniteSums_AreInfinite(int bits)
    {
        foreach (INetwork network in CompiledNetwork.Compile([One, Several, Long], [bits]).Select(make => make(1)))
            Infinite(network);
    }

    [Fact]
    public void TheEnginesInfiniteSums_AreInfinite()
    {
        foreach (NetworkModel model in (NetworkModel[])[One, Several, Long])
            Infinite(new EngineNetwork(model, 1));
    }

    // As in a loop that adds up: one infinite term, or so many large ones that the sum overflows.
    private static void Infinite(INetwork network)
    {
        const int Many = 300_001;
        const float Large = 1e38f;
        float[] parts = new float[3];
        foreach (bool overflows in (bool[])[false, true])
        {
            if (!network.Info.HasLoss)
            {
                float[] places = new float[network.Info.InputSize];
                Array.Fill(places, overflows ? Large : 1);
                places[100] = overflows ? Large : float.PositiveInfinity;
                network.Predict(places, parts);
                Assert.Equal(float.PositiveInfinity, parts[0]);
                continue;
            }
            // y = 0, so a sample's loss is t², and its gradients by the biases are -t.
            float[] inputs = new float[Many * network.Info.InputSize], targets = new float[Many * network.Info.OutputSize];
            Array.Fill(targets, overflows ? 1e19f : 1);
            if (!overflows)
                targets[1000] = float.PositiveInfinity;
            foreach (Parameter parameter in network.Parameters)
                parameter.CopyFrom(new float[parameter.Length]);
            Assert.Equal(float.PositiveInfinity, network.Evaluate(inputs, targets));
            Assert.Equal(float.PositiveInfinity, network.TrainBatch(inputs, targets));
            Assert.Equal(overflows, float.IsFinite(network.Parameters[1].ToArray()[0]));
            Assert.False(float.IsNaN(network.Parameters[1].ToArray()[0]));
        }
    }

    private static void Check(ImmutableArray<INetwork> networks)
    {
        foreach (INetwork network in networks.Take(2))
            Gradients(network, Samples);
        Moments(networks[2]);
        float[] places = new float[networks[3].Info.InputSize], means = new float[3];
        Array.Fill(places, 0.7f);
        networks[3].Predict(places, means);
        Assert.All(means, mean => Close(0.7f, mean));
    }

    // y = 0, so the loss is the mean of t², its gradients by the weights are -t·x, and by the biases -t.
    private static void Gradients(INetwork network, int samples)
    {
        const float X = 0.3f, T = 0.7f;
        float[] inputs = new float[samples * network.Info.InputSize], targets = new float[samples * network.Info.OutputSize];
        Array.Fill(inputs, X);
        Array.Fill(targets, T);
        foreach (Parameter parameter in network.Parameters)
            parameter.CopyFrom(new float[parameter.Length]);
        Close(T * T, network.Evaluate(inputs, targets));
        Close(T * T, network.TrainBatch(inputs, targets));
        Assert.All(network.Parameters[0].ToArray(), w => Close(-T * X, w));
        Assert.All(network.Parameters[1].ToArray(), b => Close(-T, b));
    }

    private static void Moments(INetwork network)
    {
        int size = network.Info.InputSize;
        float[] inputs = [.. Enumerable.Range(0, Samples / 4 * size).Select(i => i / size % 2 == 0 ? 100.1f : 102.1f)];
        network.TrainBatch(inputs, new float[inputs.Length]);
        Assert.All(network.Parameters.Single(p => p.Name.EndsWith("running_mean", StringComparison.Ordinal)).ToArray(), mean => Close(101.1f, mean));
        Assert.All(network.Parameters.Single(p => p.Name.EndsWith("running_var", StringComparison.Ordinal)).ToArray(), variance => Close(1, variance));
    }

    // 2048 equal terms one after another may lose half a unit in the last place of 24 bits each.
    private static void Close(float expected, float actual) =>
        Assert.True(Math.Abs(expected - actual) <= 6e-5 * Math.Abs(expected), $"expected {expected:R}, got {actual:R}");
}
