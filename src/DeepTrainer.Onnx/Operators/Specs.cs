namespace DeepTrainer.Onnx.Operators;

/// <summary>A part of an axis.</summary>
internal readonly record struct AxisSlice(int Axis, int Start, int Step, int Count);

/// <summary>What nodes say about axes and shapes, in the ways of all opsets: for the operators and for folding constants.</summary>
internal static class Specs
{
    /// <summary>The axes of a reduction, sorted; null if it does nothing.</summary>
    public static int[]? ReduceAxes(NodeContext n, int rank)
    {
        bool none = n.Flag("noop_with_empty_axes");
        int[]? axes = n.IntsOf("axes", 1);
        if (axes is null or { Length: 0 })
            return none ? null : [.. Enumerable.Range(0, rank)];
        return [.. axes.Select(a => n.Axis(a, rank)).Distinct().Order()];
    }

    /// <summary>What Slice takes of each axis that it names.</summary>
    public static AxisSlice[] Slices(NodeContext n, int[] shape)
    {
        bool isOld = n.Opset < 10;
        long[] starts = isOld ? Longs(n.IntList("starts")) : n.Constant(1).Ints, ends = isOld ? Longs(n.IntList("ends")) : n.Constant(2).Ints;
        int[] axes = isOld ? n.IntList("axes") ?? [.. Enumerable.Range(0, starts.Length)] : n.Has(3) ? n.Ints(3) : [.. Enumerable.Range(0, starts.Length)];
        long[] steps = !isOld && n.Has(4) ? n.Constant(4).Ints : [.. Enumerable.Repeat(1L, starts.Length)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length)
            throw n.Fail("it has starts, ends, axes and steps of different numbers");
        return [.. axes.Select((a, i) => Slice(n, n.Axis(a, shape.Length), starts[i], ends[i], steps[i], shape[n.Axis(a, shape.Length)]))];
    }

    private static AxisSlice Slice(NodeContext n, int axis, long start, long end, long step, int extent)
    {
        if (step == 0)
            throw n.Fail("it has a step of 0");
        start = Math.Clamp(start < 0 ? start + extent : start, step > 0 ? 0 : 0, step > 0 ? extent : extent - 1);
        end = Math.Clamp(end < 0 ? Math.Max(end, -extent - 1L) + extent : end, step > 0 ? 0 : -1, extent);
        long count = step > 0 ? (end - start + step - 1) / step : (start - end - step - 1) / -step;
        return new(axis, (int)start, (int)Math.Clamp(step, -int.MaxValue, int.MaxValue), (int)Math.Max(0, count));
    }

    private static long[] Longs(int[]? values) => values is null ? [] : Array.ConvertAll(values, v => v == int.MaxValue ? long.MaxValue : (long)v);

    /// <summary>The shape that Reshape asks for.</summary>
    public static int[] Reshape(NodeContext n, int[] from)
    {
        int[] wanted = n.Opset < 5 ? n.IntList("shape") ?? [] : n.Ints(1);
        bool zeroIsZero = n.Flag("allowzero");
        int[] shape = [.. wanted.Select((e, i) => e == 0 && !zeroIsZero ? i < from.Length ? from[i] : throw n.Fail($"it keeps axis {i} of {Shapes.Text(from)}") : e)];
        int open = Array.IndexOf(shape, -1);
        long size = Shapes.Size(from);
        if (open >= 0)
        {
            long others = Shapes.Size(shape.Without(open));
            shape = shape.With(open, others > 0 && size % others == 0 ? (int)(size / others) : -1);
        }
        return shape.All(e => e >= 0) && Shapes.Size(shape) == size ? shape : throw n.Fail($"{Shapes.Text(from)} can't become {Shapes.Text(wanted)}");
    }

    /// <summary>The shape without axes of one element.</summary>
    public static int[] Squeezed(NodeContext n, int[] shape)
    {
        int[]? axes = n.IntsOf("axes", 1);
        int[] dropped = axes is null ? [.. Enumerable.Range(0, shape.Length).Where(i => shape[i] == 1)] : [.. axes.Select(a => n.Axis(a, shape.Length))];
        return dropped.All(a => shape[a] == 1) ? shape.Without(dropped) : throw n.Fail($"only axes of one element can be left out of {Shapes.Text(shape)}");
    }

    /// <summary>The shape with further axes of one element.</summary>
    public static int[] Unsqueezed(NodeContext n, int[] shape)
    {
        int[] given = n.IntsOf("axes", 1) ?? [];
        int[] axes = [.. given.Select(a => n.Axis(a, shape.Length + given.Length)).Order()];
        return axes.Distinct().Count() == axes.Length ? axes.Aggregate(shape, (s, a) => s.Insert(a, 1)) : throw n.Fail("it names an axis twice");
    }

    /// <summary>The order of axes that Transpose gives.</summary>
    public static int[] Order(NodeContext n, int rank)
    {
        int[] order = [.. (n.IntList("perm") ?? [.. Enumerable.Range(0, rank).Reverse()]).Select(a => n.Axis(a, rank))];
        return order.Length == rank && order.Distinct().Count() == rank ? order : throw n.Fail($"perm {Shapes.Text(order)} is no order of {rank} axes");
    }

    /// <summary>The sizes of the parts of an axis.</summary>
    public static int[] Split(NodeContext n, int extent)
    {
        if (n.IntsOf("split", 1) is { } sizes)
            return sizes.Sum(s => (long)s) == extent && sizes.All(s => s >= 0) ? sizes : throw n.Fail($"the parts {Shapes.Text(sizes)} aren't {extent} elements together");
        int parts = n.Int("num_outputs", n.OutputCount) == n.OutputCount ? n.OutputCount : throw n.Fail($"it has {n.OutputCount} outputs, not {n.Int("num_outputs", 0)}");
        int each = (extent + parts - 1) / Math.Max(parts, 1);
        return [.. Enumerable.Range(0, parts).Select(i => Math.Max(0, Math.Min(each, extent - (i * each))))];
    }

    /// <summary>The widths of borders before and behind each axis; negative ones cut off.</summary>
    public static (int Before, int After)[] Pads(NodeContext n, int rank)
    {
        int[] pads = (n.Opset < 11 ? n.IntList("pads") ?? n.IntList("paddings") : n.Ints(1)) ?? [];
        int[] axes = n.Has(3) ? [.. n.Ints(3).Select(a => n.Axis(a, rank))] : [.. Enumerable.Range(0, rank)];
        if (pads.Length != 2 * axes.Length)
            throw n.Fail($"it has {pads.Length} pads for {axes.Length} axes");
        var sides = new (int, int)[rank];
        for (int i = 0; i < axes.Length; i++)
            sides[axes[i]] = (pads[i], pads[i + axes.Length]);
        return sides;
    }

    /// <summary>The axis that an operator works along, by its attribute.</summary>
    public static int Axis(NodeContext n, int rank, long otherwise, string attribute = "axis") => n.Axis(n.Int(attribute, otherwise), rank);
}
