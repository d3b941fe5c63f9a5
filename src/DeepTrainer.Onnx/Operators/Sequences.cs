namespace DeepTrainer.Onnx.Operators;

/// <summary>Sequences of tensors and what may be missing, which are known while importing.</summary>
internal static class Sequences
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        Of("SequenceEmpty", n => n.Give(0, new SequenceValue([]))),
        Of("SequenceConstruct", n => n.Give(0, new SequenceValue([.. Enumerable.Range(0, n.InputCount).Select(i => n.Input(i)!)]))),
        Of("SequenceInsert", Insert), Of("SequenceErase", Erase), Of("SequenceAt", n => n.Give(0, List(n).Items[At(n, 1, List(n).Items.Count)])),
        Of("SequenceLength", n => n.Give(0, TensorData.OfInt(List(n).Items.Count))), Of("SplitToSequence", SplitToSequence),
        Of("ConcatFromSequence", ConcatFromSequence), Of("SequenceMap", Map),
        Of("Optional", n => n.Give(0, n.Input(0) ?? new MissingValue())), Of("OptionalHasElement", n => n.Give(0, new TensorData(ElementType.Bool, [], [n.Has(0) ? 1 : 0]))),
        Of("OptionalGetElement", n => n.Give(0, n.Has(0) ? n.Input(0)! : throw n.Fail("there is nothing in it"))),
    ];

    private static Operator Of(string name, Action<NodeContext> import) => new(name, n =>
    {
        n.Ignore("dtype", "type");
        import(n);
    })
    { CanFold = false };

    private static SequenceValue List(NodeContext n) => n.Input(0) as SequenceValue ?? throw n.Fail("its input is no sequence");

    private static int At(NodeContext n, int input, int count) => n.Ints(input)[0] is var at && (at < 0 ? at + count : at) is var place && place >= 0 && place < count ? place
        : throw n.Fail($"there is no element {n.Ints(input)[0]} of {count}");

    private static void Insert(NodeContext n)
    {
        List<Value> items = [.. List(n).Items];
        int at = n.Has(2) ? n.Ints(2)[0] : items.Count;
        at = at < 0 ? at + items.Count : at;
        if (at < 0 || at > items.Count)
            throw n.Fail($"there is no place {at} among {items.Count}");
        items.Insert(at, n.Input(1)!);
        n.Give(0, new SequenceValue(items));
    }

    private static void Erase(NodeContext n)
    {
        List<Value> items = [.. List(n).Items];
        items.RemoveAt(n.Has(1) ? At(n, 1, items.Count) : items.Count - 1);
        n.Give(0, new SequenceValue(items));
    }

    /// <summary>An element of an axis, without that axis.</summary>
    public static TensorValue Element(NodeContext n, string name, TensorValue x, int axis, int at)
    {
        if (x is ConstantValue { Data: { } data })
        {
            int[] strides = Shapes.Strides(data.Shape);
            int[] shape = data.Shape.Without(axis);
            string? initializer = ((ConstantValue)x).Initializer is { } whole && data.IsFloat ? data.Shape[axis] == 1 ? whole : $"{whole}.{at}" : null;
            return new ConstantValue(
                n.Context.Afford(Shapes.Size(shape),
                    () => data.Pick(shape, [.. Shapes.Indices(shape).Select(i => i.Select((v, a) => v * strides[a < axis ? a : a + 1]).Sum() + (at * strides[axis]))]))
                ?? throw n.Unsupported("taking so many elements out of constants"), initializer);
        }
        TensorValue element = Shaping.Reshaped(n, name, Shaping.Sliced(n, name, x, [new(axis, at, 1, 1)]), x.Shape.Without(axis));
        return element is VariableValue variable && BatchAxes.Of(x) is { } place && place.Axis != axis
            ? variable with { Batch = place with { Axis = place.Axis - (axis < place.Axis ? 1 : 0), Before = place.Before / (axis < place.Axis ? x.Shape[axis] : 1) } } : element;
    }

    private static void SplitToSequence(NodeContext n)
    {
        TensorValue x = n.Tensor(0);
        int axis = Specs.Axis(n, x.Rank, 0), extent = x.Shape[axis];
        bool keeps = n.Flag("keepdims", true);
        if (!n.Has(1))
        {
            TensorValue[] single = [.. Enumerable.Range(0, extent).Select(i => Element(n, $"{n.OutputName(0)}_{i}", x, axis, i))];
            n.Give(0, new SequenceValue([.. single.Select(s => keeps ? Shaping.Reshaped(n, n.OutputName(0), s, x.Shape.With(axis, 1)) : s)]));
            return;
        }
        int[] sizes = n.Ints(1);
        if (n.Tensor(1).Rank == 0)
            sizes = sizes[0] < 1 ? throw n.Fail($"it makes parts of {sizes[0]}")
                : [.. Enumerable.Range(0, (extent + sizes[0] - 1) / sizes[0]).Select(i => Math.Min(sizes[0], extent - (i * sizes[0])))];
        int start = 0;
        List<Value> parts = [];
        foreach (int size in sizes)
        {
            parts.Add(Shaping.Sliced(n, $"{n.OutputName(0)}_{parts.Count}", x, [new(axis, start, 1, size)]));
            start += size;
        }
        n.Give(0, new SequenceValue(parts));
    }

    private static void ConcatFromSequence(NodeContext n)
    {
        TensorValue[] parts = [.. List(n).Items.Select(i => i as TensorValue ?? throw n.Fail("the sequence holds what is no tensor"))];
        if (parts.Length == 0)
            throw n.Unsupported("an empty sequence");
        bool isNew = n.Flag("new_axis");
        int axis = n.Axis(n.Int("axis", 0), parts[0].Rank + (isNew ? 1 : 0));
        BatchPlace? place = parts.Select(BatchAxes.Of).FirstOrDefault(b => b is not null);
        if (!isNew && place?.Axis == axis)
            throw n.Fail("it puts tensors together along the open axis that was taken as the batch; give that an extent (--input), with --batch none "
                + "if it is an axis as others are");
        if (parts.Select(p => BatchAxes.Of(p)?.Axis).Where(a => a is not null).Distinct().Count() > 1)
            throw n.Fail("its tensors have the open axis that was taken as the batch in different places");
        // What is put together in front of the batch is more elements in front of it.
        long first = isNew ? 1 : parts[0].Shape[axis], all = isNew ? parts.Length : parts.Sum(p => (long)p.Shape[axis]);
        TensorValue joined = (Shaping.Joined(n, n.OutputName(0), isNew ? [.. parts.Select(p => Shaping.Reshaped(n, n.OutputName(0), p, p.Shape.Insert(axis, 1)))] : parts, axis));
        n.Give(0, joined is VariableValue variable && place is { } at
            ? variable with { Batch = axis > at.Axis ? at : new(at.Axis + (isNew ? 1 : 0), at.Before * all / first) } : joined);
    }

    private static void Map(NodeContext n)
    {
        GraphProto body = n.GraphOf("body");
        int count = List(n).Items.Count;
        List<Value[]> results = [];
        for (int i = 0; i < count; i++)
        {
            results.Add(n.Graph.RunInner(body, [.. Enumerable.Range(0, n.InputCount).Select(input => n.Input(input) is not SequenceValue sequence ? n.Input(input)!
                : i < sequence.Items.Count ? sequence.Items[i] : throw n.Fail("its sequences aren't equally long"))]));
        }
        for (int output = 0; output < n.OutputCount; output++)
            n.Give(output, new SequenceValue([.. results.Select(r => r[output])]));
    }
}
