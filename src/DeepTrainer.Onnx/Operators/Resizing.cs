namespace DeepTrainer.Onnx.Operators;

/// <summary>Resize in its modes: axis by axis, each a choice of elements or a product with weights that are known while importing.</summary>
internal static class Resizing
{
    public static IReadOnlyList<Operator> All { get; } = [new("Resize", Resize), new("Upsample", Resize)];

    private static void Resize(NodeContext n)
    {
        TensorValue x = n.Tensor(0);
        bool isOld = n.Opset < 11 || n.Operator == "Upsample";
        int[] axes = n.IntList("axes") is { } given ? [.. given.Select(a => n.Axis(a, x.Rank))] : [.. Enumerable.Range(0, x.Rank)];
        string mode = n.Text("mode", "nearest") is var m && m is "bilinear" or "trilinear" ? "linear" : m;
        string coordinates = n.Text("coordinate_transformation_mode", isOld ? "asymmetric" : "half_pixel");
        ResizeMode how = new(mode, coordinates, n.Text("nearest_mode", isOld ? "simple" : "round_prefer_floor"), n.Float("cubic_coeff_a", -0.75),
            n.Flag("exclude_outside"), n.Flag("antialias"));
        double outside = n.Float("extrapolation_value", 0);
        string policy = n.Text("keep_aspect_ratio_policy", "stretch");
        (double[] scales, int[] extents) = Sizes(n, x, axes, isOld, policy);
        double[] roi = coordinates == "tf_crop_and_resize" ? [.. n.Constant(1).Floats.Select(f => (double)f)] : [];
        if (roi.Length != (coordinates == "tf_crop_and_resize" ? 2 * axes.Length : 0))
            throw n.Fail($"its region has {roi.Length} numbers");
        if (AsLayer(n, x, axes, extents, scales, how))
            return;
        TensorValue result = x;
        List<TensorValue> masks = [];
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = axes[i], extent = x.Shape[axis];
            double[] places = [.. Enumerable.Range(0, extents[i])
                .Select(o => how.Place(n, o, extent, extents[i], scales[i], roi.Length == 0 ? 0 : roi[i], roi.Length == 0 ? 1 : roi[i + axes.Length]))];
            if (roi.Length > 0 && places.Any(p => p < 0 || p > extent - 1))
                masks.Add(new ConstantValue(new TensorData(ElementType.Bool, [.. x.Shape.Select((_, a) => a == axis ? extents[i] : 1)],
                    [.. places.Select(p => p < 0 || p > extent - 1 ? 1L : 0)])));
            if (extent == extents[i] && places.Select((p, o) => Math.Abs(p - o)).All(d => d < 1e-6))
                continue;
            result = mode == "nearest" ? Indexing.Taken(n, n.OutputName(0), result, axis, [.. places.Select(p => how.Nearest(n, p, extent, scales[i]))])
                : Weighted(n, result, axis, how.Weights(n, places, extent, scales[i]));
        }
        n.Give(0, masks.Aggregate(result, (sofar, mask) => n.MapStep(n.OutputName(0), x.Type, $"Where({{0}}, {Literals.Number(outside)}, {{1}})", mask, sofar)));
    }

    private static (double[] Scales, int[] Extents) Sizes(NodeContext n, TensorValue x, int[] axes, bool isOld, string policy)
    {
        int ofScales = isOld ? 1 : 2;
        double[] scales = n.FloatList("scales") is { Length: > 0 } fixedScales ? Array.ConvertAll(fixedScales, s => (double)s)
            : n.Has(ofScales) && n.Tensor(ofScales).Size > 0 ? [.. n.Constant(ofScales).Floats.Select(s => (double)s)] : [];
        if (scales.Length == axes.Length)
            return (scales, [.. axes.Select((a, i) => Positive(n, Math.Floor((x.Shape[a] * scales[i]) + 1e-6)))]);
        if (isOld || !n.Has(3))
            throw n.Fail($"it has {scales.Length} scales for {axes.Length} axes");
        int[] sizes = n.Ints(3);
        if (sizes.Length != axes.Length)
            throw n.Fail($"it has {sizes.Length} sizes for {axes.Length} axes");
        scales = [.. axes.Select((a, i) => (double)sizes[i] / x.Shape[a])];
        if (policy == "stretch")
            return (scales, [.. sizes.Select(s => Positive(n, s))]);
        double common = policy == "not_larger" ? scales.Min() : scales.Max();
        return ([.. axes.Select(_ => common)], [.. axes.Select(a => Positive(n, Math.Floor((common * x.Shape[a]) + 0.5)))]);
    }

    private static int Positive(NodeContext n, double extent) => extent is >= 1 and < 1 << 20 ? (int)extent : throw n.Fail($"an axis would have {extent} elements");

    // The built-in layer, where all positions become as many times as many.
    private static bool AsLayer(NodeContext n, TensorValue x, int[] axes, int[] extents, double[] scales, ResizeMode how)
    {
        int[] wanted = [.. x.Shape];
        for (int i = 0; i < axes.Length; i++)
            wanted[axes[i]] = extents[i];
        // scales of 2.1 may give twice as many, at other places
        if (axes.Where((a, i) => Math.Abs((scales[i] * x.Shape[a]) - extents[i]) > 1e-6 * extents[i]).Any())
            return false;
        if (x is not VariableValue || x.Rank is not (3 or 4) || x.Shape[0] != 1 || wanted[0] != 1 || wanted[1] != x.Shape[1] || how.Antialias || how.ExcludeOutside)
            return false;
        int[] factors = [.. x.Shape[2..].Select((e, d) => wanted[d + 2] % e == 0 ? wanted[d + 2] / e : 0)];
        if (factors.Any(f => f == 0) || factors.All(f => f == 1))
            return false;
        string? options = (how.Mode, how.Coordinates) switch
        {
            ("nearest", "asymmetric") when how.NearestMode is "floor" or "simple" => "",
            ("nearest", "half_pixel") when how.NearestMode is "round_prefer_floor" or "round_prefer_ceil" => "",
            ("linear", "half_pixel") => ", UpsampleMode.Linear",
            ("linear", "pytorch_half_pixel") when x.Shape[2..].All(e => e > 1) => ", UpsampleMode.Linear",
            ("linear", "align_corners") when x.Shape[2..].All(e => e > 1) => ", UpsampleMode.Linear, alignCorners: true",
            _ => null,
        };
        if (options is null)
            return false;
        n.Give(0, $"Upsample({n.Sample(x).Code}, {Literals.Ints(factors)}{options})", x.Type, wanted, dropsLead: true);
        return true;
    }

    private static VariableValue Weighted(NodeContext n, TensorValue x, int axis, TensorData weights)
    {
        Operand operand = n.Of(x, axis);
        int own = operand.Axis(axis), rank = operand.Shape.Length;
        string letters = "abcdefghijklmno"[..rank], result = letters.Remove(own, 1).Insert(own, "z");
        return n.Add(n.OutputName(0), $"Contract(\"{letters},z{letters[own]}->{result}\", {operand.Code}, {n.Context.Method.Constant(new(weights))})",
            x.Type, x.Shape.With(axis, weights.Shape[0]), operand.DropsLead);
    }
}
