using DeepTrainer.Onnx.Format;
using DeepTrainer.Onnx.Values;

namespace DeepTrainer.Onnx.Tests.Runtime;

/// <summary>Shapes, indices and control flow.</summary>
internal static class ShapingCases
{
    public static IEnumerable<(string Name, int Opset, Func<Case, string[]> Build)> All()
    {
        yield return ("Reshape", 13, c => [c.N("Reshape", [c.X(1, 6, 4), c.Ints(0, -1, 2)]), c.N("Reshape", [c.X(1, 6, 4), c.Ints(4, 6)]),
            c.N("Reshape", [c.X(3, 4), c.Ints(1, 12)])]);
        yield return ("Reshape by computed shape", 13, c =>
        {
            string x = c.X(1, 3, 4, 5), shape = c.N("Shape", [x]), batch = c.N("Gather", [shape, c.Fixed(ElementType.Int64, [], 0)], ("axis", 0));
            return [c.N("Reshape", [x, c.N("Concat", [c.N("Unsqueeze", [batch, c.Ints(0)]), c.Ints(-1)], ("axis", 0))])];
        }
        );
        yield return ("Squeeze and Unsqueeze", 13, c => [c.N("Squeeze", [c.X(1, 3, 1, 5)]), c.N("Squeeze", [c.X(1, 3, 1, 5), c.Ints(2)]),
            c.N("Unsqueeze", [c.X(1, 3), c.Ints(0, -1)]), c.N("Flatten", [c.X(1, 3, 4)]), c.N("Flatten", [c.X(2, 3, 4)], ("axis", 2))]);
        yield return ("Transpose", 13, c =>
            [c.N("Transpose", [c.X(1, 3, 4)], ("perm", new[] { 0, 2, 1 })), c.N("Transpose", [c.X(1, 3, 4)], ("perm", new[] { 1, 0, 2 })),
                c.N("Transpose", [c.X(2, 3, 4)]), c.N("Transpose", [c.X(1, 3, 4)], ("perm", new[] { 2, 1, 0 }))]);
        yield return ("Concat", 13, c => [c.N("Concat", [c.X(1, 3, 4), c.W(1, 2, 4), c.X(1, 1, 4)], ("axis", 1)),
            c.N("Concat", [c.X(1, 4), c.X(2, 4)], ("axis", 0)), c.N("Concat", [c.X(1, 4), c.X(1, 4)], ("axis", 0))]);
        yield return ("Split", 13, c => [.. c.Many("Split", 3, [c.X(1, 6, 2)], ("axis", 1)), .. c.Many("Split", 2, [c.X(7, 2), c.Ints(3, 4)], ("axis", 0))]);
        yield return ("Split in uneven parts", 18, c => c.Many("Split", 3, [c.X(1, 7)], ("axis", 1), ("num_outputs", 3)));
        yield return ("Slice", 13, c => [c.N("Slice", [c.X(1, 7, 6), c.Ints(1, 0), c.Ints(-1, 100), c.Ints(1, 2), c.Ints(2, 3)]),
            c.N("Slice", [c.X(7, 3), c.Ints(-1), c.Ints(-100), c.Ints(0), c.Ints(-2)]), c.N("Slice", [c.X(1, 5), c.Ints(0), c.Ints(1)])]);
        yield return ("Slice by attributes", 9, c => [c.N("Slice", [c.X(1, 7, 6)], ("axes", new[] { 1 }), ("starts", new[] { 2 }), ("ends", new[] { int.MaxValue }))]);
        yield return ("Expand and Tile", 13, c => [c.N("Expand", [c.X(1, 3, 1), c.Ints(2, 1, 4)]), c.N("Expand", [c.X(1, 3, 1), c.Ints(1, 3, 4)]),
            c.N("Tile", [c.X(1, 3, 2), c.Ints(1, 2, 3)]), c.N("Tile", [c.X(1, 3), c.Ints(3, 1)])]);
        foreach (string mode in (string[])["constant", "reflect", "edge"])
            yield return ($"Pad {mode}", 13, c =>
                [c.N("Pad", [c.X(1, 2, 5, 6), c.Ints(0, 0, 1, 2, 0, 0, 2, 0), .. mode == "constant" ? (string[])[c.Number(1.5f)] : []], ("mode", mode))]);
        yield return ("Pad that cuts off", 13, c => [c.N("Pad", [c.X(1, 7), c.Ints(0, -2, 0, 1)])]);
        yield return ("Pad by attribute", 2 + 5, c => [c.N("Pad", [c.X(1, 2, 5)], ("pads", new[] { 0, 1, 2, 0, 0, 1 }), ("value", 0.5f))]);
        yield return ("DepthToSpace", 13, c =>
            [c.N("DepthToSpace", [c.X(1, 12, 2, 3)], ("blocksize", 2)), c.N("DepthToSpace", [c.X(1, 12, 2, 3)], ("blocksize", 2), ("mode", "CRD")),
                c.N("SpaceToDepth", [c.X(1, 3, 4, 6)], ("blocksize", 2))]);
        yield return ("Trilu", 14, c => [c.N("Trilu", [c.X(1, 4, 5)], ("upper", 0)), c.N("Trilu", [c.X(5, 4), c.Fixed(ElementType.Int64, [], 1)])]);
        yield return ("Gather with known numbers", 13, c =>
            [c.N("Gather", [c.X(1, 7, 3), c.Ints(4, -1, 0)], ("axis", 1)), c.N("Gather", [c.X(1, 7, 3), c.Fixed(ElementType.Int64, [], 2)],
                ("axis", 2)), c.N("Gather", [c.X(7, 3), c.Fixed(ElementType.Int64, [2, 2], 1, 2, 3, 4)])]);
        yield return ("Gather with numbers of the input", 13, c =>
            [c.N("Gather", [c.W(11, 3), c.Whole(0, 10, ElementType.Int64, 1, 5)]), c.N("Gather", [c.W(3, 11), c.Whole(-11, 10, ElementType.Int64, 5)],
                ("axis", 1)), c.N("Gather", [c.X(4, 3), c.Whole(0, 3, ElementType.Int64, 5)])]);
        yield return ("GatherElements", 13, c => [c.N("GatherElements", [c.X(3, 5), c.Whole(-5, 4, ElementType.Int64, 3, 2)], ("axis", 1)),
            c.N("GatherElements", [c.X(1, 5, 3), c.Fixed(ElementType.Int64, [1, 2, 3], 0, 1, 2, 4, 3, 0)], ("axis", 1))]);
        yield return ("GatherND", 13, c => [c.N("GatherND", [c.X(3, 4, 5), c.Fixed(ElementType.Int64, [2, 2], 0, 1, 2, 3)]),
            c.N("GatherND", [c.X(2, 3, 4), c.Whole(0, 2, ElementType.Int64, 2, 1)], ("batch_dims", 1))]);
        foreach (string reduction in (string[])["none", "add", "mul", "min", "max"])
        {
            yield return ($"ScatterElements {reduction}", 18, c =>
                [c.N("ScatterElements", [c.X(3, 5), c.Fixed(ElementType.Int64, [2, 2], 1, 4, 0, 2), c.X(2, 2)], ("axis", 1), ("reduction", reduction))]);
            yield return ($"ScatterND {reduction}", 18, c => [c.N("ScatterND", [c.X(4, 3), c.Fixed(ElementType.Int64, [2, 1], 2, 0), c.X(2, 3)], ("reduction", reduction))]);
        }
        yield return ("ScatterElements by input", 18, c => [c.N("ScatterElements", [c.X(1, 4), c.Whole(0, 0, ElementType.Int64, 1, 1), c.X(1, 1)], ("axis", 1))]);
        yield return ("OneHot", 11, c =>
            [c.N("OneHot", [c.Whole(-5, 4, ElementType.Int64, 1, 3), c.Fixed(ElementType.Int64, [], 5), c.Floats(0.25f, 2)]),
                c.N("OneHot", [c.Whole(0, 4, ElementType.Int64, 3), c.Fixed(ElementType.Int64, [], 5), c.Floats(0, 1)], ("axis", 0))]);
        yield return ("Compress", 11, c => [c.N("Compress", [c.X(1, 5, 2), c.Fixed(ElementType.Bool, [4], 1, 0, 1, 1)], ("axis", 1))]);
        yield return ("ReverseSequence", 10, c => [c.N("ReverseSequence", [c.X(5, 3, 2), c.Fixed(ElementType.Int64, [3], 2, 5, 1)], ("time_axis", 0), ("batch_axis", 1))]);
        yield return ("EyeLike and Range", 13, c => [c.N("Add", [c.X(3, 4), c.N("EyeLike", [c.X(3, 4)], ("k", 1))]),
            c.N("Mul", [c.X(5), c.N("Range", [c.Number(1), c.Number(3.5f), c.Number(0.5f)])])]);
        yield return ("If", 16, c =>
            [c.N("If", [c.N("Greater", [c.N("ReduceSum", [c.X(1, 3)], ("keepdims", 0)), c.Number(0)])], ("then_branch", Branch("Exp")), ("else_branch", Branch("Neg")))]);
        yield return ("Loop", 16, c => [.. c.Many("Loop", 2, [c.Fixed(ElementType.Int64, [], 4), "", c.X(1, 3)], ("body", Body()))]);
        yield return ("Sequences", 13, c =>
        {
            string sequence = c.N("SplitToSequence", [c.X(6, 2), c.Ints(2, 4)], ("axis", 0));
            return [c.N("ConcatFromSequence", [c.N("SequenceInsert", [sequence, c.X(1, 2)])], ("axis", 0)), c.N("SequenceAt", [sequence, c.Fixed(ElementType.Int64, [], -1)])];
        }
        );
    }

    private static GraphProto Branch(string op)
    {
        GraphProto graph = new() { Name = op };
        graph.Node.Add(new NodeProto { OpType = op, Input = { "x0" }, Output = { op } });
        graph.Output.Add(ModelBuilder.Info(op, [1, 3], ElementType.Float));
        return graph;
    }

    private static GraphProto Body()
    {
        GraphProto graph = new() { Name = "body" };
        graph.Input.Add(ModelBuilder.Info("step", [], ElementType.Int64));
        graph.Input.Add(ModelBuilder.Info("goes_on", [], ElementType.Bool));
        graph.Input.Add(ModelBuilder.Info("state", [1, 3], ElementType.Float));
        graph.Initializer.Add(ModelBuilder.Proto(TensorData.OfFloat(0.5f), "half"));
        graph.Node.Add(new NodeProto { OpType = "Identity", Input = { "goes_on" }, Output = { "still" } });
        graph.Node.Add(new NodeProto
        {
            OpType = "Cast",
            Input = { "step" },
            Output = { "number" },
            Attribute = { new AttributeProto { Name = "to", I = 1, Type = AttributeProto.Types.AttributeType.Int } }
        });
        graph.Node.Add(new NodeProto { OpType = "Mul", Input = { "state", "half" }, Output = { "less" } });
        graph.Initializer.Add(ModelBuilder.Proto(new TensorData(ElementType.Float, [3, 3], [0.1f, 0.2f, 0.3f, -0.1f, 0.5f, 0.2f, 0.7f, -0.4f, 0.1f]), "mixing"));
        graph.Node.Add(new NodeProto { OpType = "MatMul", Input = { "less", "mixing" }, Output = { "mixed" } });
        graph.Node.Add(new NodeProto { OpType = "Add", Input = { "mixed", "number" }, Output = { "next" } });
        graph.Output.Add(ModelBuilder.Info("still", [], ElementType.Bool));
        graph.Output.Add(ModelBuilder.Info("next", [1, 3], ElementType.Float));
        graph.Output.Add(ModelBuilder.Info("less", [1, 3], ElementType.Float));
        return graph;
    }
}
