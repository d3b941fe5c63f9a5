namespace DeepTrainer.Onnx.Operators;

/// <summary>What puts borders around tensors.</summary>
internal static class Borders
{
    public static IReadOnlyList<Operator> All { get; } = [new("Pad", Pad), new("CenterCropPad", CenterCropPad)];

    private static void Pad(NodeContext n)
    {
        TensorValue x = n.Tensor(0);
        string mode = n.Text("mode", "constant");
        double value = n.Opset < 11 ? n.Float("value", 0) : n.Has(2) && n.Tensor(2).Size > 0 ? n.Constant(2)[0] : 0;
        n.Give(0, Padded(n, n.OutputName(0), x, Specs.Pads(n, x.Rank), mode, value));
    }

    /// <summary>A tensor within a border; a negative one cuts off.</summary>
    public static TensorValue Padded(NodeContext n, string name, TensorValue x, (int Before, int After)[] sides, string mode = "constant", double value = 0)
    {
        AxisSlice[] cuts = [.. sides.Select((s, a) => new AxisSlice(a, Math.Max(0, -s.Before), 1, x.Shape[a] + Math.Min(0, s.Before) + Math.Min(0, s.After)))];
        if (cuts.Any(c => c.Count < 1))
            throw n.Unsupported($"cutting all of an axis off {x.Text}");
        TensorValue inner = Shaping.Sliced(n, name, x, cuts);
        int[] axes = [.. Enumerable.Range(0, sides.Length).Where(a => sides[a].Before > 0 || sides[a].After > 0)];
        if (axes.Length == 0)
            return inner;
        string function = mode switch
        {
            "constant" => "Pad",
            "reflect" => "PadReflected",
            "edge" => "PadWithEdge",
            "wrap" => "PadWrapped",
            _ => throw n.Unsupported($"the mode '{mode}'"),
        };
        Operand operand = n.Of(inner, axes);
        int[] shape = [.. inner.Shape];
        string code = operand.Code;
        foreach (int axis in axes)
        {
            (int before, int after) = (Math.Max(0, sides[axis].Before), Math.Max(0, sides[axis].After));
            if ((mode == "reflect" && Math.Max(before, after) >= shape[axis]) || (mode == "wrap" && Math.Max(before, after) > shape[axis]))
                throw n.Unsupported($"a border of {Math.Max(before, after)} that repeats {shape[axis]} elements more than once");
            code = $"{function}({code}, {operand.Axis(axis)}, {before}, {after}{(function == "Pad" && value != 0 ? ", " + Literals.Number(value) : "")})";
            shape[axis] += before + after;
        }
        return n.Add(name, code, x.Type, shape, operand.DropsLead);
    }

    private static void CenterCropPad(NodeContext n)
    {
        TensorValue x = n.Tensor(0);
        int[] wanted = n.Ints(1), axes = [.. (n.IntList("axes") ?? [.. Enumerable.Range(0, x.Rank)]).Select(a => n.Axis(a, x.Rank))];
        if (wanted.Length != axes.Length)
            throw n.Fail($"it has {wanted.Length} extents for {axes.Length} axes");
        var sides = new (int, int)[x.Rank];
        for (int i = 0; i < axes.Length; i++)
        {
            // of an odd difference the larger half is behind
            int more = wanted[i] - x.Shape[axes[i]], half = Math.Abs(more) / 2, rest = Math.Abs(more) - half;
            sides[axes[i]] = more >= 0 ? (half, rest) : (-half, -rest);
        }
        n.Give(0, Padded(n, n.OutputName(0), x, sides));
    }
}
