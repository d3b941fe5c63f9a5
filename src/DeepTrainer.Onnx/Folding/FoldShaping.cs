using DeepTrainer.Onnx.Operators;

namespace DeepTrainer.Onnx.Folding;

/// <summary>What moves elements, or makes them of a shape.</summary>
internal static class FoldShaping
{
    public static IEnumerable<KeyValuePair<string, Func<NodeContext, TensorData[]?>>> Operators { get; } =
    [
        new("Reshape", n => [n.Constant(0).Reshaped(Specs.Reshape(n, n.Constant(0).Shape))]),
        new("Squeeze", n => [n.Constant(0).Reshaped(Specs.Squeezed(n, n.Constant(0).Shape))]),
        new("Unsqueeze", n => [n.Constant(0).Reshaped(Specs.Unsqueezed(n, n.Constant(0).Shape))]),
        new("Flatten", Flatten), new("Transpose", n => Transposed(n, n.Constant(0), Specs.Order(n, n.Constant(0).Shape.Length)) is { } t ? [t] : null),
        new("Concat", Concat), new("Slice", Slice), new("Split", Split), new("Expand", Expand), new("Tile", Tile), new("Pad", Pad),
        new("ConstantOfShape", ConstantOfShape), new("Range", Range), new("EyeLike", EyeLike), new("Trilu", Trilu),
    ];

    /// <summary>A tensor whose elements are picked by the index of the result; null if that is too large.</summary>
    public static TensorData? Picked(NodeContext n, TensorData x, int[] shape, Func<int[], int> place) =>
        n.Context.Afford(Shapes.Size(shape), () => x.Pick(shape, [.. Shapes.Indices(shape).Select(place)]));

    public static TensorData? Transposed(NodeContext n, TensorData x, int[] order)
    {
        int[] strides = Shapes.Strides(x.Shape);
        return Picked(n, x, [.. order.Select(a => x.Shape[a])], index =>
        {
            int place = 0;
            for (int i = 0; i < order.Length; i++)
                place += index[i] * strides[order[i]];
            return place;
        });
    }

    private static TensorData[]? Flatten(NodeContext n)
    {
        TensorData x = n.Constant(0);
        int axis = (int)n.Int("axis", 1);
        axis = axis < 0 ? axis + x.Shape.Length : axis;
        return axis >= 0 && axis <= x.Shape.Length ? [x.Reshaped((int)Shapes.Size(x.Shape[..axis]), (int)Shapes.Size(x.Shape[axis..]))] : throw n.Fail($"it has no axis {axis}");
    }

    private static TensorData[]? Concat(NodeContext n)
    {
        TensorData[] parts = [.. Enumerable.Range(0, n.InputCount).Select(n.Constant)];
        int axis = Specs.Axis(n, parts[0].Shape.Length, 0);
        if (parts.Any(p => p.Shape.Length != parts[0].Shape.Length || !p.Shape.With(axis, 1).SequenceEqual(parts[0].Shape.With(axis, 1))))
            throw n.Fail("its inputs differ in more than the axis along which they are put together");
        int[] shape = parts[0].Shape.With(axis, parts.Sum(p => p.Shape[axis]));
        return n.Context.Afford(Shapes.Size(shape), () =>
        {
            double[] values = new double[Shapes.Size(shape)];
            int[] strides = Shapes.Strides(shape);
            int start = 0;
            foreach (TensorData part in parts)
            {
                int i = 0;
                foreach (int[] index in Shapes.Indices(part.Shape))
                {
                    int place = start * strides[axis];
                    for (int a = 0; a < index.Length; a++)
                        place += index[a] * strides[a];
                    values[place] = part[i++];
                }
                start += part.Shape[axis];
            }
            return TensorData.Of(parts[0].Type, shape, values);
        }) is { } result ? [result] : null;
    }

    private static TensorData[]? Slice(NodeContext n)
    {
        TensorData x = n.Constant(0);
        AxisSlice[] slices = Specs.Slices(n, x.Shape);
        int[] start = new int[x.Shape.Length], step = [.. Enumerable.Repeat(1, x.Shape.Length)], shape = [.. x.Shape], strides = Shapes.Strides(x.Shape);
        foreach (AxisSlice slice in slices)
            (start[slice.Axis], step[slice.Axis], shape[slice.Axis]) = (slice.Start, slice.Step, slice.Count);
        return Picked(n, x, shape, index => index.Select((at, a) => (start[a] + (at * step[a])) * strides[a]).Sum()) is { } result ? [result] : null;
    }

    private static TensorData[]? Split(NodeContext n)
    {
        TensorData x = n.Constant(0);
        int axis = Specs.Axis(n, x.Shape.Length, 0), from = 0;
        int[] strides = Shapes.Strides(x.Shape);
        List<TensorData> parts = [];
        foreach (int size in Specs.Split(n, x.Shape[axis]))
        {
            int start = from;
            if (Picked(n, x, x.Shape.With(axis, size), index => index.Select((at, a) => (at + (a == axis ? start : 0)) * strides[a]).Sum()) is not { } part)
                return null;
            parts.Add(part);
            from += size;
        }
        return [.. parts];
    }

    private static TensorData[]? Expand(NodeContext n)
    {
        TensorData x = n.Constant(0);
        int[] wanted = n.Ints(1), strides = Shapes.Strides(x.Shape);
        int[] shape = Shapes.Broadcast(x.Shape, wanted) ?? throw n.Fail($"{Shapes.Text(x.Shape)} can't be stretched to {Shapes.Text(wanted)}");
        return Picked(n, x, shape, index => Shapes.Place(x.Shape, strides, index)) is { } result ? [result] : null;
    }

    private static TensorData[]? Tile(NodeContext n)
    {
        TensorData x = n.Constant(0);
        int[] repeats = n.Ints(1), strides = Shapes.Strides(x.Shape);
        if (repeats.Length != x.Shape.Length || repeats.Any(r => r < 0))
            throw n.Fail($"repeats {Shapes.Text(repeats)} don't fit {Shapes.Text(x.Shape)}");
        int[] shape = [.. x.Shape.Select((e, i) => (int)Math.Min((long)e * repeats[i], int.MaxValue))];
        return Picked(n, x, shape, index => index.Select((at, a) => at % x.Shape[a] * strides[a]).Sum()) is { } result ? [result] : null;
    }

    private static TensorData[]? Pad(NodeContext n)
    {
        TensorData x = n.Constant(0);
        if (n.Text("mode", "constant") != "constant" || (n.Has(2) && n.Constant(2)[0] != 0) || n.Float("value", 0) != 0)
            return null;
        (int Before, int After)[] sides = Specs.Pads(n, x.Shape.Length);
        int[] shape = [.. x.Shape.Select((e, i) => e + sides[i].Before + sides[i].After)], strides = Shapes.Strides(x.Shape);
        if (shape.Any(e => e < 0))
            throw n.Fail($"it cuts more off {Shapes.Text(x.Shape)} than is there");
        return Picked(n, x, shape, index =>
        {
            int place = 0;
            for (int a = 0; a < index.Length; a++)
            {
                int at = index[a] - sides[a].Before;
                if (at < 0 || at >= x.Shape[a])
                    return -1;
                place += at * strides[a];
            }
            return place;
        }) is { } result ? [result] : null;
    }

    private static TensorData[]? ConstantOfShape(NodeContext n)
    {
        int[] shape = n.Ints(0);
        if (shape.Any(e => e < 0))
            throw n.Fail($"{Shapes.Text(shape)} is no shape");
        TensorData value = n.TensorOf("value") ?? TensorData.OfFloat(0);
        return Picked(n, value, shape, _ => 0) is { } result ? [result] : null;
    }

    private static TensorData[]? Range(NodeContext n)
    {
        double start = n.Constant(0)[0], limit = n.Constant(1)[0], delta = n.Constant(2)[0];
        double count = delta == 0 ? throw n.Fail("its step is 0") : Math.Max(0, Math.Ceiling((limit - start) / delta));
        return count > int.MaxValue ? throw n.Fail($"it has {count} elements") : n.Context.Afford((long)count, () =>
            TensorData.Of(n.Constant(0).Type, [(int)count], [.. Enumerable.Range(0, (int)count).Select(i => start + (i * delta))])) is { } result ? [result] : null;
    }

    private static TensorData[]? EyeLike(NodeContext n)
    {
        int[] shape = n.Constant(0).Shape;
        int offset = (int)n.Int("k", 0);
        var type = (ElementType)n.Int("dtype", (long)n.Constant(0).Type);
        return shape.Length != 2 ? throw n.Fail($"{Shapes.Text(shape)} is no matrix") : n.Context.Afford(Shapes.Size(shape), () =>
            TensorData.Of(type, shape, [.. Shapes.Indices(shape).Select(i => i[1] - i[0] == offset ? 1.0 : 0)])) is { } result ? [result] : null;
    }

    private static TensorData[]? Trilu(NodeContext n)
    {
        TensorData x = n.Constant(0);
        int offset = n.Has(1) ? n.Ints(1)[0] : 0, rank = x.Shape.Length, next = 0;
        bool isUpper = n.Flag("upper", true);
        return Picked(n, x, x.Shape, index =>
        {
            int place = next++, above = index[rank - 1] - index[rank - 2];
            return (isUpper ? above >= offset : above <= offset) ? place : -1;
        }) is { } result ? [result] : null;
    }
}
