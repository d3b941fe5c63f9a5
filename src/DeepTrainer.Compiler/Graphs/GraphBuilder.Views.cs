namespace DeepTrainer.Compiler.Graphs;

/// <content>Views, and values put together. A view of a view is one view where that has an adjoint; one that changes nothing is not made.</content>
public sealed partial class GraphBuilder
{
    /// <summary>The elements at affine positions of the result.</summary>
    public Node View(Node x, Shape shape, ImmutableArray<Affine> indices)
    {
        if (!rewrites)
            return Add(new View(shape, indices.ToEquatableArray()), x);
        if (x.Primitive is View inner && Affine.Of(inner.Indices, indices) is var both && Primitives.Fold.CanRun(both, shape))
            return View(Through(x), shape, both);
        if (x.Primitive is Pad pad && OfPadded(x.Inputs[0], pad, shape, indices) is { } seen)
        {
            seenThrough.Add(x);
            return seen;
        }
        return ChangesNothing(x, shape, indices) ? x : Add(new View(shape, indices.ToEquatableArray()), x);
    }

    private static bool ChangesNothing(Node x, Shape shape, ImmutableArray<Affine> indices)
    {
        if (shape != x.Shape)
            return false;
        for (int d = 0; d < indices.Length; d++)
        {
            if (indices[d] != Affine.Along(d) && (shape[d] != 1 || indices[d] != Affine.At(0)))
                return false;
        }
        return true;
    }

    // What shows nothing of a border looks at what is inside; what shows nothing else is one number.
    private Node? OfPadded(Node inside, Pad pad, Shape shape, ImmutableArray<Affine> indices)
    {
        int first = shape.IsBatched ? 1 : 0;
        bool isInside = true;
        for (int d = first; d < indices.Length; d++)
        {
            (int min, int max) = indices[d].Range(shape);
            int begin = pad.Before[d], end = begin + inside.Shape[d];
            if (max < begin || min >= end)
                return Map(pad.Value, [View(inside, shape, [.. indices.Select((_, i) => i < first ? Affine.Along(i) : Affine.At(0))])]);
            isInside &= min >= begin && max < end;
        }
        return isInside ? View(inside, shape, [.. indices.Select((index, d) => index.Shift(-pad.Before[d]))]) : null;
    }

    /// <summary>A view the other way round: each element of the result is the sum of x over all places that would see it, 0 where none does.</summary>
    public Node Fold(Node x, Shape shape, ImmutableArray<Affine> indices) =>
        Primitives.Fold.Run(this, new View(x.Shape, indices.ToEquatableArray()), shape, x);

    /// <summary>Elements start, start + step, … of an axis, <paramref name="length"/> of them.</summary>
    public Node Slice(Node x, int axis, int start, int length, int step = 1)
    {
        var indices = ImmutableArray.CreateBuilder<Affine>(x.Shape.Rank);
        for (int d = 0; d < x.Shape.Rank; d++)
            indices.Add(d == axis ? Affine.Along(axis, step, start) : Affine.Along(d));
        return View(x, x.Shape.With(axis, length), indices.MoveToImmutable());
    }

    /// <summary>The axes in another order: axis i of the result is axis order[i] of x.</summary>
    public Node Transpose(Node x, params int[] order) =>
        View(x, new(order.Select(a => x.Shape[a]).ToEquatableArray()), [.. Identity(x).Select((_, d) => Affine.Along(Array.IndexOf(order, d)))]);

    /// <summary>The axis from its end to its beginning.</summary>
    public Node Flip(Node x, int axis) => Slice(x, axis, x.Shape[axis] - 1, x.Shape[axis], -1);

    /// <summary>
    /// The windows along an axis: its extent becomes their number, and a new last axis runs over the elements of each, which are
    /// <paramref name="dilation"/> apart; windows start <paramref name="stride"/> apart.
    /// </summary>
    public Node Windows(Node x, int axis, int size, int stride, int dilation)
    {
        int count = ((x.Shape[axis] - ((size - 1) * dilation) - 1) / stride) + 1, last = x.Shape.Rank;
        return View(x, x.Shape.With(axis, count).Insert(last, size),
            [.. Identity(x).Select((index, d) => d == axis ? new Affine(0, [new(axis, stride), new(last, dilation)]) : index)]);
    }

    /// <summary>One axis repeated: a new axis of the extent behind it, all along which x is the same.</summary>
    public Node Repeat(Node x, int axis, int extent) => View(x, x.Shape.Insert(axis + 1, extent),
        [.. Identity(x).Select((_, d) => Affine.Along(d > axis ? d + 1 : d))]);

    /// <summary>The same elements in the same order. Where each axis becomes one or several of the new ones, that is a view.</summary>
    public Node Reshape(Node x, Shape shape) => !rewrites ? Add(new Reshape(shape), x)
        : x.Shape == shape ? x
        : x.Primitive is Reshape ? Reshape(Through(x), shape)
        : Split(x.Shape, shape) is { } indices ? View(x, shape, indices)
        : Add(new Reshape(shape), x);

    public Node Concatenate(int axis, params Node[] parts) => parts.Length == 1 ? parts[0] : Add(new Concatenate(axis), parts);

    /// <summary>Values of one shape in turn along an axis: the first of each, the second of each, …</summary>
    public Node Interleave(int axis, params Node[] parts) => parts.Length == 1 ? parts[0] : Add(new Concatenate(axis, InTurn: true), parts);

    /// <summary>A ring with a value at the place of its number: see <see cref="Primitives.Push"/>.</summary>
    public Node Push(Node ring, Node value, Node number, int length) => Add(new Push(length), ring, value, number);

    /// <summary>A ring's values of the last numbers: see <see cref="Primitives.Latest"/>.</summary>
    public Node Latest(Node ring, Node number, int length) => Add(new Latest(length), ring, number);

    /// <summary>x within a border of one value along an axis.</summary>
    public Node PadAxis(Node x, int axis, int before, int after, double value = 0)
    {
        int[] Width(int width) => [.. Enumerable.Range(0, x.Shape.Rank).Select(d => d == axis ? width : 0)];
        return Pad(x, Width(before), Width(after), value);
    }

    /// <summary>
    /// x within a border of one value. A border around a border of the same value is one, and a border around a view is a view of one.
    /// </summary>
    public Node Pad(Node x, int[] before, int[] after, double value = 0)
    {
        if (before.Concat(after).All(width => width == 0))
            return x;
        if (!rewrites)
            return Add(new Pad(before.ToEquatableArray(), after.ToEquatableArray(), value), x);
        if (x.Primitive is Pad inner && inner.Value.Equals(value))
            return Pad(Through(x), [.. before.Zip(inner.Before, (a, b) => a + b)], [.. after.Zip(inner.After, (a, b) => a + b)], value);
        return PadInside(x, before, after, value) ?? Add(new Pad(before.ToEquatableArray(), after.ToEquatableArray(), value), x);
    }

    // Where a view shows a whole dimension along an axis of its own, the border may be around the dimension.
    private Node? PadInside(Node x, int[] before, int[] after, double value)
    {
        if (x.Primitive is not View view)
            return null;
        Node seen = x.Inputs[0];
        int[] dimensionOf = [.. Enumerable.Range(0, x.Shape.Rank).Select(axis => before[axis] + after[axis] == 0 ? 0
            : Enumerable.Range(0, seen.Shape.Rank).Where(d => view.Indices[d].StepAlong(axis) != 0).ToArray() is [var d]
                && view.Indices[d] == Affine.Along(axis) && seen.Shape[d] == x.Shape[axis] ? d : -1)];
        if (dimensionOf.Contains(-1))
            return null;
        int[] inBefore = new int[seen.Shape.Rank], inAfter = new int[seen.Shape.Rank];
        Shape shape = x.Shape;
        for (int axis = 0; axis < x.Shape.Rank; axis++)
        {
            inBefore[dimensionOf[axis]] += before[axis];
            inAfter[dimensionOf[axis]] += after[axis];
            shape = before[axis] + after[axis] == 0 ? shape : shape.With(axis, shape[axis] + before[axis] + after[axis]);
        }
        seenThrough.Add(x);
        return View(Pad(seen, inBefore, inAfter, value), shape, [.. view.Indices]);
    }

    // The position in each axis from those in the axes it is split into; none if that is not what happens, or only extents of 1 differ.
    private static ImmutableArray<Affine>? Split(Shape from, Shape to)
    {
        if (from.Dimensions.Where(d => d != 1).SequenceEqual(to.Dimensions.Where(d => d != 1)))
            return null;
        List<Affine> indices = [];
        int next = 0;
        foreach (int extent in from.Dimensions)
        {
            List<int> axes = [];
            long product = 1;
            while (next < to.Rank && (to[next] == 1 || product != extent))
            {
                product *= to[next];
                axes.Add(next++);
            }
            if (product != extent)
                return null;
            List<Term> terms = [];
            foreach (int axis in axes.Where(a => to[a] != 1))
            {
                product /= to[axis];
                terms.Add(new(axis, (int)product));
            }
            indices.Add(new(0, terms.ToEquatableArray()));
        }
        return next == to.Rank ? [.. indices] : null;
    }

    private static IEnumerable<Affine> Identity(Node x) => Enumerable.Range(0, x.Shape.Rank).Select(d => Affine.Along(d));
}
