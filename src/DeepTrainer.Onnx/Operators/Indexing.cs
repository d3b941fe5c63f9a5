namespace DeepTrainer.Onnx.Operators;

/// <summary>What takes elements by number.</summary>
internal static class Indexing
{
    // More runs of neighbours than these are better taken by numbers.
    private const int MostInText = 256;

    public static IReadOnlyList<Operator> All { get; } =
    [
        new("Gather", Gather), new("GatherElements", GatherElements), new("GatherND", GatherNd), new("OneHot", OneHot), new("Compress", Compress),
        new("ReverseSequence", ReverseSequence),
        new("NonZero", n => n.Constant(0)) { Limits = "of what is known while importing" }, new("Unique", n => n.Constant(0)) { Limits = "of what is known while importing" },
    ];

    private static void Gather(NodeContext n)
    {
        TensorValue x = n.Tensor(0), numbers = n.Tensor(1);
        int axis = Specs.Axis(n, x.Rank, 0), extent = x.Shape[axis];
        int[] shape = [.. x.Shape[..axis], .. numbers.Shape, .. x.Shape[(axis + 1)..]];
        if (x is VariableValue && numbers is ConstantValue constant && constant.Data.Length <= MostInText)
            n.Give(0, Shaping.Reshaped(n, n.OutputName(0), Taken(n, n.OutputName(0), x, axis, Wrapped(n, constant.Data, extent)), shape));
        else if (x is ConstantValue table)
            FromTable(n, table, axis, numbers, shape);
        else
            n.Give(0, ByNumber(n, x, axis, FromEnd(n, numbers, extent), 0, shape), x.Type, shape);
    }

    /// <summary>Numbers from 0 on of such as count from the end if negative.</summary>
    private static int[] Wrapped(NodeContext n, TensorData numbers, int extent) =>
        [.. numbers.Ints.Select(i => i >= -extent && i < extent ? (int)(i < 0 ? i + extent : i) : throw n.Fail($"it takes element {i} of {extent}"))];

    /// <summary>Elements of an axis by numbers that are known.</summary>
    public static TensorValue Taken(NodeContext n, string name, TensorValue x, int axis, int[] numbers)
    {
        int step = numbers.Length > 1 ? numbers[1] - numbers[0] : 1;
        if (numbers.Length == 0 || (step != 0 && Enumerable.Range(1, Math.Max(0, numbers.Length - 1)).All(i => numbers[i] - numbers[i - 1] == step)))
            return Shaping.Sliced(n, name, x, [new(axis, numbers.Length == 0 ? 0 : numbers[0], step, numbers.Length)]);
        Operand operand = n.Of(x, axis);
        return n.Add(name, $"Take({operand.Code}, {operand.Axis(axis)}, {Literals.Ints(numbers)})", x.Type, x.Shape.With(axis, numbers.Length), operand.DropsLead);
    }

    // Rows of a table; columns are the rows of the table the other way round.
    private static void FromTable(NodeContext n, ConstantValue table, int axis, TensorValue numbers, int[] shape)
    {
        int rank = table.Rank, behind = numbers.Rank;
        TensorData rows = axis == 0 ? table.Data : FoldShaping.Transposed(n, table.Data, [axis, .. Enumerable.Range(0, rank).Where(a => a != axis)])
            ?? throw n.Unsupported("a table so large along this axis");
        Operand operand = n.Of(FromEnd(n, numbers, table.Shape[axis]));
        string code = $"Gather({n.Context.Method.Constant(new(rows, table.Initializer))}, {operand.Code})";
        if (axis == 0)
        {
            n.Give(0, code, table.Type, shape, operand.DropsLead);
            return;
        }
        // [numbers, rest] → [before, numbers, behind]
        if (operand.DropsLead)
            code = $"{code}.Unsqueeze(0)";
        int[] order = [.. Enumerable.Range(behind, axis), .. Enumerable.Range(0, behind), .. Enumerable.Range(behind + axis, rank - 1 - axis)];
        n.Give(0, $"{code}.Permute({Literals.List(order)})", table.Type, shape);
    }

    /// <summary>Numbers that aren't known, from 0 on; those that are known become so.</summary>
    public static TensorValue FromEnd(NodeContext n, TensorValue numbers, int extent) => numbers is ConstantValue constant
        ? new ConstantValue(new TensorData(ElementType.Int64, numbers.Shape, [.. Wrapped(n, constant.Data, extent).Select(i => (long)i)]))
        : numbers.Type.IsUnsigned() ? numbers : n.MapStep(n.InputName(1) + "_from_start", numbers.Type, $"Where({{0}} < 0, {{0}} + {extent}, {{0}})", numbers);

    /// <summary>Elements of an axis by numbers that aren't known. The first axes may be common.</summary>
    private static string ByNumber(NodeContext n, TensorValue x, int axis, TensorValue numbers, int common, int[] shape)
    {
        // a number for all along the other axes: [common, 1…, numbers, 1…]
        int[] around = [.. numbers.Shape[..common], .. Enumerable.Repeat(1, axis - common), (int)Shapes.Size(numbers.Shape[common..]), .. Enumerable.Repeat(1, x.Rank - axis - 1)];
        string own = numbers.Shape.SequenceEqual(around) ? n.Full(numbers) : NodeContext.Reshaped(n.Full(numbers), around);
        string code = $"TakeAlong({n.Full(x)}, {axis}, {own})";
        return shape.SequenceEqual(x.Shape.With(axis, around[axis])) ? code : NodeContext.Reshaped(code, shape);
    }

    private static void GatherElements(NodeContext n)
    {
        TensorValue x = n.Tensor(0), numbers = n.Tensor(1);
        int axis = Specs.Axis(n, x.Rank, 0);
        if (numbers.Rank != x.Rank)
            throw n.Fail($"{numbers.Text} numbers don't fit {x.Text}");
        numbers = FromEnd(n, numbers, x.Shape[axis]);
        x = Shaping.Sliced(n, n.OutputName(0), x,
            [.. Enumerable.Range(0, x.Rank).Where(a => a != axis).Select(a => new AxisSlice(a, 0, 1, Math.Min(x.Shape[a], numbers.Shape[a])))]);
        n.Give(0, $"TakeAlong({n.Full(x)}, {axis}, {n.Full(numbers)})", x.Type, numbers.Shape);
    }

    // The axes that the numbers are about are made one, with one number for each.
    private static void GatherNd(NodeContext n)
    {
        TensorValue x = n.Tensor(0), numbers = n.Tensor(1);
        int common = (int)n.Int("batch_dims", 0), depth = numbers.Shape[^1];
        if (common < 0 || common + depth > x.Rank || numbers.Rank <= common)
            throw n.Fail($"{numbers.Text} numbers don't fit {x.Text}");
        int[] shape = [.. numbers.Shape[..^1], .. x.Shape[(common + depth)..]], extents = x.Shape[common..(common + depth)];
        TensorValue flat = Shaping.Reshaped(n, n.OutputName(0), x, [.. x.Shape[..common], (int)Shapes.Size(extents), .. x.Shape[(common + depth)..]]);
        TensorValue places = Places(n, numbers, extents);
        if (x is VariableValue && common == 0 && places is ConstantValue known && known.Data.Length <= MostInText)
            n.Give(0, Shaping.Reshaped(n, n.OutputName(0), Taken(n, n.OutputName(0), flat, 0, [.. known.Data.Ints.Select(i => (int)i)]), shape));
        else if (flat is ConstantValue table && common == 0)
            FromTable(n, table, 0, places, shape);
        else
            n.Give(0, ByNumber(n, flat, common, places, common, shape), x.Type, shape);
    }

    /// <summary>A number for each row of indices, as elements lie in row-major order.</summary>
    public static TensorValue Places(NodeContext n, TensorValue numbers, int[] extents)
    {
        int[] strides = Shapes.Strides(extents);
        int depth = extents.Length;
        if (numbers is ConstantValue { Data: { } data })
        {
            n.Context.Work(data.Length);
            long[] places = new long[data.Length / Math.Max(depth, 1)], at = data.Ints;
            for (int i = 0; i < places.Length; i++)
                places[i] = Enumerable.Range(0, depth).Sum(d => (long)Wrapped(n, TensorData.OfInt(at[(i * depth) + d]), extents[d])[0] * strides[d]);
            return new ConstantValue(new TensorData(ElementType.Int64, numbers.Shape[..^1], places));
        }
        int last = numbers.Rank - 1;
        TensorValue? sum = null;
        for (int d = 0; d < depth; d++)
        {
            TensorValue part = Shaping.Reshaped(n, n.OutputName(0), Shaping.Sliced(n, n.OutputName(0), numbers, [new(last, d, 1, 1)]), numbers.Shape[..^1]);
            TensorValue place = FromEnd(n, part, extents[d]);
            place = strides[d] == 1 ? place : n.MapStep(n.OutputName(0) + "_place", place.Type, $"{strides[d]} * {{0}}", place);
            sum = sum is null ? place : n.MapStep(n.OutputName(0) + "_place", place.Type, "{0} + {1}", sum, place);
        }
        return sum ?? throw n.Unsupported("numbers of no axis");
    }

    private static void OneHot(NodeContext n)
    {
        TensorValue numbers = n.Tensor(0), values = n.Tensor(2);
        int depth = n.Ints(1)[0], axis = n.Axis(n.Int("axis", -1), numbers.Rank + 1);
        numbers = numbers is VariableValue ? n.MapStep(n.OutputName(0), numbers.Type, $"Where({{0}} < 0, {{0}} + {depth}, {{0}})", numbers) : numbers;
        int[] shape = [.. numbers.Shape, depth];
        TensorValue hot = n.Add(n.OutputName(0), $"OneHot({n.Full(numbers)}, {depth})", values.Type, shape);
        hot = Shaping.Ordered(n, n.OutputName(0), hot, [.. Enumerable.Range(0, axis), numbers.Rank, .. Enumerable.Range(axis, numbers.Rank - axis)]);
        if (values is ConstantValue { Data: { } pair } && pair[0] == 0 && pair[1] == 1)
            n.Give(0, hot);
        else if (values is ConstantValue { Data: { } two })
            n.Map(0, values.Type, $"Where({{0}}, {Literals.Number(two[1])}, {Literals.Number(two[0])})", hot);
        else
            n.Map(0, values.Type, $"Where({{0}}, {n.Full(values)}[1], {n.Full(values)}[0])", hot);
    }

    private static void Compress(NodeContext n)
    {
        TensorValue x = n.Tensor(0);
        TensorData condition = n.Constant(1);
        int axis = 0;
        if (n.HasAttribute("axis"))
            axis = Specs.Axis(n, x.Rank, 0);
        else
            x = Shaping.Reshaped(n, n.OutputName(0), x, [(int)x.Size]);
        n.Give(0, Taken(n, n.OutputName(0), x, axis, [.. Enumerable.Range(0, Math.Min(condition.Length, x.Shape[axis])).Where(i => condition[i] != 0)]));
    }

    // Element t of a sequence of length l is number l - 1 - t, and t behind it.
    private static void ReverseSequence(NodeContext n)
    {
        TensorValue x = n.Tensor(0), lengths = n.Tensor(1);
        int time = Specs.Axis(n, x.Rank, 0, "time_axis"), batch = Specs.Axis(n, x.Rank, 1, "batch_axis");
        int[] alongBatch = [.. Enumerable.Repeat(1, x.Rank)], alongTime = [.. alongBatch.With(time, x.Shape[time])];
        VariableValue steps = n.Add(n.OutputName(0) + "_step",
            $"Range({x.Shape[time]}){(x.Rank == 1 ? "" : $".Reshape({Literals.List(alongTime)})")}", ElementType.Int64, alongTime);
        VariableValue numbers = n.MapStep(n.OutputName(0) + "_number", ElementType.Int64, "Where({0} < {1}, {1} - 1 - {0}, {0})", steps,
            Shaping.Reshaped(n, n.OutputName(0), lengths, alongBatch.With(batch, x.Shape[batch])));
        n.Give(0, $"TakeAlong({n.Full(x)}, {time}, {n.Full(numbers)})", x.Type, x.Shape);
    }
}
