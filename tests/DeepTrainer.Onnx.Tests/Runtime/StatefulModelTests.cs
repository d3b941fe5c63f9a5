using DeepTrainer.Engine;
using DeepTrainer.Onnx.Format;
using DeepTrainer.Onnx.Values;

namespace DeepTrainer.Onnx.Tests.Runtime;

/// <summary>A model as exporters make them of detectors that go through sound: a branch for each rate, a spectrum by convolution, an LSTM with its states in and out.</summary>
public sealed class StatefulModelTests
{
    private const int Window = 16, Units = 6;

    // Inputs are x0, samples [1, 40], x1, states [2, 1, 6], and i2, the rate.
    private static Case Model() => new(5, 16, c =>
    {
        c.X(1, 40);
        c.X(2, 1, Units);
        c.Whole(16000, 16000, ElementType.Int64);
        string is16 = c.N("Equal", ["i2", c.Fixed(ElementType.Int64, [], 16000)]);
        return c.Many("If", 2, [is16], ("then_branch", Branch(8)), ("else_branch", Branch(4)));
    });

    private static GraphProto Branch(int step)
    {
        Random random = new(step);
        ModelBuilder b = new(16);
        string W(string name, params int[] shape) =>
            b.Weight($"{name}{step}", new(ElementType.Float, shape, [.. Enumerable.Range(0, (int)Shapes.Size(shape)).Select(_ => random.NextSingle() - 0.5f)]));
        string padded = b.Node("Pad", ["x0", b.Ints(0, 4, 0, 4)], ("mode", "reflect"));
        string waves = b.Node("Conv", [b.Node("Unsqueeze", [padded, b.Ints(1)]), W("waves", 2 * 9, 1, Window)], ("strides", new[] { step }));
        string Square(int from, int to) => b.Node("Pow", [b.Node("Slice", [waves, b.Ints(from), b.Ints(to), b.Ints(1)]), b.Weight($"two{from}", TensorData.OfFloat(2))]);
        string spectrum = b.Node("Sqrt", [b.Node("Add", [Square(0, 9), Square(9, int.MaxValue)])]);
        string features = b.Node("Relu", [b.Node("Conv", [spectrum, W("conv.weight", 5, 9, 3), W("conv.bias", 5)], ("pads", new[] { 1, 1 }))]);
        string State(int i) => b.Node("Unsqueeze", [b.Node("Gather", ["x1", b.Weight($"at{i}", TensorData.OfInt(i))], ("axis", 0)), b.Ints(0)]);
        string[] lstm = b.Nodes("LSTM", 3, [b.Node("Transpose", [features], ("perm", new[] { 2, 0, 1 })), W("w", 1, 4 * Units, 5),
            W("r", 1, 4 * Units, Units), W("b", 1, 8 * Units), "", State(0), State(1)], "", ("hidden_size", Units));
        string hidden = b.Node("Relu", [b.Node("Squeeze", [lstm[1], b.Ints(0)])]);
        string score = b.Node("Sigmoid", [b.Node("Gemm", [hidden, W("head.weight", 1, Units), W("head.bias", 1)], ("transB", 1))]);
        b.Output(score, b.Node("Concat", [lstm[1], lstm[2]], ("axis", 0)));
        b.Graph.Name = $"rate{step}";
        return b.Graph;
    }

    [Theory]
    [InlineData(16000)]
    [InlineData(8000)]
    public void ABranchIsChosen_AndResultsAreThoseOfOnnxRuntime(int rate)
    {
        Case model = Model();
        model.Inputs["i2"] = TensorData.OfInt(rate);
        OnnxImportOptions options = new() { ClassName = $"Detector{rate}" };
        options.Constants["i2"] = [rate];
        ImportedNetwork imported = OnnxImporter.Import(model.Model, "detector.onnx", options);
        Assert.DoesNotContain(rate == 16000 ? "head.weight4" : "head.weight8", imported.Source, StringComparison.Ordinal);
        CompiledNetworks compiled = CompiledNetworks.Of(new Dictionary<string, string> { [imported.ClassName] = imported.Source });
        Assert.Empty(compiled.Mistakes);
        Assert.Null(model.Difference(compiled.Engine(imported), imported));
        Assert.Null(model.Difference(GeneratedNetworks.Of(imported), imported));
    }

    private static ImportedNetwork Stream(Case model, int steps = 1)
    {
        OnnxImportOptions options = new() { ClassName = $"Stream{steps}", Steps = steps };
        options.Constants["i2"] = [16000];
        options.Streams["x1"] = Outputs(model)[1];
        return OnnxImporter.Import(model.Model, "stream.onnx", options);
    }

    private static string[] Outputs(Case model) => [.. ModelProto.Parser.ParseFrom(model.Model).Graph.Output.Select(o => o.Name)];

    [Fact]
    public void AStream_GivesStepByStepWhatTheModelGivesWithItsState()
    {
        const int Steps = 5, Samples = 40, State = 2 * Units;
        Case model = Model();
        model.Inputs["i2"] = TensorData.OfInt(16000);
        ImportedNetwork imported = Stream(model);
        Assert.Equal([2, 1, Units], Assert.Single(imported.States).Shape);
        INetwork network = GeneratedNetworks.Of(imported);
        var stream = (IStreamingNetwork)network;
        Random random = new(2);
        float[] state = new float[stream.StateSize], score = new float[1], kept = new float[State];
        stream.InitializeState(state);
        for (int step = 0; step < Steps; step++)
        {
            float[] samples = [.. Enumerable.Range(0, Samples).Select(_ => random.NextSingle() - 0.5f)];
            (model.Inputs["x0"], model.Inputs["x1"]) = (new(ElementType.Float, [1, Samples], samples), new(ElementType.Float, [2, 1, Units], kept));
            float[] expected = Witness.Run(model.Model, model.Inputs);
            stream.Step(samples, score, state, step);
            Assert.Null(Agreement.Difference(expected.AsSpan(0, 1), score, 1e-4, 1e-5));
            kept = expected[1..];
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        stream.Step(new float[Samples].AsSpan(), score, state, Steps);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 400);
    }

    [Fact]
    public void ASampleOfSeveralSteps_GivesThemAllAtOnce()
    {
        const int Steps = 3, Samples = 40;
        Case model = Model();
        model.Inputs["i2"] = TensorData.OfInt(16000);
        ImportedNetwork single = Stream(model), several = Stream(model, Steps);
        CompiledNetworks compiled = CompiledNetworks.Of(new Dictionary<string, string> { [single.ClassName] = single.Source, [several.ClassName] = several.Source });
        Assert.Empty(compiled.Mistakes);
        EngineNetwork whole = compiled.Engine(several), stepping = compiled.Engine(single);
        float[] samples = [.. Enumerable.Range(0, Steps * Samples).Select(i => MathF.Sin(i * 0.3f))], scores = new float[Steps],
            state = new float[stepping.StateSize], score = new float[1];
        whole.Predict(samples, scores);
        stepping.InitializeState(state);
        for (int step = 0; step < Steps; step++)
        {
            stepping.Step(samples.AsSpan(step * Samples, Samples), score, state, step);
            Assert.Equal(scores[step], score[0], 1e-5f);
        }
    }

    [Fact]
    public void WrongStreams_AreTold()
    {
        Case model = Model();
        string next = Outputs(model)[1];
        Assert.Contains("no input 'h'", Told(o => o.Streams["h"] = next), StringComparison.Ordinal);
        Assert.Contains("no output 'hN'", Told(o => o.Streams["x1"] = "hN"), StringComparison.Ordinal);
        Assert.Contains("keeps its shape", Told(o => o.Streams["x1"] = Outputs(model)[0]), StringComparison.Ordinal);
        Assert.Contains("0 steps", Told(o => (o.Streams["x1"], o.Steps) = (next, 0)), StringComparison.Ordinal);
        Assert.Contains("--stream", Told(o => o.Steps = 3), StringComparison.Ordinal);
        Assert.Contains("one input beside its states", Told(o => (o.Streams["x0"], o.Streams["x1"]) = (Outputs(model)[0], next)), StringComparison.Ordinal);

        string Told(Action<OnnxImportOptions> set)
        {
            OnnxImportOptions options = new();
            options.Constants["i2"] = [16000];
            set(options);
            return Assert.Throws<OnnxException>(() => OnnxImporter.Import(model.Model, "stream.onnx", options)).Message;
        }
    }
}
