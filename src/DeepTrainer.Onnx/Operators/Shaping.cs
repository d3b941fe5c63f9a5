namespace DeepTrainer.Onnx.Operators;

/// <summary>What looks at tensors otherwise, takes parts of them, or puts them together.</summary>
internal static class Shaping
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        new("Reshape", n => n.Give(0, Reshaped(n, n.OutputName(0), n.Tensor(0), Specs.Reshape(n, n.Tensor(0).Shape)))),
        new("Squeeze", n => n.Give(0, Reshaped(n, n.OutputName(0), n.Tensor(0), Specs.Squeezed(n, n.Tensor(0).Shape)))),
        new("Unsqueeze", n => n.Give(0, Reshaped(n, n.OutputName(0), n.Tensor(0), Specs.Unsqueezed(n, n.Tensor(0).Shape)))),
        new("Flatten", Flatten), new("Transpose", n => n.Give(0, Ordered(n, n.OutputName(0), n.Tensor(0), Specs.Order(n, n.Tensor(0).Rank)))),
        new("Concat", Concat), new("Split", Split), new("Slice", n => n.Give(0, Sliced(n, n.OutputName(0), n.Tensor(0), Specs.Slices(n, n.Tensor(0).Shape)))),
        new("Expand", n => n.Give(0, Stretched(n, n.OutputName(0), n.Tensor(0), Shapes.Broadcast(n.Tensor(0).Shape, n.Ints(1))
            ?? throw n.Fail($"{n.Tensor(0).Text} can't be stretched to {Shapes.Text(n.Ints(1))}")))),
        new("Tile", Tile), new("DepthToSpace", DepthToSpace), new("SpaceToDepth", SpaceToDepth), new("Trilu", Trilu),
    ];

    /// <summary>The same elements in another shape. An axis of one element in front isn't kept.</summary>
    public static TensorValue Reshaped(NodeContext n, string name, TensorValue x, int[] shape)
    {
        if (x is ConstantValue constant)
            return new ConstantValue(constant.Data.Reshaped(shape), constant.Initializer);
        var variable = (VariableValue)x;
        bool drops = shape.Length > 1 && shape[0] == 1;
        int[] own = drops ? shape[1..] : shape;
        return own.SequenceEqual(variable.OwnShape) ? variable with { Shape = shape, DropsLead = drops }
            : n.Add(name, NodeContext.Reshaped(variable.Name, own), x.Type, shape, drops);
    }

    private static void Flatten(NodeContext n)
    {
        TensorValue x = n.Tensor(0);
        int axis = (int)n.Int("axis", 1);
        axis = axis < 0 ? axis + x.Rank : axis;
        if (axis < 0 || axis > x.Rank)
            throw n.Fail($"it has no axis {axis}");
        n.Give(0, Reshaped(n, n.OutputName(0), x, [(int)Shapes.Size(x.Shape[..axis]), (int)Shapes.Size(x.Shape[axis..])]));
    }

    /// <summary>The axes in another order; where only axes of one element move, it is another shape.</summary>
    public static TensorValue Ordered(NodeContext n, string name, TensorValue x, int[] order)
    {
        int[] shape = [.. order.Select(a => x.Shape[a])], wide = [.. order.Where(a => x.Shape[a] != 1)];
        if (wide.SequenceEqual(wide.Order()))
            return Reshaped(n, name, x, shape);
        bool drops = order[0] == 0 && x is VariableValue { DropsLead: true };
        Operand operand = drops ? n.Of(x) : n.Of(x, 0);
        int[] own = drops ? [.. order[1..].Select(a => a - 1)] : order;
        string code = own.Length == 2 ? $"{operand.Code}.Transpose()" : $"{operand.Code}.Permute({Literals.List(own)})";
        return n.Add(name, code, x.Type, shape, drops);
    }

    private static void Concat(NodeContext n)
    {
        TensorValue[] parts = [.. n.Tensors.Where(t => t.Size > 0)];
        if (parts.Length == 0)
            throw n.Unsupported("a result without elements");
        n.Give(0, Joined(n, n.OutputName(0), parts, Specs.Axis(n, n.Tensor(0).Rank, 1)));
    }

    /// <summary>Tensors one after another along an axis.</summary>
    public static TensorValue Joined(NodeContext n, string name, IReadOnlyList<TensorValue> parts, int axis)
    {
        TensorValue first = parts[0];
        if (parts.Count == 1)
            return first;
        if (parts.FirstOrDefault(p => p.Rank != first.Rank || !p.Shape.With(axis, 1).SequenceEqual(first.Shape.With(axis, 1))) is { } other)
            throw n.Fail($"{first.Text} and {other.Text} differ in more than axis {axis}");
        bool drops = axis > 0 && parts.Any(p => p is VariableValue { DropsLead: true });
        string[] codes = [.. parts.Select(p => drops ? n.Sample(p).Code : n.Full(p))];
        return n.Add(name, $"Concat({axis - (drops ? 1 : 0)}, {string.Join(", ", codes)})", first.Type, first.Shape.With(axis, parts.Sum(p => p.Shape[axis])), drops);
    }

    private static void Split(NodeContext n)
    {
        TensorValue x = n.Tensor(0);
        int axis = Specs.Axis(n, x.Rank, 0), start = 0, output = 0;
        foreach (int size in Specs.Split(n, x.Shape[axis]))
        {
            if (n.Wants(output))
                n.Give(output, Sliced(n, n.OutputName(output), x, [new(axis, start, 1, size)]));
            start += size;
            output++;
        }
    }

    /// <summary>Parts of axes.</summary>
    public static TensorValue Sliced(NodeContext n, string name, TensorValue x, IReadOnlyList<AxisSlice> slices)
    {
        AxisSlice[] cut = [.. slices.Where(s => s.Step != 1 || s.Start != 0 || s.Count != x.Shape[s.Axis])];
        if (cut.Length == 0)
            return x;
        int[] shape = [.. x.Shape];
        foreach (AxisSlice slice in cut)
            shape[slice.Axis] = slice.Count;
        if (Shapes.Size(shape) == 0)
            return new ConstantValue(TensorData.Of(x.Type, shape, []));
        Operand operand = n.Of(x, [.. cut.Select(s => s.Axis)]);
        return n.Add(name, SliceCode(operand, cut), x.Type, shape, operand.DropsLead);
    }

    private static string SliceCode(Operand operand, AxisSlice[] slices)
    {
        string[] ranges = [.. Enumerable.Repeat("..", operand.Shape.Length)];
        foreach (AxisSlice slice in slices)
        {
            int last = slice.Start + ((slice.Count - 1) * slice.Step), low = Math.Min(slice.Start, last), high = Math.Max(slice.Start, last) + 1;
            int axis = operand.Axis(slice.Axis);
            ranges[axis] = low == 0 && high == operand.Shape[axis] ? ".." : $"{(low == 0 ? "" : low)}..{(high == operand.Shape[axis] ? "" : high)}";
        }
        int count = Array.FindLastIndex(ranges, r => r != "..") + 1;
        string code = count == 0 ? operand.Code : $"{operand.Code}[{string.Join(", ", ranges[..count])}]";
        foreach (AxisSlice slice in slices)
        {
            int axis = operand.Axis(slice.Axis);
            if (slice.Step < 0 && slice.Count > 1)
                code = $"Flip({code}, {axis})";
            if (Math.Abs(slice.Step) > 1 && slice.Count > 1)
                code = $"Windows({code}, {axis}, 1, {Math.Abs(slice.Step)}).Squeeze(-1)";
        }
        return code;
    }

    /// <summary>Axes of one element stretched.</summary>
    public static TensorValue Stretched(NodeContext n, string name, TensorValue x, int[] shape)
    {
        if (x.Shape.SequenceEqual(shape))
            return x;
        bool drops = shape.Length > 1 && shape[0] == 1 && (x.Rank < shape.Length || x is VariableValue { DropsLead: true });
        return n.Add(name, $"{n.Of(x).Code}.BroadcastTo({Literals.List(drops ? shape[1..] : shape)})", x.Type, shape, drops);
    }

    private static void Tile(NodeContext n)
    {
        TensorValue x = n.Tensor(0);
        int[] repeats = n.Opset < 6 ? throw n.Unsupported("Tile of opset 5") : n.Ints(1), axes = [.. Enumerable.Range(0, repeats.Length).Where(a => repeats[a] != 1)];
        if (repeats.Length != x.Rank || repeats.Any(r => r < 1))
            throw n.Fail($"repeats {Shapes.Text(repeats)} don't fit {x.Text}");
        Operand operand = n.Of(x, axes);
        string code = axes.Aggregate(operand.Code, (sofar, a) => $"Repeat({sofar}, {repeats[a]}, {operand.Axis(a)})");
        if (axes.Length == 0)
            n.Give(0, x);
        else
            n.Give(0, code, x.Type, [.. x.Shape.Select((e, a) => e * repeats[a])], operand.DropsLead);
    }

    private static void DepthToSpace(NodeContext n)
    {
        TensorValue x = n.Tensor(0);
        int b = (int)n.Int("blocksize", 1), c = x.Shape[1] / (b * b), h = x.Shape[2], w = x.Shape[3];
        bool isCrd = n.Choice("mode", "DCR", "CRD") == "CRD";
        int[] parts = isCrd ? [c, b, b, h, w] : [b, b, c, h, w], order = isCrd ? [0, 3, 1, 4, 2] : [2, 3, 0, 4, 1];
        Rearranged(n, x, parts, order, [x.Shape[0], c, h * b, w * b]);
    }

    private static void SpaceToDepth(NodeContext n)
    {
        TensorValue x = n.Tensor(0);
        int b = (int)n.Int("blocksize", 1), c = x.Shape[1], h = x.Shape[2] / b, w = x.Shape[3] / b;
        Rearranged(n, x, [c, h, b, w, b], [2, 4, 0, 1, 3], [x.Shape[0], c * b * b, h, w]);
    }

    // Axes behind the first one parted, in another order, and put together again.
    private static void Rearranged(NodeContext n, TensorValue x, int[] parts, int[] order, int[] shape)
    {
        Operand operand = n.Of(x);
        int lead = operand.DropsLead ? 0 : 1;
        int[] front = lead == 0 ? [] : [x.Shape[0]];
        string code = $"{operand.Code}.Reshape({Literals.List([.. front, .. parts])}).Permute({Literals.List([.. Enumerable.Range(0, lead), .. order.Select(a => a + lead)])})";
        n.Give(0, NodeContext.Reshaped(code, operand.DropsLead ? shape[1..] : shape), x.Type, shape, operand.DropsLead);
    }

    private static void Trilu(NodeContext n)
    {
        TensorValue x = n.Tensor(0);
        int offset = n.Has(1) ? n.Ints(1)[0] : 0, rows = x.Shape[^2], columns = x.Shape[^1];
        Operand operand = n.Of(x, x.Rank == 2 ? [0] : []);
        string compare = n.Flag("upper", true) ? ">=" : "<=";
        n.Give(0, $"Where(Range({columns}) - Range({rows}).Unsqueeze(1) {compare} {offset}, {operand.Code}, 0)", x.Type, x.Shape, operand.DropsLead);
    }
}
