using DeepTrainer.Onnx.Format;
using DeepTrainer.Onnx.Tests.Runtime;
using DeepTrainer.Onnx.Values;

namespace DeepTrainer.Onnx.Tests.Hostile;

/// <summary>Files that are wrong by accident or on purpose: a clear error each, and nothing else.</summary>
public sealed class HostileFileTests
{
    private static readonly byte[][] Models =
    [
        .. new[] { ElementwiseCases.All(), ShapingCases.All(), LayerCases.All() }.SelectMany(c => c).Where((_, i) => i % 5 == 0)
            .Select((c, i) => new Case(i, c.Opset, c.Build).Model),
    ];

    private static OnnxException Refused(ModelBuilder model) => Assert.Throws<OnnxException>(() => OnnxImporter.Import(model.Bytes(), "model.onnx"));

    [Fact]
    public void ATruncatedFile_IsRefused()
    {
        foreach (byte[] model in Models)
        {
            for (int length = 0; length < model.Length; length += 1 + (model.Length / 40))
                ImportsOrRefuses(model[..length]);
        }
    }

    [Fact]
    public void AChangedFile_IsImportedOrRefused()
    {
        Random random = new(3);
        for (int i = 0; i < 4000; i++)
        {
            byte[] changed = [.. Models[i % Models.Length]];
            for (int change = 0; change <= i % 4; change++)
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            ImportsOrRefuses(changed);
        }
    }

    // What was imported must be C# that compiles: a name must not end a string or a comment.
    private static void ImportsOrRefuses(byte[] model)
    {
        try
        {
            OnnxImporter.Import(model, "model.onnx");
        }
        catch (OnnxException e)
        {
            Assert.NotEmpty(e.Message);
        }
    }

    [Fact]
    public void NamesOfAnyCharacters_GiveCodeThatCompiles()
    {
        ModelBuilder model = new();
        model.Input("x\"; }\n*/ // \u2028{0}", [1, 3]);
        string sum = model.Node("Add", ["x\"; }\n*/ // \u2028{0}", model.Weight("w\"\n\\{1}", new(ElementType.Float, [3], [1, 2, 3]))]);
        model.Output(model.Node("Relu", [sum]));
        ImportedNetwork imported = OnnxImporter.Import(model.Bytes(), "a\"b\n*/.onnx");
        Assert.Empty(CompiledNetworks.Of(new Dictionary<string, string> { ["A"] = imported.Source }).Mistakes);
    }

    [Fact]
    public void ACycle_IsTold()
    {
        ModelBuilder model = new();
        model.Input("x", [1, 3]);
        model.Graph.Node.Add(new NodeProto { OpType = "Add", Input = { "x", "b" }, Output = { "a" } });
        model.Graph.Node.Add(new NodeProto { OpType = "Relu", Input = { "a" }, Output = { "b" } });
        model.Output("b");
        Assert.Contains("cycle", Refused(model).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1L << 40)]
    [InlineData(-3)]
    [InlineData(long.MinValue)]
    [InlineData(int.MaxValue)]
    public void AWeightOfAnImpossibleSize_IsTold(long extent)
    {
        ModelBuilder model = new();
        TensorProto weight = new() { Name = "w", DataType = (int)ElementType.Float };
        weight.Dims.AddRange([extent, 4]);
        model.Graph.Initializer.Add(weight);
        model.Output(model.Node("Add", [model.Input("x", [1, 3]), "w"]));
        Assert.Contains("'w'", Refused(model).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnUnknownElementType_IsTold()
    {
        ModelBuilder model = new();
        model.Graph.Initializer.Add(new TensorProto { Name = "w", DataType = 99, Dims = { 1 } });
        model.Output(model.Node("Add", [model.Input("x", [1, 3]), "w"]));
        Assert.Contains("99", Refused(model).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ConstantsOutOfAllProportion_AreNotMade()
    {
        ModelBuilder model = new();
        string huge = model.Node("ConstantOfShape", [model.Ints(30000, 30000)]);
        model.Output(model.Node("Add", [model.Input("x", [1, 1]), huge]));
        long before = GC.GetTotalAllocatedBytes();
        Refused(model);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 50_000_000);
    }

    [Fact]
    public void ALoopWithoutEnd_IsTold()
    {
        ModelBuilder model = new();
        GraphProto body = new() { Name = "body" };
        body.Input.Add(ModelBuilder.Info("step", [], ElementType.Int64));
        body.Input.Add(ModelBuilder.Info("goes_on", [], ElementType.Bool));
        body.Input.Add(ModelBuilder.Info("state", [1], ElementType.Float));
        body.Output.Add(ModelBuilder.Info("goes_on", [], ElementType.Bool));
        body.Output.Add(ModelBuilder.Info("state", [1], ElementType.Float));
        model.Output(model.Nodes("Loop", 1, ["", "", model.Input("x", [1])], "", ("body", body)));
        Assert.Contains("1,000,000", Refused(model).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFunctionThatCallsItself_IsTold()
    {
        ModelBuilder model = new();
        FunctionProto function = new() { Name = "F", Domain = "own", Input = { "a" }, Output = { "b" } };
        function.Node.Add(new NodeProto { OpType = "F", Domain = "own", Input = { "a" }, Output = { "b" } });
        model.Model.Functions.Add(function);
        model.Output(model.Nodes("F", 1, [model.Input("x", [1, 3])], "own"));
        Assert.Contains("calls itself", Refused(model).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenDimensions_AreToldTogether()
    {
        ModelBuilder model = new();
        model.Output(model.Node("MatMul", [model.Input("a", [1, -1, 4]), model.Input("b", [1, 4, -1])]));
        string message = Refused(model).Message;
        Assert.Contains("a axis 1 'N'; b axis 2 'N'", message, StringComparison.Ordinal);
        Assert.Contains("--input a:1x16x4 --input b:1x4x16", message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnOperatorThatIsNotSupported_IsToldWithItsNode()
    {
        ModelBuilder model = new();
        model.Output(model.Node("NonMaxSuppression", [model.Input("x", [1, 3])]));
        OnnxException refusal = Refused(model);
        Assert.Equal("NonMaxSuppression", refusal.Operator);
        Assert.StartsWith("NonMaxSuppression that makes 'nonmaxsuppression_1': the operator isn't supported", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnAttributeThatNobodyLooksAt_IsTold()
    {
        ModelBuilder model = new();
        model.Output(model.Node("Relu", [model.Input("x", [1, 3])], ("slope", 2f)));
        Assert.Contains("'slope'", Refused(model).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatMustBeKnown_IsAskedFor()
    {
        ModelBuilder model = new();
        model.Output(model.Node("Reshape", [model.Input("x", [1, 6]), model.Input("wanted", [2], ElementType.Int64)]));
        OnnxException refusal = Refused(model);
        Assert.Equal("wanted", refusal.NeedsConstant);
        OnnxImportOptions options = new();
        options.Constants["wanted"] = [2, 3];
        Assert.Equal([2, 3], OnnxImporter.Import(model.Bytes(), "model.onnx", options).Outputs[0].Shape);
    }

    [Fact]
    public void OptionsThatNobodyLooksAt_AreToldOfByName()
    {
        ModelBuilder model = new();
        model.Graph.Input.Add(ModelBuilder.Info("x", [-1, 3], ElementType.Float));
        model.Graph.Input.Add(ModelBuilder.Info("w", [3], ElementType.Float));
        model.Weight("w", new(ElementType.Float, [3], [1, 2, 3]));
        model.Output(model.Node("Add", ["x", "w"]));
        Assert.Contains("'w' has a value", Told(o => o.Inputs["w"] = [3]), StringComparison.Ordinal);
        Assert.Contains("'M'; there are 'N'", Told(o => o.Dimensions["M"] = 3), StringComparison.Ordinal);
        Assert.Contains("'N' can't have 0", Told(o => o.Dimensions["N"] = 0), StringComparison.Ordinal);

        string Told(Action<OnnxImportOptions> set)
        {
            OnnxImportOptions options = new();
            set(options);
            return Assert.Throws<OnnxException>(() => OnnxImporter.Import(model.Bytes(), "model.onnx", options)).Message;
        }
    }

    [Fact]
    public void CausalAttentionWithLengths_IsRefused()
    {
        ModelBuilder model = new(24);
        string x = model.Input("x", [1, 2, 3, 4]);
        model.Output(model.Node("Attention", [x, x, x, "", "", "", model.Ints(2)], ("is_causal", 1)));
        Assert.Contains("nonpad_kv_seqlen", Refused(model).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ManyLargeConstants_AreRefusedSoon()
    {
        ModelBuilder windows = new(17);
        string sofar = windows.Input("x", [1, 3]);
        for (int i = 0; i < 2000; i++)
            sofar = windows.Node("Add", [sofar, windows.Node("ReduceSum", [windows.Node("HannWindow", [windows.Weight($"size{i}", TensorData.OfInt(4_000_000))])])]);
        windows.Output(sofar);
        Assert.Contains("window", Refused(windows).Message, StringComparison.Ordinal);

        ModelBuilder places = new(17);
        string all = places.Node("ConstantOfShape", [places.Ints(1 << 22)], ("value", new TensorData(ElementType.Int64, [1], [1])));
        places.Output(
            places.Node("Add",
                [places.Input("x", [1, 1]),
                    places.Node("Cast",
                        [places.Node("ReduceMax", [places.Node("NonZero", [places.Node("Reshape", [all, places.Ints(4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4)])])])], ("to", 1))]));
        Assert.Contains("4194304", Refused(places).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WorkInALoop_IsCounted()
    {
        ModelBuilder model = new(17), body = new(17);
        string large = model.Node("ConstantOfShape", [model.Ints(1 << 20)]);
        body.Input("step", [], ElementType.Int64);
        body.Input("condition", [], ElementType.Bool);
        body.Input("state", [1]);
        body.Output(body.Node("Identity", ["condition"]), body.Node("Add", ["state", body.Node("ReduceSum", [large])]));
        string sum = model.Node("Loop", [model.Weight("steps", TensorData.OfInt(400_000)), model.Weight("always", new(ElementType.Bool, [], [1])),
            model.Floats(0)], ("body", body.Graph));
        model.Output(model.Node("Add", [model.Input("x", [1, 1]), sum]));
        Assert.Contains("out of all proportion", Refused(model).Message, StringComparison.Ordinal);
    }
}
