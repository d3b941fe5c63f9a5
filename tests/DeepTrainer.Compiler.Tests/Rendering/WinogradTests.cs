using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;
using DeepTrainer.Compiler.Rendering;
using DeepTrainer.Engine;
using DeepTrainer.Engine.Execution;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Convolutions by Winograd's algorithm: the same sums, in the engine and in generated code, and where they are chosen.</summary>
public class WinogradTests
{
    private static readonly Dictionary<string, Func<NetworkBuilder, NetworkBuilder>> Networks = new()
    {
        // A border on each side, another on each, none; what follows: bias, activations, batch norm, sums of two, pooling, the caller.
        ["Plain"] = n => n.Input(33, 16, 16).Conv2D(35, [3], padding: 1).Relu().Conv2D(48, [3], padding: 1).Gelu().GlobalAvgPool().Dense(3).CrossEntropy().Sgd(0.05),
        ["Uneven"] = n => n.Input(40, 20, 14).Conv2D(40, [3], paddings: [0, 2, 3, 1], bias: false).Tanh().Conv2D(40, [3]).Mse().Sgd(0.05),
        ["Residual"] = n => n.Input(32, 16, 18).Conv2D(32, [3], padding: 1).BatchNorm().Relu(name: "first").Conv2D(32, [3], padding: 1).BatchNorm().Add("first, input").Relu()
            .Conv2D(32, [3], padding: 1).Prelu(perChannel: true).MaxPool2D([2]).Flatten().Dense(2).CrossEntropy().Sgd(0.05),
        ["Joined"] = n => n.Input(32, 16, 16).Conv2D(32, [3], padding: 1, name: "a").Conv2D(32, [3], padding: 1, from: "input", name: "b").Concat("a, b").Relu()
            .Conv2D(32, [3], padding: 1).GlobalMaxPool().Dense(2).Mse().Sgd(0.05),
        // A part of the channels, from the first on and from another; in training the gradient of a joined value's part.
        ["Sliced"] = n => n.Input(64, 16, 16).Slice(0, 48, name: "first", from: "input").Conv2D(40, [3], padding: 1, name: "a")
            .Slice(9, 50, name: "later", from: "input").Conv2D(40, [3], name: "b").GlobalAvgPool(name: "mean", from: "b").GlobalAvgPool(name: "other", from: "a")
            .Concat("mean, other").Dense(2).Mse().Sgd(0.05),
        ["Inception"] = n => n.Input(112, 8, 8).Conv2D(128, [3], padding: 1, name: "a").Conv2D(33, [3], padding: 1, from: "input", name: "b").Concat("a, b", name: "j")
            .Conv2D(112, [3], padding: 1, name: "c").Concat("c, j, a").GlobalAvgPool().Mse().Sgd(0.05),
        // Enough channels for many samples, and for the gradients.
        ["Wide"] = n => n.Input(112, 8, 10).Conv2D(128, [3], padding: 1).Relu().Conv2D(130, [3], padding: 1).Relu().GlobalAvgPool().Dense(3).CrossEntropy().Sgd(0.05),
        // Maps that need bands.
        ["Banded"] = n => n.Input(48, 34, 30).Conv2D(56, [3], padding: 1).Relu().Conv2D(64, [3], padding: 1).Relu().GlobalAvgPool().Dense(3),
    };

    // Numbers of positions that no tiles of two fill, strides, dilation and groups.
    private static readonly Dictionary<string, Func<NetworkBuilder, NetworkBuilder>> Others = new()
    {
        ["Odd"] = n => n.Input(64, 15, 16).Conv2D(64, [3], padding: 1),
        ["Strided"] = n => n.Input(64, 33, 33).Conv2D(64, [3], stride: 2),
        ["Dilated"] = n => n.Input(64, 20, 20).Conv2D(64, [3], dilation: 2),
        ["Grouped"] = n => n.Input(128, 16, 16).Conv2D(128, [3], padding: 1, groups: 2),
        ["Large"] = n => n.Input(64, 16, 16).Conv2D(64, [5], padding: 2),
        ["Few"] = n => n.Input(3, 16, 16).Conv2D(8, [3], padding: 1),
    };

    public static TheoryData<string> Names => [.. Networks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void GeneratedCode_DoesWhatTheEngineDoes(string name)
    {
        NetworkModel model = Model(name);
        Assert.True(Chosen(model).Length > 0 || Convolutions(model.Training!).Any(c => c.Pays(oneSample: false)));
        // The engine takes seconds for many samples of many channels.
        AgainstEngine.Compare(model, name is "Plain" or "Residual" ? [1, 17] : [3], 1e-3);
    }

    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    public void NarrowerVectors_DoWhatTheEngineDoes(int bits)
    {
        foreach (string name in new[] { "Plain", "Residual", "Banded" })
            AgainstEngine.Compare(Model(name), CompiledNetwork.Compile([Model(name)], [bits])[0](7), batch: 5, 1e-3);
    }

    // Of the wide network both convolutions are chosen, and the gradient of what the second one sees.
    [Fact]
    public void Gradients_AreConvolutionsToo()
    {
        NetworkModel model = Model("Wide");
        Assert.Equal(2, Convolutions(model.Inference).Count(c => c.Pays(oneSample: false)));
        Assert.Equal(3, Convolutions(model.Training!).Count(c => c.Pays(oneSample: false)));
        Assert.Contains(Convolutions(model.Training!), c => c.Rows.Backwards && c.Columns.Backwards);
    }

    // In 64-bit numbers only a mistake makes a difference.
    [Fact]
    public void InDoublePrecision_TheSumsAreTheSame() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9], Gen.Int[1, 5], Gen.Int[1, 5], Gen.Int[0, 2].Array[4]).Each(drawn =>
        {
            (int channels, int outputs, int rows, int columns, int[] borders) = drawn;
            int height = Math.Max(1, (2 * rows) + 2 - borders[0] - borders[1]), width = Math.Max(1, (2 * columns) + 2 - borders[2] - borders[3]);
            NetworkBuilder network = new NetworkBuilder("Double").Input(channels, height, width).Conv2D(outputs, [3], paddings: borders);
            if (height + borders[0] + borders[1] != (2 * rows) + 2 || width + borders[2] + borders[3] != (2 * columns) + 2)
                return;
            NetworkModel model = network.ToModel();
            Graph plain = model.Inference, other = Winograd.Run(plain, _ => true);
            Assert.NotSame(plain, other);
            double[] expected = Predicted<double>(model, plain, 3), actual = Predicted<double>(model, other, 3);
            for (int i = 0; i < expected.Length; i++)
                Assert.Equal(expected[i], actual[i], 1e-12);
        }, iter: 60);

    // What documentation says of rounding: within twice that of a convolution that multiplies each weight.
    [Theory]
    [InlineData(16)]
    [InlineData(64)]
    [InlineData(200)]
    public void Rounding_IsAboutThatOfOtherConvolutions(int channels)
    {
        NetworkModel model = new NetworkBuilder("Rounded").Input(channels, 14, 14).Conv2D(24, [3], padding: 1).ToModel();
        double[] exact = Predicted<double>(model, model.Inference, 2);
        double plain = Error(exact, Predicted<float>(model, model.Inference, 2)), other = Error(exact, Predicted<float>(model, Winograd.Run(model.Inference, _ => true), 2));
        Assert.InRange(other, 0, 2 * plain);
        Assert.InRange(other, 1e-9, 4e-7);
    }

    [Fact]
    public void ItIsChosenWhereItPays()
    {
        Assert.All(Others, other => Assert.Empty(Chosen(other.Value(new NetworkBuilder(other.Key)).ToModel())));
        // Filters of many channels take longer to be transformed than few positions to be multiplied.
        NetworkModel small = new NetworkBuilder("Small").Input(256, 8, 8).Conv2D(256, [3], padding: 1).ToModel();
        Assert.False(Assert.Single(Convolutions(small.Inference)).Pays(oneSample: true));
        Assert.True(Assert.Single(Convolutions(small.Inference)).Pays(oneSample: false));
    }

    [Fact]
    public void ItCanBeSwitchedOff()
    {
        NetworkModel model = Model("Plain"), without = Build.Run(model.Spec with { Winograd = false }).Model!;
        Assert.Contains("Products(", Text(model), StringComparison.Ordinal);
        Assert.DoesNotContain("Products(", Text(without), StringComparison.Ordinal);
        AgainstEngine.Compare(without, CompiledNetwork.Create(without, 7), batch: 3, 1e-3);
    }

    [Fact]
    public void NarrowWeights_AreMultipliedAsTheyAre()
    {
        NetworkModel model = Build.Run(new NetworkBuilder("Narrow").Input(64, 16, 16).Conv2D(64, [3], padding: 1).ToModel().Spec with { WeightType = "BFloat16" }).Model!;
        Assert.Empty(Chosen(model));
    }

    // A sample alone is faster than its part of a block: a batch is one after another, with the same bits.
    [Fact]
    public void ABatchOfSamples_IsPredictedOneByOneWhereThatIsFaster()
    {
        NetworkModel model = Model("Banded");
        Assert.DoesNotContain("PredictChunk", Text(model), StringComparison.Ordinal);
        INetwork network = CompiledNetwork.Create(model, 7);
        float[] inputs = AgainstEngine.Inputs(new(3), model, 5), together = new float[5 * 3], alone = new float[3];
        network.PredictBatch(inputs, together);
        for (int n = 0; n < 5; n++)
        {
            network.Predict(inputs.AsSpan(n * network.Info.InputSize, network.Info.InputSize), alone);
            Assert.Equal(alone, together[(n * 3)..((n + 1) * 3)]);
        }
    }

    [Fact]
    public void AnyNumberOfThreads_GivesTheSameBits()
    {
        foreach (string name in new[] { "Residual", "Banded" })
        {
            NetworkModel model = Model(name);
            float[][] predicted = [.. new[] { 1, 2, 3 }.Select(threads =>
            {
                INetwork network = CompiledNetwork.Create(model, 7);
                ThreadTests.SetThreads(network, threads);
                float[] outputs = new float[2 * network.Info.OutputSize];
                network.PredictBatch(AgainstEngine.Inputs(new(3), model, 2), outputs);
                return outputs;
            })];
            Assert.All(predicted, p => Assert.Equal(predicted[0], p));
        }
    }

    private static NetworkModel Model(string name) => Networks[name](new NetworkBuilder(name)).ToModel();

    private static string Text(NetworkModel model) => string.Concat(Renderer.Run(model).Select(f => f.Text));

    private static IEnumerable<Winograd.Convolution> Convolutions(Graph graph) => graph.Nodes.Select(Winograd.Convolution.Of).OfType<Winograd.Convolution>();

    private static string[] Chosen(NetworkModel model) =>
        [.. Planner.Run(model.Inference, new Persistent(model).Layouts, oneSample: true).Kernels.Select(k => k.Name).Where(n => n.EndsWith("Products", StringComparison.Ordinal))];

    // Weights and samples from the same numbers whatever the type.
    private static T[] Predicted<T>(NetworkModel model, Graph graph, int samples)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        RandomSource random = new(5);
        Dictionary<string, Storage<T>> weights = model.Parameters.ToDictionary(
            p => p.Name, p => new Storage<T>(AgainstEngine.Values(random, (int)p.Shape.SampleSize).Select(T.CreateChecked).ToArray()));
        Executor<T> executor = new(graph, weights);
        executor.Resize(samples);
        AgainstEngine.Values(random, samples * (int)model.InputShape.SampleSize).Select(T.CreateChecked).ToArray().CopyTo(executor.Source(SourceKind.Input)!.Span);
        executor.Run(new StepContext(samples, 0, 0, 0));
        return executor.Output(Graph.Prediction).Span.ToArray();
    }

    // The root of the mean square, against that of the values.
    private static double Error(double[] exact, float[] rounded) =>
        Math.Sqrt(exact.Zip(rounded, (e, r) => (e - r) * (e - r)).Sum() / exact.Sum(e => e * e));
}
