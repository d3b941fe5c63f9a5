using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>What subtracts a maximum or a mean sees the very values of which that was taken.</summary>
public class RoundingTests
{
    private static readonly int[] Widths = [128, 256, 512];

    private static readonly int[] Batches = [1, 7, 17, 100];

    private static readonly (string Name, Func<NetworkBuilder, NetworkBuilder> Layers)[] Scaled =
    [
        ("Softmax", n => n.Input(11).Activation("scale", x => 0.7 * x).Softmax()),
        ("LogSoftmax", n => n.Input(11).Activation("scale", x => 0.7 * x).LogSoftmax()),
        ("Positions", n => n.Input(5, 6).Activation("scale", x => 0.7 * x).Softmax(0)),
        ("Temperature", n => n.Input(11).Activation("scale", x => x / 1.3).Softmax()),
        ("Product", n => n.Input([11], name: "left").InputNamed("right", 11).Multiply("left, right").Softmax()),
        ("Turned", n => n.Input(5, 6).Activation("scale", x => 0.7 * x).Transpose(0, 1).LogSoftmax()),
        ("CrossEntropy", n => n.Input(11).Activation("scale", x => 0.7 * x).CrossEntropy()),
        ("Smoothed", n => n.Input(11).Activation("scale", x => 0.7 * x).CrossEntropy(labelSmoothing: 0.1)),
    ];

    private static readonly (string Name, Func<NetworkBuilder, NetworkBuilder> Layers)[] Normalized =
    [
        ("LayerNorm", n => n.Input(13).LayerNorm()),
        ("LayerNormOfLong", n => n.Input(300).LayerNorm()),
        ("LayerNormOfPositions", n => n.Input(5, 24).LayerNorm()),
        ("LayerNormOfBoth", n => n.Input(5, 24).LayerNorm(dimensions: 2)),
        ("GroupNorm", n => n.Input(6, 5, 7).GroupNorm(3)),
        ("InstanceNorm", n => n.Input(3, 5, 7).InstanceNorm()),
        ("LayerNormOfScaled", n => n.Input(13).Activation("scale", x => 0.7 * x).LayerNorm()),
        ("LayerNormOfSum", n => n.Input(13).Activation("scale", x => x * x, name: "square").Add("input, square").LayerNorm()),
    ];

    // From 2³¹ on products that are not rounded are farther from a maximum of rounded ones than exp can bear.
    private static readonly float[] Sizes = [1, 1e6f, 3e9f, 1e12f, 1e18f];

    private static readonly float[] Values = [12345.678f, -3.3e-3f, 1e7f / 3, 777.1f, 1e15f / 3];

    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void SoftmaxOfScaledValues_IsFinite_HoweverLargeTheyAre(int bits)
    {
        Each(Scaled, bits, (engine, network, model) =>
        {
            foreach (float size in Sizes)
            {
                foreach (int batch in Batches)
                {
                    float[] inputs = [.. AgainstEngine.Values(new RandomSource(batch), batch * network.Info.InputSize).Select(v => v * size)];
                    Agree(engine, network, inputs, batch, 1e-5, $"{model.Spec.Name}, {size}");
                    if (!model.HasLoss)
                        continue;
                    int[] labels = [.. Enumerable.Range(0, batch).Select(n => n % 11)];
                    AgainstEngine.Close([engine.Evaluate(inputs, labels)], [network.Evaluate(inputs, labels)], 1e-4, $"{model.Spec.Name}, {size}: loss");
                }
            }
        });
    }

    // The kernel that also computes f has 3.3·x as a value of its own, the others have it in a multiply-add.
    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void AProductThatAnotherOutputIs_ChangesNothing(int bits)
    {
        static NetworkBuilder Shared(NetworkBuilder n) =>
            n.Activation("f", x => 3.3 * x, name: "f", from: "x").Activation("g", x => (3.3 * x) + (x * x * 0.7), name: "g", from: "x");
        Each([("LayerNorm", n => Shared(n.Input([3], name: "x")).LayerNorm(name: "s").Output("s, f"))], bits, (_, network, _) =>
        {
            foreach (int batch in Batches)
            {
                float[] inputs = [.. Enumerable.Repeat(12345.678f, batch * 3)], outputs = new float[batch * 6];
                network.PredictBatch(inputs, outputs);
                Assert.All(outputs.Where((_, i) => i % 6 < 3), y => Assert.Equal(0, y));
            }
        });
        Each([("LogSoftmax", n => Shared(n.Input([19], name: "x")).LogSoftmax(name: "s").Output("s, f"))], bits, (_, network, _) =>
        {
            foreach (int batch in Batches)
            {
                float[] inputs = [.. AgainstEngine.Values(new RandomSource(batch), batch * 19).Select(v => v * 100)], outputs = new float[batch * 38];
                network.PredictBatch(inputs, outputs);
                Assert.All(outputs.Where((_, i) => i % 38 < 19), y => Assert.True(y <= 0, $"{y}"));
            }
        });
    }

    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void EqualValues_NormalizedAreZero(int bits)
    {
        Each(Normalized, bits, (engine, network, model) =>
        {
            foreach (float value in Values)
            {
                foreach (int batch in Batches)
                {
                    float[] inputs = [.. Enumerable.Repeat(value, batch * network.Info.InputSize)], outputs = new float[batch * network.Info.OutputSize];
                    network.PredictBatch(inputs, outputs);
                    Assert.All(outputs, y => Assert.Equal(0, y));
                    network.Predict(inputs.AsSpan(0, network.Info.InputSize), outputs.AsSpan(0, network.Info.OutputSize));
                    Assert.All(outputs, y => Assert.Equal(0, y));
                    engine.PredictBatch(inputs, outputs);
                    Assert.All(outputs, y => Assert.Equal(0, y));
                }
            }
        });
    }

    [Theory]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(100)]
    public void ABatchOfEqualValues_NormalizedIsZero(int batch)
    {
        ImmutableArray<NetworkModel> models =
        [
            new NetworkBuilder("Features").Input(5).BatchNorm().Mse().Sgd().ToModel(),
            new NetworkBuilder("Maps").Input(3, 6, 7).BatchNorm().Flatten().Mse().Sgd().ToModel(),
        ];
        foreach (int bits in Widths)
        {
            ImmutableArray<Func<int, INetwork>> networks = CompiledNetwork.Compile(models, [bits]);
            foreach (float value in Values)
            {
                for (int i = 0; i < models.Length; i++)
                {
                    INetwork network = networks[i](1);
                    float[] inputs = [.. Enumerable.Repeat(value, batch * network.Info.InputSize)], targets = new float[inputs.Length];
                    Assert.Equal(0, network.TrainBatch(inputs, targets));
                    Assert.Equal(0, new EngineNetwork(models[i], 1).TrainBatch(inputs, targets));
                }
            }
        }
    }

    private static void Each((string Name, Func<NetworkBuilder, NetworkBuilder> Layers)[] cases, int bits, Action<EngineNetwork, INetwork, NetworkModel> check)
    {
        ImmutableArray<NetworkModel> models = [.. cases.Select(c => c.Layers(new NetworkBuilder(c.Name)).ToModel())];
        ImmutableArray<Func<int, INetwork>> networks = CompiledNetwork.Compile(models, [bits]);
        for (int i = 0; i < models.Length; i++)
            check(new EngineNetwork(models[i], 1), networks[i](1), models[i]);
    }

    private static void Agree(EngineNetwork engine, INetwork network, float[] inputs, int batch, double tolerance, string what)
    {
        int size = network.Info.OutputSize;
        float[] expected = new float[batch * size], actual = new float[batch * size], one = new float[size];
        engine.PredictBatch(inputs, expected);
        network.PredictBatch(inputs, actual);
        network.Predict(inputs.AsSpan(0, network.Info.InputSize), one);
        Assert.All(actual, y => Assert.True(float.IsFinite(y), $"{what}: {y}"));
        AgainstEngine.Close(expected, actual, tolerance, what);
        AgainstEngine.Close(expected.AsSpan(0, size), one, tolerance, what + ": one sample");
    }
}
