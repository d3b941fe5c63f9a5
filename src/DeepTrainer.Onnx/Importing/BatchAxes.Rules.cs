using DeepTrainer.Onnx.Operators;

namespace DeepTrainer.Onnx.Importing;

/// <content>Operators with rules of their own.</content>
internal static partial class BatchAxes
{
    private static BatchPlace? Elements(NodeContext n, TensorValue result, int output)
    {
        int axis = Specs.Axis(n, Rank(n), 0);
        return n.Tensors.All(t => Of(t) is { } place ? place.Axis != axis && t.Shape[place.Axis] == 1 : false)
            && n.Tensors.Select(t => Of(t)?.Axis).Where(a => a is not null).Distinct().Count() == 1
            ? Moved(n.Tensors.First(t => Of(t) is not null), Of(n.Tensors.First(t => Of(t) is not null))!.Value, result,
                Of(n.Tensors.First(t => Of(t) is not null))!.Value.Axis) : throw Refused(n);
    }

    // Which axis grows with the batch tells; where the model's own shape doesn't allow more samples than one, the elements in front tell.
    private static Rule Shaped(Func<NodeContext, int[], int[]> shapeOf) => (n, result, _) =>
    {
        if (Of(n.Input(0)) is not { } place)
            throw Refused(n);
        int[] from = n.Tensor(0).Shape;
        bool isOfBatch = n.Input(1) is ConstantValue { OfTwo: not null };
        int[] two = from.With(place.Axis, 2 * from[place.Axis]), doubled = [];
        try
        {
            doubled = isOfBatch ? n.OfTwoSamples(() => shapeOf(n, two)) : shapeOf(n, two);
        }
        catch (OnnxException) when (n.Operator == "Reshape" && !isOfBatch)
        {
        }
        if (doubled.Length > 0 && doubled.Length != result.Rank)
            throw Refused(n);
        if (doubled.Length > 0 && Grown(result.Shape, doubled) is { } grown && Holds(result.Shape, grown, place.Before))
            return new(grown, place.Before);
        if (isOfBatch)
            throw OfExtent(n, 1);
        if (result.Rank == 0)
            throw Refused(n);
        int axis = 0;
        for (long before = 1; axis < result.Rank - 1 && before * result.Shape[axis] <= place.Before && before != place.Before; axis++)
            before *= result.Shape[axis];
        return new(axis, place.Before);
    };

    // The only axis that is twice as long.
    private static int? Grown(int[] one, int[] two)
    {
        int[] grown = one.Length == two.Length ? [.. Enumerable.Range(0, one.Length).Where(a => one[a] != two[a])] : [];
        return grown.Length == 1 && two[grown[0]] == 2 * one[grown[0]] ? grown[0] : null;
    }

    // Whether samples with so many elements in front of them lie along an axis.
    private static bool Holds(int[] shape, int axis, long before)
    {
        long front = Shapes.Size(shape.AsSpan(0, axis));
        return front > 0 && before % front == 0 && front * shape[axis] % before == 0;
    }

    private static BatchPlace? Transposed(NodeContext n, TensorValue result, int output) =>
        Moved(n.Tensor(0), Of(n.Input(0))!.Value, result, Array.IndexOf(Specs.Order(n, result.Rank), Of(n.Input(0))!.Value.Axis));

    private static BatchPlace? Concatenated(NodeContext n, TensorValue result, int output)
    {
        int axis = Specs.Axis(n, result.Rank, 1);
        TensorValue batched = n.Tensors.First(t => Of(t) is not null);
        BatchPlace place = Of(batched)!.Value;
        // what is the same for all samples is known once only, but the model has it for each
        return place.Axis != axis && n.Tensors.All(t => t.Size == 0 || Of(t) is null || Of(t)!.Value.Axis == place.Axis)
            ? Moved(batched, place, result, place.Axis) : throw Refused(n);
    }

    private static BatchPlace? Stretched(NodeContext n, TensorValue result, int output)
    {
        TensorValue x = n.Tensor(0);
        BatchPlace? place = Of(x);
        int[] from = place is { } p ? x.Shape.With(p.Axis, 2 * x.Shape[p.Axis]) : x.Shape;
        int[] two = n.OfTwoSamples(() => n.Operator switch
        {
            "ConstantOfShape" => n.Ints(0),
            "Expand" => Shapes.Broadcast(from, n.Ints(1)) ?? throw Refused(n),
            "Tile" => [.. n.Ints(1).Select((times, a) => times * from[a])],
            _ => [.. from.Select((extent, a) => extent + result.Shape[a] - x.Shape[a])],
        });
        // what is stretched along the batch is the same for each sample
        if (Grown(result.Shape, two) is not { } axis || (place is { } given && axis != given.Axis + result.Rank - x.Rank))
            throw Refused(n);
        int own = n.Operator == "ConstantOfShape" ? -1 : axis - result.Rank + x.Rank;
        if (own >= 0 && x.Shape[own] != result.Shape[axis])
            throw Refused(n);
        return place is { } known ? Moved(x, known, result, axis) : new(axis, Shapes.Size(result.Shape.AsSpan(0, axis)));
    }

    private static BatchPlace? Sliced(NodeContext n, TensorValue result, int output)
    {
        TensorValue x = n.Tensor(0);
        if (Of(x) is not { } place)
            throw Refused(n);
        int[] doubled = x.Shape.With(place.Axis, 2 * x.Shape[place.Axis]);
        AxisSlice[] one = Specs.Slices(n, x.Shape), two = n.OfTwoSamples(() => Specs.Slices(n, doubled));
        return two.Zip(one).All(s => s.First.Axis == place.Axis ? s.First is { Start: 0, Step: 1 } && s.First.Count == doubled[place.Axis] : s.First == s.Second)
            ? Moved(x, place, result, place.Axis) : throw Refused(n);
    }

    private static BatchPlace? Gathered(NodeContext n, TensorValue result, int output)
    {
        TensorValue x = n.Tensor(0), numbers = n.Tensor(1);
        int axis = Specs.Axis(n, x.Rank, 0);
        return (Of(x), Of(numbers)) switch
        {
            ({ } place, null) when place.Axis != axis => Moved(x, place, result, place.Axis < axis ? place.Axis : place.Axis + numbers.Rank - 1),
            (null, { } place) => Moved(numbers, place, result, axis + place.Axis),
            _ => throw Refused(n),
        };
    }

    private static BatchPlace? Hot(NodeContext n, TensorValue result, int output) => Of(n.Input(0)) is not { } place ? throw Refused(n)
        : Moved(n.Tensor(0), place, result, n.Axis(n.Int("axis", -1), result.Rank) <= place.Axis ? place.Axis + 1 : place.Axis);

    private static BatchPlace? Product(NodeContext n, TensorValue result, int second)
    {
        TensorValue a = n.Tensor(0), b = n.Tensor(second);
        int? left = Of(a) is { } ofA ? AxisOf(a, ofA, isLeft: true) : null, right = Of(b) is { } ofB ? AxisOf(b, ofB, isLeft: false) : null;
        if (left is not null && right is not null && left != right)
            throw Refused(n);
        int axis = left ?? right ?? throw Refused(n), back = result.Rank - axis;
        // axes in front are broadcast
        bool isLeading = a.Rank > 1 && b.Rank > 1 && back > 2;
        if (isLeading && ((left is null && a.Rank >= back && a.Shape[^back] != 1) || (right is null && b.Rank >= back && b.Shape[^back] != 1)))
            throw Refused(n);
        return left is not null ? Moved(a, Of(a)!.Value, result, axis) : Moved(b, Of(b)!.Value, result, axis);

        int AxisOf(TensorValue x, BatchPlace place, bool isLeft)
        {
            bool turns = n.Flag(isLeft ? "transA" : "transB");
            int back = x.Rank - place.Axis, summed = x.Rank == 1 ? 1 : isLeft != turns ? 1 : 2;
            if (back == summed)
                throw Refused(n);
            return back > 2 ? result.Rank - back + (a.Rank == 1 || b.Rank == 1 ? 1 : 0) : isLeft ? result.Rank - (b.Rank == 1 ? 1 : 2) : result.Rank - 1;
        }
    }

    private static BatchPlace? Gemm(NodeContext n, TensorValue result, int output)
    {
        int? left = Axis(0, n.Flag("transA") ? 0 : 1, 0), right = Axis(1, n.Flag("transB") ? 1 : 0, 1);
        TensorValue? c = n.Optional(2);
        int axis = (left, right) is ({ } l, null) ? l : (left, right) is (null, { } r) ? r : left is null && c is not null && Of(c) is { } place
            ? 2 - c.Rank + place.Axis : throw Refused(n);
        if (c is not null && c.Rank >= 2 - axis && c.Shape[axis - 2 + c.Rank] != 1)
            throw Refused(n);
        return new(axis, Shapes.Size(result.Shape.AsSpan(0, axis)));

        int? Axis(int input, int summed, int to) => Of(n.Input(input)) is not { } place ? null : place.Axis == summed ? throw Refused(n) : to;
    }

    private static BatchPlace? Einsum(NodeContext n, TensorValue result, int output)
    {
        string equation = n.Text("equation", "").Replace(" ", "", StringComparison.Ordinal);
        string[] sides = equation.Split("->"), terms = sides[0].Split(',');
        if (equation.Contains('.', StringComparison.Ordinal) || sides.Length != 2)
            return First(n, result, output);
        char[] letters = [.. n.Tensors.Select((t, i) => (t, i)).Where(p => Of(p.t) is not null).Select(p => terms[p.i][Of(p.t)!.Value.Axis]).Distinct()];
        bool isShared = letters.Length == 1 && n.Tensors.Select((t, i) => (t, i)).All(p => Of(p.t) is not null || !terms[p.i].Contains(letters[0], StringComparison.Ordinal));
        int axis = letters.Length == 1 ? sides[1].IndexOf(letters[0], StringComparison.Ordinal) : -1;
        return isShared && axis >= 0 ? new(axis, Shapes.Size(result.Shape.AsSpan(0, axis))) : throw Refused(n);
    }

    private static BatchPlace? Recurrent(NodeContext n, TensorValue result, int output)
    {
        int axis = n.Int("layout", 0) == 1 ? 0 : 1;
        bool isBatch = Of(n.Input(0)) is { } place && place.Axis == axis && n.Tensor(0).Shape[axis] == 1;
        if (!isBatch || Of(n.Input(1)) is not null || Of(n.Input(2)) is not null)
            throw Refused(n);
        int at = axis == 0 ? 0 : output == 0 ? 2 : 1;
        return new(at, Shapes.Size(result.Shape.AsSpan(0, at)));
    }
}
