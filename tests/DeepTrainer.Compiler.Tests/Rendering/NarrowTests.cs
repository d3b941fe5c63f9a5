using DeepTrainer.Compiler.Loops.Kernels;
using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;
using DeepTrainer.Compiler.Rendering;
using DeepTrainer.Compiler.Tests.Streaming;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Weights of 16 and 8 bits: predictions and steps are those of float32 with weights that were rounded before.</summary>
public class NarrowTests
{
    // Below, at and above the width of vectors, tiles and panels; weights that are seen under other shapes, in steps of recurrences, and as tables.
    private static readonly Dictionary<string, Func<NetworkBuilder, NetworkBuilder>> Networks = new()
    {
        ["Dense"] = n => n.Input(13).Dense(1).Tanh().Dense(33).Relu().Dense(16).Relu().Dense(47, bias: false).Dense(7),
        ["Panels"] = n => n.Input(450).Dense(320).Relu().Dense(5),
        ["Conv2D"] = n => n.Input(3, 7, 6).Conv2D(5, [3], padding: 1).Relu().Conv2D(33, [2], stride: 2).Relu().GlobalAvgPool().Dense(3),
        ["Wide"] = n => n.Input(128, 2, 3).Conv2D(128, [3], padding: 1).Relu().GlobalAvgPool().Dense(3),
        ["Grouped"] = n => n.Input(6, 5, 5).Conv2D(9, [3], padding: 1, groups: 3).Relu().Conv2D(9, [3], groups: 9).GlobalAvgPool().Dense(2),
        ["ConvTranspose2D"] = n => n.Input(5, 3, 4).ConvTranspose2D(17, [3], stride: 2, padding: 1).Relu().ConvTranspose2D(4, [2], groups: 1).GlobalAvgPool().Dense(2),
        ["Lstm"] = n => n.Input([9, 3], time: 0).Lstm(7, layers: 2).Gru(17).Rnn(5).Dense(2),
        ["Attention"] = n => n.Input([7], time: 0).Embedding(11, 6, paddingIndex: 3).PositionalEmbedding().TransformerEncoder(2, 9, ActivationKind.Gelu, causal: true)
            .MultiHeadAttention(3, causal: true, rotary: true).Dense(11),
        ["Conv1D"] = n => n.Input([3, 20], time: 1).Conv1D(5, [3], dilation: 3, paddings: [6, 0]).Relu().Conv1D(7, [2], paddings: [1, 0]),
        ["Bilinear"] = n => n.Input(6).Dense(9, name: "a").Dense(8, name: "b").Bilinear(5, "a, b").Dense(2),
    };

    private static readonly WeightType[] Types = [WeightType.BFloat16, WeightType.Float16, WeightType.Int8];

    [Theory]
    [InlineData("Vector512")]
    [InlineData("Vector256")]
    [InlineData("Wasm")]
    [InlineData("Vector128")]
    public void EveryLayer_PredictsAsWithRoundedWeights(string target) =>
        Compare([.. Networks.Select(n => n.Value(new NetworkBuilder(n.Key)).ToModel())], Target.All.Single(t => t.Name == target));

    [Fact]
    public void RandomNetworks_PredictAsWithRoundedWeights() => Compare(Random, Target.Vector256);

    private static NetworkModel[] Random =>
        [.. Enumerable.Range(100, 8).Select(RandomNetworks.Generate), .. Enumerable.Range(100, 4).Select(RandomImageNetworks.Generate),
            .. Enumerable.Range(100, 4).Select(RandomNormalizedNetworks.Generate)];

    [Fact]
    public void NothingBesideAWeightIsRead()
    {
        foreach (NetworkModel model in Networks.Select(n => n.Value(new NetworkBuilder(n.Key)).ToModel()).Concat(Random).SelectMany(m => Types.Select(t => Predicting(m, t))))
        {
            WeightLayouts layouts = new Persistent(model).Layouts;
            GraphPlan[] plans = [Planner.Run(model.Inference, layouts), .. new[] { model.Inference, model.Streaming?.Graph }.OfType<Graph>()
                .Select(g => Planner.Run(g, layouts, oneSample: true))];
            foreach (KernelPlan kernel in plans.SelectMany(p => p.Kernels))
                Assert.All(Target.All, target => Assert.Empty(MemoryVerifier.ProblemsOf(kernel.Kernel, target, KernelLoops.Of(kernel, target, kernel.Name))));
        }
    }

    // Factors within the sum would cost a multiplication for each of its terms.
    [Fact]
    public void FactorsOfChannels_AreAppliedToFinishedSums()
    {
        foreach (string name in Networks.Keys)
        {
            NetworkModel model = Predicting(Networks[name](new NetworkBuilder(name)).ToModel(), WeightType.Int8);
            foreach (Graph graph in new[] { model.Inference, model.Streaming?.Graph }.OfType<Graph>())
            {
                KernelPlan[] kernels = [.. Planner.Run(graph, new Persistent(model).Layouts, oneSample: true).Kernels];
                Assert.All(kernels.Where(k => k.Kernel.Reduction == Primitives.Reduction.Sum
                    && k.Kernel.Operands.OfType<Lowering.Operand.Load>().Any(l => l.Access.Storage.Element == ElementType.Int8)),
                    k => Assert.True(k.Kernel.IsProduct, $"{name}: {k.Name}"));
            }
        }
    }

    [Fact]
    public void Matrices_TakeAHalfAndAQuarter()
    {
        NetworkModel model = new NetworkBuilder("Large").Input(784).Dense(512).Relu().Dense(512).Relu().Dense(10).ToModel();
        double whole = new Persistent(model).WeightFloats;
        Assert.Equal([0.5, 0.5, 0.25], Types.Select(t => Math.Round(new Persistent(Predicting(model, t)).WeightFloats / whole, 2)));
    }

    // A step takes a row of the positions by its number; without steps they are added as a whole.
    [Fact]
    public void OnlyWhatIsMultipliedOrTaken_IsNarrow()
    {
        foreach (bool streams in (bool[])[false, true])
        {
            NetworkModel model = new NetworkBuilder("Positions").Input([7], time: streams ? 0 : -1).Embedding(11, 6).PositionalEmbedding()
                .MultiHeadAttention(2, causal: true).LayerNorm().Dense(3).ToModel();
            INetwork network = CompiledNetwork.Create(Predicting(model, WeightType.Int8), 1);
            Assert.Equal(network.Parameters.Where(p => p.Shape.Length > 1 && (streams || p.Name != "positionalEmbedding1.weight")),
                network.Parameters.Where(p => p.Type == WeightType.Int8));
        }
    }

    // A network that was declared with a loss and no optimizer can be judged, penalties of its weights included.
    [Fact]
    public void Losses_AreThoseOfRoundedWeights()
    {
        NetworkSpec spec = new NetworkBuilder("Judged").Input(9).Dense(21).Weights(l1: 0.01, l2: 0.02).Relu().Dense(3).Mse().ToSpec();
        float[] inputs = AgainstEngine.Values(new RandomSource(1), 17 * 9), targets = AgainstEngine.Values(new RandomSource(2), 17 * 3);
        foreach (WeightType type in Types)
        {
            NetworkModel model = Build.Run(spec with { Name = $"Judged{type}", WeightType = type.ToString() }).Model!;
            INetwork narrow = CompiledNetwork.Create(model, 3);
            EngineNetwork engine = new(model, 3);
            engine.CopyFrom(narrow);
            Assert.Equal(engine.Evaluate(inputs, targets), narrow.Evaluate(inputs, targets), 1e-4f);
        }
    }

    private static NetworkModel Predicting(NetworkModel whole, WeightType type)
    {
        NetworkSpec spec = Inference.Of(whole.Spec) with { Name = $"{whole.Spec.Name}{type}", WeightType = type == WeightType.Float32 ? "" : type.ToString() };
        (NetworkModel? model, ImmutableArray<Problem> problems) = Build.Run(spec);
        Assert.Empty(problems.Where(p => p.Kind.Severity == ProblemSeverity.Error));
        return model!;
    }

    private static void Compare(NetworkModel[] wholes, Target target)
    {
        NetworkModel[] models = [.. wholes.SelectMany(w => Types.Prepend(WeightType.Float32).Select(t => Predicting(w, t)))];
        ImmutableArray<Func<int, INetwork>> compiled = CompiledNetwork.Compile([.. models], [target]);
        for (int i = 0; i < models.Length; i += Types.Length + 1)
        {
            EngineNetwork drawn = new(wholes[i / (Types.Length + 1)], 7), engine = new(models[i], 7);
            INetwork plain = compiled[i](7);
            for (int t = 0; t < Types.Length; t++)
            {
                INetwork narrow = compiled[i + 1 + t](7);
                narrow.CopyFrom(drawn);
                plain.CopyFrom(narrow);
                engine.CopyFrom(narrow);
                Compare(models[i], Types[t], engine, plain, narrow);
            }
        }
    }

    // Sums of the same terms in the same order are the same; a factor that is applied to a sum rounds otherwise than one applied to each term.
    private static void Compare(NetworkModel model, WeightType type, EngineNetwork engine, INetwork plain, INetwork narrow)
    {
        foreach (int rows in (int[])[1, 3, 17])
        {
            float[] inputs = AgainstEngine.Inputs(new RandomSource(rows), model, rows);
            float[] expected = new float[rows * narrow.Info.OutputSize], actual = new float[expected.Length];
            (type == WeightType.Int8 ? engine : plain).PredictBatch(inputs, expected);
            narrow.PredictBatch(inputs, actual);
            Same(expected, actual, $"{rows} samples");
            narrow.Predict(inputs.AsSpan(0, narrow.Info.InputSize), actual.AsSpan(0, narrow.Info.OutputSize));
            AgainstEngine.Close(expected.AsSpan(0, narrow.Info.OutputSize), actual.AsSpan(0, narrow.Info.OutputSize), 2e-4, $"{model.Spec.Name} as {type}, one sample");
        }
        if (narrow is not IStreamingNetwork steps)
            return;
        float[] sequence = AgainstEngine.Inputs(new RandomSource(2), model, 1);
        foreach ((var expected, var actual) in StreamCheck.Steps(type == WeightType.Int8 ? engine : (IStreamingNetwork)plain, model, sequence)
            .Zip(StreamCheck.Steps(steps, model, sequence)))
            Same(expected.Output, actual.Output, "a step");

        void Same(float[] expected, float[] actual, string what)
        {
            if (type == WeightType.Int8)
                AgainstEngine.Close(expected, actual, 2e-4, $"{model.Spec.Name} as {type}, {what}");
            else
                Assert.True(expected.AsSpan().SequenceEqual(actual), $"{model.Spec.Name} as {type} differs for {what}");
        }
    }
}
