namespace DeepTrainer.Compiler.Language.Library;

/// <summary>What looks at values otherwise, or puts them together.</summary>
internal static class Shaping
{
    /// <summary>Reshape(x, extents): one of them may be -1, for what is left.</summary>
    public static Node Reshape(TensorCall c)
    {
        Node x = c.Tensor(0);
        int[] extents = [.. c.Ints(1)];
        CheckKnown(c, x);
        long size = c.Scope.ShapeOf(x).Where(e => e != Shape.Batch).Aggregate(1L, (a, e) => a * e);
        bool movesBatch = c.Scope.SeesBatch && x.Shape.IsBatched;
        if (movesBatch && (extents.Length == 0 || extents[0] != Shape.Batch))
            throw new TensorException($"Reshape of {c.Scope.TextOf(x)}: the batch stays the first axis; write -1 for it, or x.Shape[0]");
        int[] own = movesBatch ? [.. extents.Skip(1)] : extents;
        int open = Array.IndexOf(own, -1);
        long known = own.Where((_, i) => i != open).Aggregate(1L, (a, e) => a * e);
        if (open >= 0 && known > 0 && size % known == 0)
            own[open] = (int)(size / known);
        if (own.Any(e => e < 1) || own.Aggregate(1L, (a, e) => a * e) != size)
            throw new TensorException($"Reshape of {c.Scope.TextOf(x)} to [{string.Join(", ", c.Ints(1))}]: {Format.Integer((int)size)} values can't be arranged so");
        return c.Graph.Reshape(x, movesBatch ? Shape.Batched(own) : c.Scope.Under(x, own));
    }

    public static Node Flatten(TensorCall c)
    {
        Node x = c.Tensor(0);
        CheckKnown(c, x);
        return c.Graph.Reshape(x, x.Shape.IsBatched ? Shape.Batched((int)x.Shape.SampleSize) : Shape.Of((int)x.Shape.SampleSize));
    }

    /// <summary>Transpose(x, a, b): two axes exchanged, the last ones if none is named.</summary>
    public static Node Transpose(TensorCall c)
    {
        Node x = c.Tensor(0);
        int a = c.Scope.Axis(x, c.Int(1, -2)), b = c.Scope.Axis(x, c.Int(2, -1));
        return Ordered(c, x, [.. Enumerable.Range(0, x.Shape.Rank).Select(d => d == a ? b : d == b ? a : d)]);
    }

    /// <summary>Permute(x, order): axis i of the result is axis order[i] of x.</summary>
    public static Node Permute(TensorCall c)
    {
        Node x = c.Tensor(0);
        int hidden = c.Scope.Hidden(x);
        int[] order = [.. Enumerable.Range(0, hidden), .. c.Ints(1).Select(a => c.Scope.Axis(x, a))];
        return order.Length == x.Shape.Rank && order.Distinct().Count() == order.Length ? Ordered(c, x, order)
            : throw new TensorException($"Permute of {c.Scope.TextOf(x)} by [{string.Join(", ", c.Ints(1))}]: each axis must be there once");
    }

    public static Node Squeeze(TensorCall c)
    {
        Node x = c.Tensor(0);
        int[] axes = c.Count > 1 && !c.Ints(1).IsEmpty ? c.Axes(1, x) : [.. Enumerable.Range(c.Scope.Hidden(x), x.Shape.Rank - c.Scope.Hidden(x)).Where(d => x.Shape[d] == 1)];
        return axes.All(a => x.Shape[a] == 1) ? c.Graph.Reshape(x, new(x.Shape.Dimensions.Where((_, d) => !axes.Contains(d)).ToEquatableArray()))
            : throw new TensorException($"Squeeze of {c.Scope.TextOf(x)}: only axes with an extent of 1 can be left out");
    }

    /// <summary>Unsqueeze(x, axis): a new axis of extent 1, behind the last one if -1.</summary>
    public static Node Unsqueeze(TensorCall c)
    {
        Node x = c.Tensor(0);
        int hidden = c.Scope.Hidden(x), rank = x.Shape.Rank - hidden, axis = c.Int(1);
        int at = axis < 0 ? axis + rank + 1 : axis;
        return at >= 0 && at <= rank && !(at == 0 && c.Scope.SeesBatch && x.Shape.IsBatched) ? c.Graph.Reshape(x, x.Shape.Insert(hidden + at, 1))
            : throw new TensorException($"Unsqueeze of {c.Scope.TextOf(x)} at {Format.Integer(axis)}: there is no such place");
    }

    /// <summary>BroadcastTo(x, extents).</summary>
    public static Node BroadcastTo(TensorCall c)
    {
        Node x = c.Tensor(0);
        Shape wanted = c.Scope.Under(x, c.Ints(1));
        Node aligned = c.Scope.Hidden(x) == 0 || x.Shape.Rank >= wanted.Rank ? x
            : c.Graph.Reshape(x, c.Scope.Under(x, Enumerable.Repeat(1, wanted.Rank - x.Shape.Rank).Concat(c.Scope.ShapeOf(x))));
        return wanted.Dimensions.All(e => e > 0 || Shape.IsOpen(e)) && wanted.IsBatched == x.Shape.IsBatched
            && Shape.Broadcast(aligned.Shape, wanted) == wanted ? c.Scope.Stretched(aligned, wanted)
            : throw new TensorException($"BroadcastTo of {c.Scope.TextOf(x)} to [{string.Join(", ", c.Ints(1))}]: only extents of 1 can be stretched");
    }

    /// <summary>Pad(x, axis, before, after, value).</summary>
    public static Node Pad(TensorCall c)
    {
        Node x = c.Tensor(0);
        int axis = c.Scope.Axis(x, c.Int(1)), before = c.Int(2), after = c.Int(3);
        return before >= 0 && after >= 0 && !Shape.IsOpen(x.Shape[axis]) && c.Fit((long)before + after + x.Shape[axis]) ? c.Graph.PadAxis(x, axis, before, after, c.Number(4, 0))
            : throw new TensorException($"Pad of {c.Scope.TextOf(x)} by {Format.Integer(before)} and {Format.Integer(after)} along axis "
                + $"{Format.Integer(c.Int(1))}: borders are 0 or wider, and not around the batch");
    }

    /// <summary>Concat(axis, tensors).</summary>
    public static Node Concat(TensorCall c) => Joined(c, Shared(c, c.Tensors(1)), c.Int(0));

    /// <summary>Stack(axis, tensors): along a new axis.</summary>
    public static Node Stack(TensorCall c)
    {
        ImmutableArray<Node> parts = Shared(c, c.Tensors(1));
        int hidden = parts.IsEmpty ? 0 : c.Scope.Hidden(parts[0]), rank = parts.IsEmpty ? 0 : parts[0].Shape.Rank - hidden;
        int at = c.Int(0) < 0 ? c.Int(0) + rank + 1 : c.Int(0);
        if (parts.FirstOrDefault(p => p.Shape != parts[0].Shape) is { } other)
            throw new TensorException($"Stack of {c.Scope.TextOf(parts[0])} and {c.Scope.TextOf(other)}: all must have one shape");
        if (at < 0 || at > rank || (at == 0 && c.Scope.SeesBatch && !parts.IsEmpty && parts[0].Shape.IsBatched))
            throw new TensorException($"Stack at axis {Format.Integer(c.Int(0))}: there is no such place");
        return Joined(c, [.. parts.Select(p => c.Graph.Reshape(p, p.Shape.Insert(hidden + at, 1)))], at);
    }

    /// <summary>Split(x, sizes, axis): parts of these sizes, or so many equal ones.</summary>
    public static object Split(TensorCall c)
    {
        Node x = c.Tensor(0);
        int axis = c.Scope.Axis(x, c.Int(2)), extent = x.Shape[axis];
        int[] sizes = [.. c.Ints(1)];
        if (sizes.Length == 1 && c[1] is int count && count > 0 && extent % count == 0)
            sizes = [.. Enumerable.Repeat(extent / count, count)];
        if (Shape.IsOpen(extent) || sizes.Any(s => s < 1) || sizes.Sum(s => (long)s) != extent)
            throw new TensorException($"Split of {c.Scope.TextOf(x)} along axis {Format.Integer(c.Int(2))} into [{string.Join(", ", c.Ints(1))}]: "
                + $"the parts must have {Format.Integer(extent)} elements together");
        int start = 0;
        return sizes.Select(size => (object?)c.Graph.Slice(x, axis, (start += size) - size, size)).ToArray();
    }

    /// <summary>Repeat(x, times, axis): the whole, several times one after another.</summary>
    public static Node Repeat(TensorCall c)
    {
        Node x = c.Tensor(0);
        int times = c.Int(1), axis = c.Scope.Axis(x, c.Int(2));
        return times > 0 && !Shape.IsOpen(x.Shape[axis]) && c.Fit((long)times * x.Shape[axis]) ? c.Graph.Concatenate(axis, [.. Enumerable.Repeat(x, times)])
            : throw new TensorException($"Repeat of {c.Scope.TextOf(x)} {Format.Integer(times)} times along axis {Format.Integer(c.Int(2))}");
    }

    public static Node Flip(TensorCall c)
    {
        Node x = c.Tensor(0);
        return c.Axes(1, x).Aggregate(x, (sofar, axis) => !Shape.IsOpen(sofar.Shape[axis]) ? c.Graph.Flip(sofar, axis) : throw new TensorException("Flip: the batch has no order"));
    }

    /// <summary>Roll(x, shift, axis): what goes out at the end comes in at the beginning.</summary>
    public static Node Roll(TensorCall c)
    {
        Node x = c.Tensor(0);
        int axis = c.Scope.Axis(x, c.Int(2)), extent = x.Shape[axis];
        if (Shape.IsOpen(extent))
            throw new TensorException("Roll: the batch has no order");
        int shift = ((c.Int(1) % extent) + extent) % extent;
        return shift == 0 ? x : c.Graph.Concatenate(axis, c.Graph.Slice(x, axis, extent - shift, shift), c.Graph.Slice(x, axis, 0, extent - shift));
    }

    /// <summary>Windows(x, axis, size, stride, dilation): the axis becomes the windows' number, a new last one runs over the elements of each.</summary>
    public static Node Windows(TensorCall c)
    {
        Node x = c.Tensor(0);
        int axis = c.Scope.Axis(x, c.Int(1)), size = c.Int(2), stride = c.Int(3, 1), dilation = c.Int(4, 1);
        return size > 0 && stride > 0 && dilation > 0 && x.Shape[axis] > (size - 1L) * dilation ? c.Graph.Windows(x, axis, size, stride, dilation)
            : throw new TensorException($"Windows of {Format.Integer(size)} elements, {Format.Integer(dilation)} apart, along axis "
                + $"{Format.Integer(c.Int(1))} of {c.Scope.TextOf(x)}: there is no room");
    }

    /// <summary>The elements where two axes have one index, as a new last axis.</summary>
    public static Node Diagonal(TensorCall c)
    {
        Node x = c.Tensor(0);
        int a = c.Scope.Axis(x, c.Int(1, -2)), b = c.Scope.Axis(x, c.Int(2, -1));
        if (a == b || x.Shape[a] != x.Shape[b] || Shape.IsOpen(x.Shape[a]))
            throw new TensorException($"Diagonal of {c.Scope.TextOf(x)}: the axes must be two of one extent");
        int[] others = [.. Enumerable.Range(0, x.Shape.Rank).Where(d => d != a && d != b)];
        return c.Graph.View(x, new(others.Select(d => x.Shape[d]).Append(x.Shape[a]).ToEquatableArray()),
            [.. Enumerable.Range(0, x.Shape.Rank).Select(d => Affine.Along(d == a || d == b ? others.Length : Array.IndexOf(others, d)))]);
    }

    /// <summary>x[i, 1..^1, ..]: an index leaves its axis out, a range takes a part of it; axes behind those that are named are whole.</summary>
    public static Node Slice(TensorCall c)
    {
        Node x = c.Tensor(0);
        int hidden = c.Scope.Hidden(x);
        List<int> dropped = [];
        Node part = x;
        for (int i = 1; i < c.Count; i++)
        {
            int axis = hidden + i - 1;
            if (axis >= x.Shape.Rank)
                throw new TensorException($"{Format.Integer(c.Count - 1)} indices into {c.Scope.TextOf(x)}");
            int extent = x.Shape[axis];
            (int start, int end) = c[i] switch
            {
                TensorRange range => (range.Start.In(extent), range.End.In(extent)),
                TensorIndex index => (index.In(extent), index.In(extent) + 1),
                _ => (c.Int(i), c.Int(i) + 1),
            };
            bool isWhole = c[i] is TensorRange { Start: { Value: 0, IsFromEnd: false }, End: { Value: 0, IsFromEnd: true } };
            if (isWhole)
                continue;
            if (Shape.IsOpen(extent) || start < 0 || end > extent || start >= end)
                throw new TensorException(Shape.IsOpen(extent) ? "samples can't be picked out of the batch"
                    : $"{Format.Integer(start)}..{Format.Integer(end)} is no part of axis {Format.Integer(i - 1)} of "
                        + $"{c.Scope.TextOf(x)}{(start < 0 ? "; ^1 is the last element" : "")}");
            part = c.Graph.Slice(part, axis, start, end - start);
            if (c[i] is not TensorRange)
                dropped.Add(axis);
        }
        return dropped.Count == 0 ? part : c.Graph.Reshape(part, new(part.Shape.Dimensions.Where((_, d) => !dropped.Contains(d)).ToEquatableArray()));
    }

    // How many values lie along the axis of all samples is known at run time only.
    private static void CheckKnown(TensorCall c, Node x)
    {
        if (x.Shape.Dimensions.Contains(Shape.Samples))
            throw new TensorException($"{c.Function} of {c.Scope.TextOf(x)}: the axis of all samples stays as it is; Squeeze, Unsqueeze and Permute change what is around it");
    }

    // What all samples share becomes each one's where another part is each one's own.
    private static ImmutableArray<Node> Shared(TensorCall c, ImmutableArray<Node> parts) =>
        parts.Any(p => p.Shape.IsBatched) ? [.. parts.Select(c.Scope.Batched)] : parts;

    private static Node Joined(TensorCall c, ImmutableArray<Node> parts, int seenAxis)
    {
        if (parts.IsEmpty)
            throw new TensorException($"{c.Function} of nothing");
        int axis = c.Scope.Axis(parts[0], seenAxis);
        Node? other = parts.FirstOrDefault(p => p.Shape.Rank != parts[0].Shape.Rank || p.Shape.With(axis, 1) != parts[0].Shape.With(axis, 1));
        return other is null && !Shape.IsOpen(parts[0].Shape[axis]) && c.Fit(parts.Sum(p => (long)p.Shape[axis])) ? c.Graph.Concatenate(axis, [.. parts])
            : throw new TensorException($"{c.Function} of {c.Scope.TextOf(parts[0])} and {c.Scope.TextOf(other ?? parts[0])}: only axis "
                + $"{Format.Integer(seenAxis)} may differ, and that can't be the batch");
    }

    private static Node Ordered(TensorCall c, Node x, int[] order) => x.Shape.IsBatched && order[0] != 0
        ? throw new TensorException($"{c.Function}: the batch must stay the first axis")
        : c.Graph.Transpose(x, order);
}
