using DeepTrainer.Engine;
using DeepTrainer.Onnx.Values;

namespace DeepTrainer.Onnx.Tests.Runtime;

/// <summary>What is computed along an open axis that is taken as the batch can't be that of one sample; what is computed beside it is.</summary>
public sealed class OpenBatchTests
{
    /// <summary>Models of x [N, 3, 4] that work along N.</summary>
    public static TheoryData<string> Along() => [.. Refused.Keys];

    /// <summary>Models of x [N, 3, 4] whose samples don't see each other.</summary>
    public static TheoryData<string> Beside() => [.. Imported.Keys];

    private static readonly Dictionary<string, Func<Case, string>> Refused = new()
    {
        ["mean"] = c => c.N("ReduceMean", ["x"], ("axes", new[] { 0 })),
        ["sum of all"] = c => c.N("ReduceSum", ["x"]),
        ["maximum, without the axis"] = c => c.N("ReduceMax", ["x"], ("axes", new[] { 0, 2 }), ("keepdims", 0)),
        ["softmax"] = c => c.N("Softmax", ["x"], ("axis", 0)),
        ["arg max"] = c => c.N("ArgMax", ["x"], ("axis", 0)),
        ["top"] = c => c.N("Reshape", [c.Many("TopK", 2, ["x", c.Ints(1)], ("axis", 0))[0], c.Ints(-1, 12)]),
        ["cumulative sum"] = c => c.N("CumSum", ["x", c.Fixed(ElementType.Int64, [], 0)]),
        ["concatenation"] = c => c.N("Concat", ["x", c.W(2, 3, 4)], ("axis", 0)),
        ["split"] = c => c.Many("Split", 2, ["x", c.Ints(1, 0)], ("axis", 0))[0],
        ["a constant for each"] = c => c.N("Add", ["x", c.W(5, 3, 4)]),
        ["the first axis of a product's left side"] = c => c.N("Gemm", [Flat(c), c.W(1, 6)], ("transA", 1)),
        ["a product with itself"] = c => c.N("MatMul", [c.N("Transpose", [Flat(c)]), Flat(c)]),
        ["einsum"] = c => c.N("Einsum", ["x", "x"], ("equation", "nij,nik->jk")),
        ["batch norm that trains"] = c => c.Many("BatchNormalization", 3, ["x", c.W(3), c.W(3), c.W(3), c.Positive(3)], ("training_mode", 1))[0],
        ["normalized over all"] = c => c.N("MeanVarianceNormalization", [c.N("Unsqueeze", ["x", c.Ints(3)])]),
        ["layer norm"] = c => c.N("LayerNormalization", ["x", c.W(1, 3, 4)], ("axis", 0)),
        ["the first sample"] = c => c.N("Gather", ["x", c.Fixed(ElementType.Int64, [], 0)], ("axis", 0)),
        ["some samples"] = c => c.N("Slice", ["x", c.Ints(0), c.Ints(1), c.Ints(0)]),
        ["the other way round"] = c => c.N("Slice", ["x", c.Ints(-1), c.Ints(-100), c.Ints(0), c.Ints(-1)]),
        ["repeated"] = c => c.N("Tile", ["x", c.Ints(2, 1, 1)]),
        ["stretched"] = c => c.N("Expand", ["x", c.Ints(5, 3, 4)]),
        ["squeezed"] = c => c.N("Squeeze", ["x"]),
        ["padded"] = c => c.N("Pad", ["x", c.Ints(1, 0, 0, 0, 0, 0)]),
        ["time"] = c => c.Many("RNN", 1, ["x", c.W(1, 5, 4), c.W(1, 5, 5)], ("hidden_size", 5))[0],
        ["behind a transposition"] = c => c.N("ReduceSum", [c.N("Transpose", ["x"], ("perm", new[] { 2, 0, 1 })), c.Ints(1)]),
        ["samples as channels"] = c => c.N("Conv", [c.N("Transpose", ["x"], ("perm", new[] { 1, 0, 2 })), c.W(2, 1, 3)]),
        ["merged and summed"] = c => c.N("ReduceSum", [c.N("Reshape", ["x", c.Ints(-1, 4)]), c.Ints(0)]),
        ["quantized by the largest of all"] = c => c.N("Cast", [c.Many("DynamicQuantizeLinear", 3, ["x"])[0]], ("to", 1)),
        ["skip layer norm over samples"] = c => c.N("Transpose", ["x"], ("perm", new[] { 1, 2, 0 })) is var turned
            ? c.Microsoft("SkipLayerNormalization", [turned, turned, c.W(1)]) : "",
        ["a sequence joined along samples"] = c => c.N("ConcatFromSequence", [c.N("SequenceConstruct", ["x", c.N("Relu", ["x"])])], ("axis", 0)),
        ["divided by the number of samples"] = c => c.N("Div", ["x", c.N("Cast", [Samples(c)], ("to", 1))]),
        ["divided by the number of elements"] = c => c.N("Div", [c.N("ReduceSum", ["x", c.Ints(1, 2)]), c.N("Cast", [c.N("Size", ["x"])], ("to", 1))]),
        ["the number of each sample"] = c =>
            c.N("Add",
                ["x", c.N("Cast",
                    [c.N("Reshape",
                        [c.N("Range", [c.Fixed(ElementType.Int64, [], 0), c.N("Squeeze", [Samples(c)]), c.Fixed(ElementType.Int64, [], 1)]), c.Ints(-1, 1, 1)])], ("to", 1))]),
        ["a row for each pair of samples"] = c =>
            c.N("Add", [c.N("ReduceSum", ["x", c.Ints(1, 2)], ("keepdims", 0)), c.N("Expand", [c.W(1, 1), c.N("Concat", [Samples(c), Samples(c)], ("axis", 0))])]),
        ["shaped with the samples behind"] = c => c.N("Reshape", ["x", c.N("Concat", [c.Ints(4), Samples(c), c.Ints(3)], ("axis", 0))]),
        ["shaped across samples"] = c => c.N("Reshape", ["x", c.N("Concat", [c.Ints(12), Samples(c)], ("axis", 0))]),
        ["samples folded into another axis"] = c => c.N("Reshape", ["x", c.N("Concat", [c.Ints(3), c.N("Mul", [Samples(c), c.Ints(4)])], ("axis", 0))]),
        ["as many elements of each as there are samples"] = c => c.N("Slice", ["x", c.Ints(0), Samples(c), c.Ints(1)]),
        ["repeated for each sample"] = c => c.N("Tile", ["x", c.N("Concat", [Samples(c), c.Ints(1, 1)], ("axis", 0))]),
        ["a sum of what each sample has"] = c => c.N("Add", ["x", c.N("ReduceSum", [c.N("Expand", [c.W(1, 3, 4), c.N("Shape", ["x"])]), c.Ints(0)])]),
        ["the number of samples itself"] = c => c.N("Cast", [Samples(c)], ("to", 1)),
        ["mean loss"] = c => c.N("SoftmaxCrossEntropyLoss", ["x", c.Fixed(ElementType.Int64, [1, 4], 0, 1, 2, 0)]),
    };

    private static readonly Dictionary<string, Func<Case, string>> Imported = new()
    {
        ["mean"] = c => c.N("ReduceMean", ["x"], ("axes", new[] { 1 }), ("keepdims", 0)),
        ["softmax over all of a sample"] = c => c.N("Softmax", [Flat(c)], ("axis", -1)),
        ["turned, worked on, turned back"] = c => c.N("Transpose",
            [c.N("Softmax", [c.N("Transpose", ["x"], ("perm", new[] { 1, 2, 0 }))], ("axis", 0))], ("perm", new[] { 2, 0, 1 })),
        ["merged, multiplied, parted"] = c => c.N("Reshape", [c.N("Add", [c.N("Gemm", [c.N("Reshape", ["x", c.Ints(-1, 4)]), c.W(4, 5)]), c.W(5)]), c.Ints(-1, 3, 5)]),
        ["parted by its own shape"] = c => c.N("Reshape", [c.N("Reshape", ["x", c.Ints(-1, 4)]), c.N("Shape", ["x"])]),
        ["a recurrence with the batch second"] =
            c => c.N("Transpose",
                [c.N("Squeeze",
                    [c.Many("LSTM", 3, [c.N("Transpose", ["x"], ("perm", new[] { 1, 0, 2 })), c.W(1, 20, 4), c.W(1, 20, 5)], ("hidden_size", 5))[0],
                        c.Ints(1)])], ("perm", new[] { 1, 0, 2 })),
        ["one step of it"] = c =>
            c.N("Squeeze", [c.Many("GRU", 2, [c.N("Transpose", ["x"], ("perm", new[] { 1, 0, 2 })), c.W(1, 15, 4), c.W(1, 15, 5), c.W(1, 30)], ("hidden_size", 5))[1], c.Ints(0)]),
        ["a part of each"] = c => c.N("Slice", ["x", c.Ints(0, 1), c.Ints(int.MaxValue, 3), c.Ints(0, 2)]),
        ["an element of each"] = c => c.N("Gather", ["x", c.Fixed(ElementType.Int64, [], 2)], ("axis", 1)),
        ["scores"] = c => c.N("MatMul", [c.N("Softmax", [c.N("MatMul", ["x", c.N("Transpose", ["x"], ("perm", new[] { 0, 2, 1 }))])], ("axis", -1)), "x"]),
        ["einsum"] = c => c.N("Einsum", ["x", "x"], ("equation", "nij,nik->njk")),
        ["stretched by its own shape"] = c => c.N("Add", [c.N("Expand", [c.W(1, 3, 4), c.N("Shape", ["x"])]), "x"]),
        ["joined"] = c => c.N("Concat", ["x", c.N("Relu", ["x"])], ("axis", 2)),
        ["a column for each"] = c => c.N("Squeeze", [c.N("Unsqueeze", [c.N("Mul", ["x", c.W(1, 3, 1)]), c.Ints(1)]), c.Ints(1)]),
        ["skip layer norm"] = c => c.Microsoft("SkipLayerNormalization", ["x", c.N("Relu", ["x"]), c.W(4), c.W(4), c.W(4)]),
        ["a sequence joined in front of samples"] = c => c.N("Transpose", [c.N("Softmax", [c.N("ConcatFromSequence", [c.N("SequenceConstruct",
            [c.N("Transpose", ["x"], ("perm", new[] { 1, 0, 2 })), c.N("Transpose", [c.N("Relu", ["x"])], ("perm", new[] { 1, 0, 2 }))])],
                ("axis", 0))], ("axis", 0))], ("perm", new[] { 1, 0, 2 })),
        ["a sequence stacked in front of samples"] = c => c.N("Transpose", [c.N("Softmax", [c.N("ConcatFromSequence", [c.N("SequenceConstruct", ["x", c.N("Relu", ["x"])])],
            ("axis", 0), ("new_axis", 1))], ("axis", 0))], ("perm", new[] { 1, 0, 2, 3 })),
        ["rows by numbers that each sample computes"] =
            c => c.N("Mul", ["x", c.N("GatherElements", ["x", c.N("Cast", [c.N("Less", ["x", c.Number(0)])], ("to", 7))], ("axis", 2))]),
        ["parted by computed extents"] = c => c.N("Reshape", ["x", c.N("Concat", [Samples(c), c.Ints(2, 6)], ("axis", 0))]),
        ["merged by computed extents"] = c =>
            c.N("Reshape", [c.N("Softmax", [c.N("Reshape", ["x", c.N("Concat", [c.N("Mul", [Samples(c), c.Ints(3)]), c.Ints(4)], ("axis", 0))])], ("axis", 1)), c.Ints(-1, 3, 4)]),
        ["a mean by its own number of elements"] = c => c.N("Div", [c.N("ReduceSum", ["x", c.Ints(1, 2)]), c.N("Cast", [c.N("Mul", [Extent(c, 1), Extent(c, 2)])], ("to", 1))]),
        ["zeros for each"] = c => c.N("Add", ["x", c.N("ConstantOfShape", [c.N("Shape", ["x"])])]),
        ["a token in front of each"] = c => c.N("Concat", [c.N("Expand", [c.W(1, 1, 4), c.N("Concat", [Samples(c), c.Ints(1, 4)], ("axis", 0))]), "x"], ("axis", 1)),
        ["a token repeated for each"] = c => c.N("Concat", [c.N("Tile", [c.W(1, 1, 4), c.N("Concat", [Samples(c), c.Ints(1, 1)], ("axis", 0))]), "x"], ("axis", 1)),
        ["a state of zeros for each"] = c => c.N("Squeeze", [c.Many("GRU", 2, [c.N("Transpose", ["x"], ("perm", new[] { 1, 0, 2 })), c.W(1, 15, 4), c.W(1, 15, 5), c.W(1, 30), "",
            c.N("ConstantOfShape", [c.N("Concat", [c.Ints(1), Samples(c), c.Ints(5)], ("axis", 0))])], ("hidden_size", 5))[1], c.Ints(0)]),
        ["all samples by their number"] = c => c.N("Slice", ["x", c.Ints(0, 1), c.N("Concat", [Samples(c), c.Ints(3)], ("axis", 0)), c.Ints(0, 1)]),
        ["elements of each"] = c => c.N("GatherElements", ["x", c.N("Cast", [c.N("Less", ["x", c.Number(0)])], ("to", 7))], ("axis", 1)),
    };

    private static string Samples(Case c) => Extent(c, 0);

    private static string Extent(Case c, int axis) => c.N("Gather", [c.N("Shape", ["x"]), c.Ints(axis)], ("axis", 0));

    private static string Flat(Case c) => c.N("Flatten", ["x"]);

    private static Case Model(Func<Case, string> build) => new(7, 17, c =>
    {
        c.Builder.Input("x", [-1, 3, 4]);
        return [build(c)];
    });

    [Theory]
    [MemberData(nameof(Along))]
    public void WhatWorksAlongTheBatch_IsRefused(string name)
    {
        byte[] model = Model(Refused[name]).Model;
        OnnxException refused = Assert.Throws<OnnxException>(() => OnnxImporter.Import(model, "model.onnx"));
        Assert.Contains("batch", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--input", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Along))]
    public void AnExtentThatIsGiven_IsTakenAsItIs(string name)
    {
        OnnxImportOptions options = new();
        options.Inputs["x"] = [1, 3, 4];
        Assert.NotNull(OnnxImporter.Import(Model(Refused[name]).Model, "model.onnx", options));
    }

    [Fact]
    public void WhatDoesNot_GivesForEachSampleWhatTheModelGives()
    {
        const int Samples = 3;
        Random random = new(1);
        float[] inputs = [.. Enumerable.Range(0, Samples * 12).Select(_ => (random.NextSingle() * 2) - 1)];
        Case[] cases = [.. Imported.Values.Select(Model)];
        ImportedNetwork[] networks = [.. cases.Select((c, i) => OnnxImporter.Import(c.Model, "model.onnx", new() { ClassName = $"Open{i}" }))];
        CompiledNetworks compiled = CompiledNetworks.Of(networks.ToDictionary(n => n.ClassName, n => n.Source));
        Assert.Empty(compiled.Mistakes);
        foreach ((Case model, ImportedNetwork imported, string name) in cases.Zip(networks, Imported.Keys))
        {
            EngineNetwork network = compiled.Engine(imported);
            float[] expected =
                Witness.Run(model.Model, new Dictionary<string, TensorData> { ["x"] = new(ElementType.Float, [Samples, 3, 4], inputs) }),
                    actual = new float[Samples * network.Info.OutputSize];
            network.PredictBatch(inputs, actual);
            Assert.True(Agreement.Difference(expected, actual, 1e-4, 1e-5) is null, $"{name}: {Agreement.Difference(expected, actual, 1e-4, 1e-5)}");
        }
    }
}
