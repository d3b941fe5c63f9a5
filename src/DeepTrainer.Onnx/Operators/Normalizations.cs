namespace DeepTrainer.Onnx.Operators;

/// <summary>Normalizations: the built-in layers where weights are known, else their formulas.</summary>
internal static class Normalizations
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        new("BatchNormalization", Batch), new("InstanceNormalization", Instance), new("LayerNormalization", n => Layer(n, n.Tensor(0), n.Tensor(1), n.Optional(2))),
        new("SimplifiedLayerNormalization", Rms), new("GroupNormalization", Group), new("RMSNormalization", Rms), new("LpNormalization", Lp),
        new("LRN", Lrn), new("MeanVarianceNormalization", MeanVariance),
        new("SkipLayerNormalization", Skip) { Domain = "com.microsoft" },
    ];

    private static string Epsilon(NodeContext n, double otherwise = 1e-5) => Literals.Number(n.Float("epsilon", otherwise));

    // A layer's name for weights that are all known; null if they aren't.
    private static string? LayerOf(NodeContext n, TensorValue x, params (string Name, TensorValue? Value, int[] Shape)[] weights)
    {
        if (x is not VariableValue || x.Shape[0] != 1 || x.Rank < 2
            || weights.Any(w => w.Value is not (null or ConstantValue { Data.IsFloat: true }) || n.Context.Method.IsKept(w.Value)))
            return null;
        string? initializer = weights.Select(w => (w.Value as ConstantValue)?.Initializer).FirstOrDefault(i => i is not null);
        string layer = n.Context.Method.LayerName(initializer is null ? n.OutputName(0) : Convolutions.WithoutWeight(initializer));
        foreach ((string name, TensorValue? value, int[] shape) in weights.Where(w => w.Value is not null))
            n.Context.Method.Keep(layer, name, ((ConstantValue)value!).Data.Reshaped(shape), name.StartsWith("running", StringComparison.Ordinal)
                ? null : ((ConstantValue)value).Initializer);
        return layer;
    }

    private static TensorValue PerChannel(NodeContext n, TensorValue value, int rank) =>
        Shaping.Reshaped(n, n.OutputName(0), value, [value.Shape[0], .. WindowSpec.Ones(rank - 2)]);

    private static void Batch(NodeContext n)
    {
        n.Ignore("spatial", "is_test", "consumed_inputs");
        if (n.Opset < 9 && n.Int("spatial", 1) == 0)
            throw n.Unsupported("spatial=0");
        TensorValue x = n.Tensor(0), scale = n.Tensor(1), shift = n.Tensor(2), mean = n.Tensor(3), variance = n.Tensor(4);
        string epsilon = Epsilon(n);
        double momentum = n.Float("momentum", 0.9);
        bool isTraining = n.Flag("training_mode");
        int[] channels = [x.Shape[1]];
        if (!isTraining && !n.Context.Method.IsStep
            && LayerOf(n, x, ("weight", scale, channels), ("bias", shift, channels), ("running_mean", mean, channels), ("running_var", variance, channels)) is { } layer)
        {
            n.Context.Method.Keep(layer, "num_batches_tracked", TensorData.OfFloat(0));
            string options =
                $"{(epsilon == "1E-05" ? "" : $", epsilon: {epsilon}")}{(momentum is > 0.8999 and < 0.9001 ? "" : $", momentum: {Literals.Number((float)(1 - momentum))}")}";
            n.Give(0, $"BatchNorm({n.Sample(x).Code}{options}, name: {Literals.Text(layer)})", x.Type, x.Shape, dropsLead: true);
            return;
        }
        // what isn't trained is no weight
        if (mean is ConstantValue fixedMean && variance is ConstantValue fixedVariance)
            (mean, variance) = (fixedMean with { Initializer = null }, fixedVariance with { Initializer = null });
        if (isTraining)
        {
            string axes = Literals.List([0, .. Enumerable.Range(2, x.Rank - 2)]), full = n.Full(x);
            TensorValue oldMean = mean, oldVariance = variance;
            mean = n.Add(n.OutputName(0) + "_mean", $"Mean({full}, {axes})", x.Type, channels);
            variance = n.Add(n.OutputName(0) + "_variance", $"Variance({full}, {axes})", x.Type, channels);
            n.Give(1, n.MapStep(n.OutputName(1), x.Type, $"{Literals.Number(momentum)} * {{0}} + {Literals.Number((float)(1 - momentum))} * {{1}}", oldMean, mean));
            n.Give(2, n.MapStep(n.OutputName(2), x.Type, $"{Literals.Number(momentum)} * {{0}} + {Literals.Number((float)(1 - momentum))} * {{1}}", oldVariance, variance));
        }
        n.Map(0, x.Type, $"({{0}} - {{3}}) / Sqrt({{4}} + {epsilon}) * {{1}} + {{2}}", x, PerChannel(n, scale, x.Rank), PerChannel(n, shift, x.Rank),
            PerChannel(n, mean, x.Rank), PerChannel(n, variance, x.Rank));
    }

    private static void Instance(NodeContext n)
    {
        n.Ignore("consumed_inputs");
        TensorValue x = n.Tensor(0), scale = n.Tensor(1), shift = n.Tensor(2);
        string epsilon = Epsilon(n);
        int[] channels = [x.Shape[1]];
        if (x.Rank is 3 or 4 && LayerOf(n, x, ("weight", scale, channels), ("bias", shift, channels)) is { } layer)
            n.Give(0, $"InstanceNorm({n.Sample(x).Code}, {epsilon}, affine: true, name: {Literals.Text(layer)})", x.Type, x.Shape, dropsLead: true);
        else
            Formula(n, x, [.. Enumerable.Range(2, x.Rank - 2)], epsilon, PerChannel(n, scale, x.Rank), PerChannel(n, shift, x.Rank));
    }

    // (x - mean) / √(variance + ε) · scale + shift, with mean and 1 / √(variance + ε) as outputs if they are wanted
    private static void Formula(NodeContext n, TensorValue x, int[] axes, string epsilon, TensorValue? scale, TensorValue? shift)
    {
        Operand operand = n.Of(x, axes);
        string own = Literals.Ints(operand.Axes(axes));
        int[] shape = ReductionOperators.Reduced(x.Shape, axes, true);
        VariableValue mean = n.Add(n.OutputName(0) + "_mean", $"Mean({operand.Code}, {own}, keepDims: true)", x.Type, shape, operand.DropsLead);
        VariableValue inverse = n.Add(n.OutputName(0) + "_inverse", $"Rsqrt(Variance({operand.Code}, {own}, keepDims: true) + {epsilon})", x.Type, shape, operand.DropsLead);
        List<TensorValue> values = [x, mean, inverse];
        string template = "({0} - {1}) * {2}";
        if (scale is not null)
            template += $" * {{{Index(scale)}}}";
        if (shift is not null)
            template += $" + {{{Index(shift)}}}";
        n.Map(0, x.Type, template, [.. values]);
        if (n.Operator != "LayerNormalization")
            return;
        n.Give(1, mean);
        n.Give(2, inverse);

        int Index(TensorValue value)
        {
            values.Add(value);
            return values.Count - 1;
        }
    }

    private static void Layer(NodeContext n, TensorValue x, TensorValue? scale, TensorValue? shift, double otherwise = 1e-5)
    {
        n.Ignore("stash_type");
        int axis = Specs.Axis(n, x.Rank, -1);
        int[] extents = x.Shape[axis..];
        string epsilon = Epsilon(n, otherwise);
        bool isWhole = axis > 0 && scale is not null && scale.Size == Shapes.Size(extents) && (shift is null || shift.Size == scale.Size) && !n.Wants(1) && !n.Wants(2);
        if (isWhole && LayerOf(n, x, ("weight", scale, extents), ("bias", shift, extents)) is { } layer)
        {
            string options =
                $"{(extents.Length == 1 ? "" : $", dimensions: {extents.Length}")}{(epsilon == "1E-05" ? "" : $", epsilon: {epsilon}")}{(shift is null ? ", bias: false" : "")}";
            n.Give(0, $"LayerNorm({n.Sample(x).Code}{options}, name: {Literals.Text(layer)})", x.Type, x.Shape, dropsLead: true);
            return;
        }
        Formula(n, x, [.. Enumerable.Range(axis, x.Rank - axis)], epsilon, scale, shift);
    }

    // The sum of two and a bias, normalized; the sum is an output, too.
    private static void Skip(NodeContext n)
    {
        TensorValue x = n.Tensor(0);
        VariableValue sum = n.MapStep(n.OutputName(0) + "_sum", x.Type, n.Has(4) ? "{0} + {1} + {2}" : "{0} + {1}", n.Has(4) ? [x, n.Tensor(1), n.Tensor(4)] : [x, n.Tensor(1)]);
        n.Give(3, sum);
        if (n.Wants(1) || n.Wants(2))
            throw n.Unsupported("the mean as an output");
        Layer(n, sum, n.Tensor(2), n.Optional(3), otherwise: 1e-12);
    }

    private static void Group(NodeContext n)
    {
        n.Ignore("stash_type");
        TensorValue x = n.Tensor(0), scale = n.Tensor(1), shift = n.Tensor(2);
        int groups = (int)n.Int("num_groups", 1), channels = x.Shape[1], each = channels / Math.Max(groups, 1);
        if (groups < 1 || channels % groups != 0)
            throw n.Fail($"{groups} groups don't part {channels} channels");
        string epsilon = Epsilon(n);
        if (scale.Shape[0] == groups && each > 1)
            (scale, shift) = (PerGroup(scale), PerGroup(shift));
        if (x.Rank > 2 && LayerOf(n, x, ("weight", scale, [channels]), ("bias", shift, [channels])) is { } layer)
        {
            n.Give(0, $"GroupNorm({n.Sample(x).Code}, {groups}{(epsilon == "1E-05" ? "" : $", epsilon: {epsilon}")}, name: {Literals.Text(layer)})",
                x.Type, x.Shape, dropsLead: true);
            return;
        }
        int[] parted = [x.Shape[0], groups, (int)(x.Size / x.Shape[0] / groups)];
        TensorValue flat = Shaping.Reshaped(n, n.OutputName(0), x, parted);
        Operand operand = n.Of(flat);
        string axis = Literals.Ints([operand.Axis(2)]);
        VariableValue normal = n.Add(n.OutputName(0) + "_normal", $"({operand.Code} - Mean({operand.Code}, {axis}, keepDims: true)) * "
            + $"Rsqrt(Variance({operand.Code}, {axis}, keepDims: true) + {epsilon})", x.Type, parted, operand.DropsLead);
        n.Map(0, x.Type, "{0} * {1} + {2}", Shaping.Reshaped(n, n.OutputName(0), normal, x.Shape), PerChannel(n, scale, x.Rank), PerChannel(n, shift, x.Rank));

        TensorValue PerGroup(TensorValue value) => value is ConstantValue { Data: { } data } constant
            ? constant with { Data = data.Pick([channels], [.. Enumerable.Range(0, channels).Select(c => c / each)]), Shape = [channels] }
            : Shaping.Reshaped(n, n.OutputName(0), Shaping.Stretched(n, n.OutputName(0), Shaping.Reshaped(n, n.OutputName(0), value, [groups, 1]), [groups, each]), [channels]);
    }

    private static void Rms(NodeContext n)
    {
        n.Ignore("stash_type");
        TensorValue x = n.Tensor(0), scale = n.Tensor(1);
        int axis = Specs.Axis(n, x.Rank, -1);
        int[] extents = x.Shape[axis..];
        string epsilon = Epsilon(n);
        if (axis > 0 && scale.Size == Shapes.Size(extents) && !n.Wants(1) && LayerOf(n, x, ("weight", scale, extents)) is { } layer)
        {
            n.Give(0, $"RmsNorm({n.Sample(x).Code}{(extents.Length == 1 ? "" : $", dimensions: {extents.Length}")}, epsilon: {epsilon}, name: "
                + $"{Literals.Text(layer)})", x.Type, x.Shape, dropsLead: true);
            return;
        }
        int[] axes = [.. Enumerable.Range(axis, extents.Length)];
        Operand operand = n.Of(x, axes);
        VariableValue inverse = n.Add(n.OutputName(0) + "_inverse", $"Rsqrt(Mean(Square({operand.Code}), {Literals.Ints(operand.Axes(axes))}, keepDims: true) + {epsilon})", x.Type,
            ReductionOperators.Reduced(x.Shape, axes, true), operand.DropsLead);
        n.Give(1, inverse);
        n.Map(0, x.Type, "{0} * {1} * {2}", x, inverse, scale);
    }

    private static void Lp(NodeContext n)
    {
        TensorValue x = n.Tensor(0);
        int axis = Specs.Axis(n, x.Rank, -1);
        Operand operand = n.Of(x, axis);
        string own = $"[{operand.Axis(axis)}], keepDims: true";
        // a norm of 0 gives zeros
        VariableValue norm = n.Add(n.OutputName(0) + "_norm", n.Int("p", 2) == 1 ? $"Sum(Abs({operand.Code}), {own})"
            : $"Norm({operand.Code}, {own})", x.Type, ReductionOperators.Reduced(x.Shape, [axis], true), operand.DropsLead);
        n.Map(0, x.Type, "{0} / Where(Equal({1}, 0), 1, {1})", x, norm);
    }

    private static void Lrn(NodeContext n)
    {
        TensorValue x = n.Tensor(0);
        Operand operand = n.Of(x, 1);
        int axis = operand.Axis(1), size = (int)n.Int("size", 1), before = (size - 1) / 2;
        string sum = $"Sum(Windows(Pad(Square({operand.Code}), {axis}, {before}, {size - 1 - before}), {axis}, {size}), -1)";
        n.Give(0, $"{operand.Code} / Pow({Literals.Number(n.Float("bias", 1))} + {Literals.Number(n.Float("alpha", 1e-4) / size)} * {sum}, "
            + $"{Literals.Number(n.Float("beta", 0.75))})", x.Type, x.Shape, operand.DropsLead);
    }

    private static void MeanVariance(NodeContext n)
    {
        TensorValue x = n.Tensor(0);
        int[] axes = [.. (n.IntList("axes") ?? [0, 2, 3]).Select(a => n.Axis(a, x.Rank))];
        bool drops = x is VariableValue { DropsLead: true };
        Operand operand = n.Of(x);
        int[] own = [.. axes.Where(a => !drops || a > 0).Select(operand.Axis)];
        string along = $"{Literals.Ints(own)}, keepDims: true";
        n.Give(0, $"({operand.Code} - Mean({operand.Code}, {along})) / (StandardDeviation({operand.Code}, {along}) + 1E-09)", x.Type, x.Shape, operand.DropsLead);
    }
}
