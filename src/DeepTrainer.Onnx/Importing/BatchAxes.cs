using DeepTrainer.Onnx.Operators;

namespace DeepTrainer.Onnx.Importing;

/// <summary>Where the samples of an open axis are in a value.</summary>
/// <param name="Axis">The axis that has them: alone, or together with elements of each.</param>
/// <param name="Before">How many elements lie in front of it in row-major order.</param>
internal readonly record struct BatchPlace(int Axis, long Before);

/// <summary>
/// Follows an open axis that is taken as the batch through the nodes of a model. What is computed of one sample is what the model computes of it
/// in a batch, unless a node works along that axis: then the model can't be imported so, and this says why.
/// </summary>
internal static class BatchAxes
{
    private delegate BatchPlace? Rule(NodeContext n, TensorValue result, int output);

    private static readonly Dictionary<string, Rule> Rules = new()
    {
        // the same axes
        ["Identity"] = Same,
        ["Dropout"] = Same,
        ["Cast"] = Same,
        ["CastLike"] = Same,
        ["Clip"] = Same,
        ["Optional"] = Carried,
        ["OptionalGetElement"] = Carried,
        // along the axes that are named
        ["ArgMax"] = Along(n => [Specs.Axis(n, Rank(n), 0)], n => !n.Flag("keepdims", true)),
        ["ArgMin"] = Along(n => [Specs.Axis(n, Rank(n), 0)], n => !n.Flag("keepdims", true)),
        ["Softmax"] = Along(SoftAxes),
        ["LogSoftmax"] = Along(SoftAxes),
        ["Hardmax"] = Along(SoftAxes),
        ["CumSum"] = Along(n => n.Ints(1)),
        ["CumProd"] = Along(n => n.Ints(1)),
        ["TopK"] = Along(n => [Specs.Axis(n, Rank(n), -1)]),
        ["LpNormalization"] = Along(n => [Specs.Axis(n, Rank(n), -1)]),
        ["Split"] = Along(n => [Specs.Axis(n, Rank(n), 0)]),
        ["LayerNormalization"] = Along(FromAxis),
        ["RMSNormalization"] = Along(FromAxis),
        ["SimplifiedLayerNormalization"] = Along(FromAxis),
        ["SkipLayerNormalization"] = Along(FromAxis),
        ["MeanVarianceNormalization"] = Along(n => n.IntList("axes") ?? [0, 2, 3]),
        ["Trilu"] = Along(n => [-1, -2]),
        ["GatherElements"] = Elements,
        ["ScatterElements"] = Elements,
        ["Scatter"] = Elements,
        ["DFT"] = Along(n => [n.Opset >= 20 ? n.Has(2) ? n.Ints(2)[0] : -2 : (int)n.Int("axis", 1), -1]),
        ["ReverseSequence"] = Along(n => [Specs.Axis(n, Rank(n), 0, "time_axis")]),
        ["Compress"] = Along(n => n.HasAttribute("axis") ? [Specs.Axis(n, Rank(n), 0)] : null),
        ["SplitToSequence"] = Along(n => [Specs.Axis(n, Rank(n), 0)], n => !n.Flag("keepdims", true) && !n.Has(1)),
        // other shapes
        ["Reshape"] = Shaped(Specs.Reshape),
        ["Unsqueeze"] = Shaped(Specs.Unsqueezed),
        ["Squeeze"] = Shaped(Specs.Squeezed),
        ["Flatten"] = Shaped(Flattened),
        ["Transpose"] = Transposed,
        ["Concat"] = Concatenated,
        ["Expand"] = Stretched,
        ["Tile"] = Stretched,
        ["Pad"] = Stretched,
        ["Slice"] = Sliced,
        ["CenterCropPad"] = Stretched,
        ["Gather"] = Gathered,
        ["OneHot"] = Hot,
        // products
        ["MatMul"] = (n, r, _) => Product(n, r, 1),
        ["MatMulInteger"] = (n, r, _) => Product(n, r, 1),
        ["QLinearMatMul"] = (n, r, _) => Product(n, r, 3),
        ["FusedMatMul"] = (n, r, _) => Product(n, r, 1),
        ["Gemm"] = Gemm,
        ["Einsum"] = Einsum,
        // sequences
        ["LSTM"] = Recurrent,
        ["GRU"] = Recurrent,
        ["RNN"] = Recurrent,
        // what holds values of nodes within it, which know
        ["If"] = Carried,
        ["Loop"] = Carried,
        ["Scan"] = Carried,
        ["SequenceAt"] = Carried,
        ["SequenceMap"] = Carried,
        ["ConcatFromSequence"] = Carried,
    };

    // One sample after another along axis 0.
    private static readonly HashSet<string> ByFirstAxis =
    [
        "Conv", "ConvInteger", "ConvTranspose", "QLinearConv", "DeformConv", "AveragePool", "MaxPool", "LpPool", "MaxUnpool", "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool", "Col2Im", "GridSample", "AffineGrid",
        "Resize", "Upsample", "DepthToSpace", "SpaceToDepth", "InstanceNormalization", "GroupNormalization", "LRN", "Attention", "RotaryEmbedding", "STFT", "BatchNormalization",
    ];

    private static readonly HashSet<string> Elementwise =
        [.. Operators.Elementwise.All.Concat(Activations.All).Select(o => o.Name).Except(Rules.Keys), "QuantizeLinear", "DequantizeLinear", "QLinearAdd", "QLinearMul", "QLinearSigmoid", "QLinearLeakyRelu"];

    /// <summary>Notes in a node's results where the batch is.</summary>
    /// <exception cref="OnnxException">It works along it.</exception>
    public static void Follow(NodeContext n)
    {
        if (!n.Context.HasOpenBatch || !Enumerable.Range(0, n.InputCount).Any(i => n.Input(i) is SequenceValue || Of(n.Input(i)) is not null))
            return;
        Rule rule = Rules.GetValueOrDefault(n.Operator) ?? (n.Operator.StartsWith("Reduce", StringComparison.Ordinal) ? Reduced : Elementwise.Contains(n.Operator) ? Broadcast : First);
        for (int output = 0; output < n.OutputCount; output++)
        {
            if (n.Output(output) is VariableValue result)
                n.Give(output, result with { Batch = rule(n, result, output) });
            else if (n.Output(output) is SequenceValue sequence && rule != Carried)
                n.Give(output, new SequenceValue([.. sequence.Items.Select(i => i is VariableValue item ? item with { Batch = rule(n, item, output) } : i)]));
        }
    }

    /// <summary>Where the batch is in a value; null if it has none.</summary>
    public static BatchPlace? Of(Value? value) => (value as VariableValue)?.Batch;

    private static OnnxException Refused(NodeContext n) => n.Fail(
        "it works along the open axis that was taken as the batch, of which a network sees one sample; give the axis an extent (--input x:8x…, or --input x:1x… if it is always 1), "
        + "with --batch none if it is an axis as others are");

    private static int Rank(NodeContext n) => Math.Max(n.Tensor(0).Rank, 1);

    private static int[]? SoftAxes(NodeContext n) => Specs.Axis(n, Rank(n), n.Opset < 13 ? 1 : -1) is var axis && n.Opset < 13 ? [.. Enumerable.Range(axis, Rank(n) - axis)] : [axis];

    private static int[]? FromAxis(NodeContext n) => Specs.Axis(n, Rank(n), -1) is var axis ? [.. Enumerable.Range(axis, Rank(n) - axis)] : null;

    private static int[] Flattened(NodeContext n, int[] shape)
    {
        int axis = (int)n.Int("axis", 1) is < 0 and var a ? a + shape.Length : (int)n.Int("axis", 1);
        return [(int)Shapes.Size(shape.AsSpan(0, axis)), (int)Shapes.Size(shape.AsSpan(axis))];
    }

    // The elements in front of an axis in the result, and those in front of the samples within it.
    private static BatchPlace Moved(TensorValue from, BatchPlace place, TensorValue to, int axis) =>
        new(axis, Shapes.Size(to.Shape.AsSpan(0, axis)) * (place.Before / Math.Max(1, Shapes.Size(from.Shape.AsSpan(0, place.Axis)))));

    private static BatchPlace? Carried(NodeContext n, TensorValue result, int output) => Of(result);

    private static BatchPlace? Same(NodeContext n, TensorValue result, int output) => Of(n.Input(0)) is { } place ? Moved(n.Tensor(0), place, result, place.Axis) : Carried(n, result, output);

    private static Rule Along(Func<NodeContext, int[]?> axes, Func<NodeContext, bool>? drops = null) => (n, result, _) =>
    {
        if (Of(n.Input(0)) is not { } place || Enumerable.Range(1, n.InputCount - 1).Any(i => Of(n.Input(i)) is not null))
            throw Refused(n);
        int[] along = [.. (axes(n) ?? throw Refused(n)).Select(a => n.Axis(a, Rank(n)))];
        return along.Contains(place.Axis) ? throw Refused(n)
            : Moved(n.Tensor(0), place, result, drops?.Invoke(n) == true ? place.Axis - along.Count(a => a < place.Axis) : place.Axis);
    };

    private static BatchPlace? Reduced(NodeContext n, TensorValue result, int output) => Specs.ReduceAxes(n, n.Tensor(0).Rank) is { Length: > 0 } axes
        ? Along(_ => axes, _ => !n.Flag("keepdims", true))(n, result, output)
        : Same(n, result, output);

    // Axes are compared from the last one; what has no batch must be the same for all samples.
    private static BatchPlace? Broadcast(NodeContext n, TensorValue result, int output)
    {
        (TensorValue Value, BatchPlace Place)[] batched = [.. n.Tensors.Where(t => Of(t) is not null).Select(t => (t, Of(t)!.Value))];
        int axis = result.Rank - (batched[0].Value.Rank - batched[0].Place.Axis), back = result.Rank - axis;
        bool isAligned = batched.All(b => b.Value.Rank - b.Place.Axis == back), isShared = n.Tensors.All(t => Of(t) is not null || t.Rank < back || t.Shape[^back] == 1 || t.Size == 1);
        return isAligned && isShared ? Moved(batched[0].Value, batched[0].Place, result, axis) : throw Refused(n);
    }

    private static BatchPlace? First(NodeContext n, TensorValue result, int output)
    {
        bool isKnown = ByFirstAxis.Contains(n.Operator), keeps = result is VariableValue { DropsLead: true } || isKnown;
        bool isFirst = n.Tensors.All(t => Of(t) is null or { Axis: 0 } && (Of(t) is null || t.Shape[0] == 1));
        bool trains = n.Operator == "BatchNormalization" && n.Flag("training_mode");
        return isFirst && keeps && !trains && result.Rank > 0 && result.Shape[0] == 1 ? new(0, 1) : throw Refused(n);
    }

    private static BatchPlace? Elements(NodeContext n, TensorValue result, int output)
    {
        int axis = Specs.Axis(n, Rank(n), 0);
        return n.Tensors.All(t => Of(t) is { } place ? place.Axis != axis && t.Shape[place.Axis] == 1 : true)
            && n.Tensors.Select(t => Of(t)?.Axis).Where(a => a is not null).Distinct().Count() == 1
            ? Moved(n.Tensors.First(t => Of(t) is not null), Of(n.Tensors.First(t => Of(t) is not null))!.Value, result, Of(n.Tensors.First(t => Of(t) is not null))!.Value.Axis) : throw Refused(n);
    }

    // Which axis grows with the batch tells; where the model's own shape doesn't allow others, the elements in front tell.
    private static Rule Shaped(Func<NodeContext, int[], int[]> shapeOf) => (n, result, _) =>
    {
        if (Of(n.Input(0)) is not { } place)
            throw Refused(n);
        int[] from = n.Tensor(0).Shape;
        bool isFixed = n.Operator != "Reshape" || !n.Graph.IsComputed(n.InputName(1));
        try
        {
            int[] doubled = shapeOf(n, from.With(place.Axis, 2 * from[place.Axis]));
            if (doubled.Length != result.Rank)
                throw Refused(n);
            int[] grown = [.. Enumerable.Range(0, result.Rank).Where(a => doubled[a] != result.Shape[a])];
            if (isFixed && grown.Length == 1 && doubled[grown[0]] == 2 * result.Shape[grown[0]])
                return new(grown[0], place.Before);
        }
        catch (OnnxException) when (n.Operator == "Reshape")
        {
        }
        if (result.Rank == 0)
            throw Refused(n);
        int axis = 0;
        for (long before = 1; axis < result.Rank - 1 && before * result.Shape[axis] <= place.Before && before != place.Before; axis++)
            before *= result.Shape[axis];
        return new(axis, place.Before);
    };

    private static BatchPlace? Transposed(NodeContext n, TensorValue result, int output) =>
        Moved(n.Tensor(0), Of(n.Input(0))!.Value, result, Array.IndexOf(Specs.Order(n, result.Rank), Of(n.Input(0))!.Value.Axis));

    private static BatchPlace? Concatenated(NodeContext n, TensorValue result, int output)
    {
        int axis = Specs.Axis(n, result.Rank, 1);
        TensorValue batched = n.Tensors.First(t => Of(t) is not null);
        BatchPlace place = Of(batched)!.Value;
        // what is the same for all samples is known once only, but the model has it for each
        return place.Axis != axis && n.Tensors.All(t => t.Size == 0 || Of(t) is null || Of(t)!.Value.Axis == place.Axis) ? Moved(batched, place, result, place.Axis) : throw Refused(n);
    }

    private static BatchPlace? Stretched(NodeContext n, TensorValue result, int output)
    {
        if (Of(n.Input(0)) is not { } place)
            throw Refused(n);
        TensorValue x = n.Tensor(0);
        int axis = place.Axis + result.Rank - x.Rank;
        return result.Shape[axis] == x.Shape[place.Axis] ? Moved(x, place, result, axis) : throw Refused(n);
    }

    private static BatchPlace? Sliced(NodeContext n, TensorValue result, int output)
    {
        TensorValue x = n.Tensor(0);
        if (Of(x) is not { } place)
            throw Refused(n);
        int[] doubled = x.Shape.With(place.Axis, 2 * x.Shape[place.Axis]);
        return Specs.Slices(n, doubled).All(s => s.Axis != place.Axis || (s.Start == 0 && s.Step == 1 && (s.Count == doubled[s.Axis] || EndsAtBatch(n, s.Axis, x.Shape[s.Axis]))))
            ? Moved(x, place, result, place.Axis) : throw Refused(n);
    }

    // An end that was computed of the batch's own extent, which is 1 while importing.
    private static bool EndsAtBatch(NodeContext n, int axis, int extent) => extent == 1 && n.Opset >= 10 && Specs.Slices(n, n.Tensor(0).Shape).First(s => s.Axis == axis).Count == 1
        && n.Graph.IsComputed(n.InputName(2));

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
        int axis = (left, right) is ({ } l, null) ? l : (left, right) is (null, { } r) ? r : left is null && c is not null && Of(c) is { } place ? 2 - c.Rank + place.Axis : throw Refused(n);
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
