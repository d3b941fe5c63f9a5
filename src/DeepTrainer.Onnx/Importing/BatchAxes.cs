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
internal static partial class BatchAxes
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
        ["SkipLayerNormalization"] = (n, result, output) => n.Tensors.Select(Of).First(p => p is not null)!.Value.Axis < Rank(n) - 1
            ? Broadcast(n, result, output) : throw Refused(n),
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
        ["ConstantOfShape"] = Stretched,
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
        ["SequenceConstruct"] = Carried,
        ["SequenceInsert"] = Carried,
        ["SequenceErase"] = Carried,
        ["SequenceAt"] = Carried,
        ["SequenceMap"] = Carried,
        ["ConcatFromSequence"] = Carried,
    };

    // One sample after another along axis 0.
    private static readonly HashSet<string> ByFirstAxis =
    [
        "Conv", "ConvInteger", "ConvTranspose", "QLinearConv", "DeformConv", "AveragePool", "MaxPool", "LpPool", "MaxUnpool", "GlobalAveragePool",
        "GlobalMaxPool", "GlobalLpPool", "Col2Im", "GridSample", "AffineGrid",
        "Resize", "Upsample", "DepthToSpace", "SpaceToDepth", "InstanceNormalization", "GroupNormalization", "LRN", "Attention", "RotaryEmbedding", "STFT", "BatchNormalization",
    ];

    private static readonly HashSet<string> Elementwise =
        [.. Operators.Elementwise.All.Concat(Activations.All).Select(o => o.Name).Except(Rules.Keys), "QuantizeLinear", "DequantizeLinear",
            "QLinearAdd", "QLinearMul", "QLinearSigmoid", "QLinearLeakyRelu"];

    /// <summary>Notes in a node's results where the batch is.</summary>
    /// <exception cref="OnnxException">It works along it.</exception>
    public static void Follow(NodeContext n)
    {
        if (!n.Context.HasOpenBatch || !Enumerable.Range(0, n.InputCount).Any(i => n.Input(i) is SequenceValue or ConstantValue { OfTwo: not null } || Of(n.Input(i)) is not null))
            return;
        Rule rule = Rules.GetValueOrDefault(n.Operator)
            ?? (n.Operator.StartsWith("Reduce", StringComparison.Ordinal) ? Reduced : Elementwise.Contains(n.Operator) ? Broadcast : First);
        for (int output = 0; output < n.OutputCount; output++)
        {
            if (n.Output(output) is VariableValue result)
                n.Give(output, result with { Batch = rule(n, result, output) });
            else if (n.Output(output) is SequenceValue sequence && rule != Carried)
                n.Give(output, new SequenceValue([.. sequence.Items.Select(i => i is VariableValue item ? item with { Batch = rule(n, item, output) } : i)]));
        }
    }

    /// <summary>Where the batch is in a value; null if it has none.</summary>
    public static BatchPlace? Of(Value? value) => value switch
    {
        VariableValue variable => variable.Batch,
        ConstantValue constant => constant.Batch,
        _ => null,
    };

    /// <summary>What can't be imported, and what to do.</summary>
    public const string OfExtents = "of the extent of the open axis that was taken as the batch, of which a network sees one sample, and would be "
        + "another number for more of them; give the axis an extent "
        + "(--input x:8x…, or --input x:1x… if it is always 1), with --batch none if it is an axis as others are";

    /// <summary>Refuses what a node does with numbers that are computed of the batch's extent, but for shapes, which are followed exactly.</summary>
    public static void CheckExtents(NodeContext n)
    {
        for (int i = 0; i < n.InputCount; i++)
        {
            if (n.Input(i) is ConstantValue { OfTwo: { } two, Batch: null } && !MayBeExtent(n, i, two))
                throw OfExtent(n, i);
        }
    }

    /// <summary>An input is computed of the batch's extent.</summary>
    public static OnnxException OfExtent(NodeContext n, int input) => n.Fail($"its input {input + 1}, '{n.InputName(input)}', is computed {OfExtents}");

    private static bool MayBeExtent(NodeContext n, int input, TensorData two) => n.Operator switch
    {
        "Reshape" => input == 1 && Of(n.Input(0)) is not null,
        "Slice" => input > 0 && Of(n.Input(0)) is not null,
        "Expand" or "Tile" => input == 1,
        "ConstantOfShape" => true,
        "Resize" => input == 3 && Of(n.Input(0)) is { } place && IsSize(n, place, two),
        // what only holds them
        "SequenceConstruct" or "Optional" => true,
        "SequenceInsert" => input == 1,
        "Loop" => input > 1,
        _ => false,
    };

    // Only the batch's own size is larger.
    private static bool IsSize(NodeContext n, BatchPlace place, TensorData two)
    {
        long[] one = n.Constant(3).Ints;
        int[] axes = n.IntList("axes") ?? [.. Enumerable.Range(0, one.Length)];
        return two.Length == one.Length && axes.Length == one.Length
            && Enumerable.Range(0, one.Length).All(i => two.Ints[i] == (n.Axis(axes[i], Rank(n)) == place.Axis ? 2 * one[i] : one[i]));
    }

    private static OnnxException Refused(NodeContext n) => n.Fail(
        "it works along the open axis that was taken as the batch, of which a network sees one sample; give the axis an extent (--input x:8x…, or "
            + "--input x:1x… if it is always 1), "
        + "with --batch none if it is an axis as others are");

    private static int Rank(NodeContext n) => Math.Max(n.Tensor(0).Rank, 1);

    private static int[]? SoftAxes(NodeContext n) => Specs.Axis(n, Rank(n), n.Opset < 13 ? 1 : -1) is var axis && n.Opset < 13
        ? [.. Enumerable.Range(axis, Rank(n) - axis)] : [axis];

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

    private static BatchPlace? Same(NodeContext n, TensorValue result, int output) =>
        Of(n.Input(0)) is { } place ? Moved(n.Tensor(0), place, result, place.Axis) : Carried(n, result, output);

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
        bool isAligned = batched.All(b => b.Value.Rank - b.Place.Axis == back),
            isShared = n.Tensors.All(t => Of(t) is not null || t.Rank < back || t.Shape[^back] == 1 || t.Size == 1);
        return isAligned && isShared ? Moved(batched[0].Value, batched[0].Place, result, axis) : throw Refused(n);
    }

    private static BatchPlace? First(NodeContext n, TensorValue result, int output)
    {
        bool isKnown = ByFirstAxis.Contains(n.Operator), keeps = result is VariableValue { DropsLead: true } || isKnown;
        bool isFirst = n.Tensors.All(t => Of(t) is null or { Axis: 0 } && (Of(t) is null || t.Shape[0] == 1));
        bool trains = n.Operator == "BatchNormalization" && n.Flag("training_mode");
        return isFirst && keeps && !trains && result.Rank > 0 && result.Shape[0] == 1 ? new(0, 1) : throw Refused(n);
    }
}
