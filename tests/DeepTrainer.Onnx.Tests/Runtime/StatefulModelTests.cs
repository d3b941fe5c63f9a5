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
        string W(string name, params int[] shape) => b.Weight($"{name}{step}", new(ElementType.Float, shape, [.. Enumerable.Range(0, (int)Shapes.Size(shape)).Select(_ => random.NextSingle() - 0.5f)]));
        string padded = b.Node("Pad", ["x0", b.Ints(0, 4, 0, 4)], ("mode", "reflect"));
        string waves = b.Node("Conv", [b.Node("Unsqueeze", [padded, b.Ints(1)]), W("waves", 2 * 9, 1, Window)], ("strides", new[] { step }));
        string Square(int from, int to) => b.Node("Pow", [b.Node("Slice", [waves, b.Ints(from), b.Ints(to), b.Ints(1)]), b.Weight($"two{from}", TensorData.OfFloat(2))]);
        string spectrum = b.Node("Sqrt", [b.Node("Add", [Square(0, 9), Square(9, int.MaxValue)])]);
        string features = b.Node("Relu", [b.Node("Conv", [spectrum, W("conv.weight", 5, 9, 3), W("conv.bias", 5)], ("pads", new[] { 1, 1 }))]);
        string State(int i) => b.Node("Unsqueeze", [b.Node("Gather", ["x1", b.Weight($"at{i}", TensorData.OfInt(i))], ("axis", 0)), b.Ints(0)]);
        string[] lstm = b.Nodes("LSTM", 3, [b.Node("Transpose", [features], ("perm", new[] { 2, 0, 1 })), W("w", 1, 4 * Units, 5), W("r", 1, 4 * Units, Units), W("b", 1, 8 * Units), "", State(0), State(1)], "", ("hidden_size", Units));
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
}
