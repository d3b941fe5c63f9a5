namespace DeepTrainer.Onnx.Operators;

/// <summary>Convolutions: the built-in layers where they are one sample's over one or two dimensions with weights, else products over windows.</summary>
internal static class Convolutions
{
    public static IReadOnlyList<Operator> All { get; } = [new("Conv", Conv), new("ConvTranspose", ConvTranspose), new("ConvInteger", ConvInteger)];

    private static void Conv(NodeContext n) => n.Give(0, Convolved(n, n.OutputName(0), n.Tensor(0), n.Tensor(1), n.Optional(2), n.Tensor(0).Type));

    private static void ConvInteger(NodeContext n)
    {
        TensorValue x = Quantized.Centered(n, n.Tensor(0), n.Optional(2), 1), w = Quantized.Centered(n, n.Tensor(1), n.Optional(3), 0);
        n.Give(0, Convolved(n, n.OutputName(0), x, w, null, ElementType.Int32));
    }

    /// <summary>x [N, C, positions…], w [M, C / groups, kernel…] → [N, M, positions…].</summary>
    public static VariableValue Convolved(NodeContext n, string name, TensorValue x, TensorValue w, TensorValue? bias, ElementType type)
    {
        int dimensions = x.Rank - 2, groups = (int)n.Int("group", 1);
        if (dimensions < 1 || w.Rank != x.Rank || groups < 1 || x.Shape[1] != w.Shape[1] * groups || w.Shape[0] % groups != 0)
            throw n.Fail($"{x.Text} and {w.Text} are no convolution of {groups} groups");
        int[] positions = x.Shape[2..], kernel = n.IntList("kernel_shape") ?? w.Shape[2..];
        WindowSpec windows = WindowSpec.Of(n, positions, kernel.Length == dimensions ? w.Shape[2..] : kernel);
        int[] shape = [x.Shape[0], w.Shape[0], .. windows.Count(n, positions)];
        if (IsLayer(n, x, w, bias, dimensions) && windows.Before.Concat(windows.After).All(p => p >= 0))
        {
            Operand sample = n.Sample(x);
            string layer = LayerOf(n, w, bias, bias is null ? [] : [w.Shape[0]]);
            string options = windows.Options(strideIsKernel: false) + (groups > 1 ? $", groups: {groups}" : "") + (bias is null ? ", bias: false" : "");
            return n.Add(name, $"Conv{dimensions}D({sample.Code}, {w.Shape[0]}, {Literals.Ints(windows.Kernel)}{options}, name: "
                + $"{Literals.Text(layer)})", type, shape, dropsLead: true);
        }
        TensorValue padded = Borders.Padded(n, name + "_padded", x, [(0, 0), (0, 0), .. windows.Before.Select((b, d) => (b, windows.After[d]))]);
        (string p, string k) = Letters(n, dimensions);
        int[] grouped = [x.Shape[0], groups, w.Shape[1], .. padded.Shape[2..]], ofWeights = [groups, w.Shape[0] / groups, .. w.Shape[1..]];
        string seen = windows.Over(NodeContext.Reshaped(n.Full(padded), grouped), 3);
        string product = $"Contract(\"ngc{p}{k},goc{k}->ngo{p}\", {seen}, {NodeContext.Reshaped(n.Full(w), ofWeights)})";
        VariableValue sums = n.Add(name, NodeContext.Reshaped(product, shape), type, shape);
        return bias is null ? sums : n.MapStep(name, type, "{0} + {1}", sums, Shaping.Reshaped(n, name, bias, [bias.Shape[0], .. WindowSpec.Ones(dimensions)]));
    }

    private static bool IsLayer(NodeContext n, TensorValue x, TensorValue w, TensorValue? bias, int dimensions) =>
        dimensions <= 2 && x.Shape[0] == 1 && w is ConstantValue { Data.IsFloat: true } && bias is null or ConstantValue { Data.IsFloat: true } && x is VariableValue
        && !n.Context.Method.IsKept(w) && !n.Context.Method.IsKept(bias);

    // A layer called as its weights are, without their last word.
    private static string LayerOf(NodeContext n, TensorValue w, TensorValue? bias, int[] biasShape)
    {
        string wanted = ((ConstantValue)w).Initializer is { } initializer ? WithoutWeight(initializer) : n.OutputName(0);
        string layer = n.Context.Method.LayerName(wanted);
        n.Context.Method.Keep(layer, "weight", ((ConstantValue)w).Data, ((ConstantValue)w).Initializer);
        if (bias is ConstantValue { Data: { } data } given)
            n.Context.Method.Keep(layer, "bias", data.Reshaped(biasShape), given.Initializer);
        return layer;
    }

    /// <summary>"layer1.conv1.weight" and "conv1_weight" without their last word.</summary>
    public static string WithoutWeight(string name)
    {
        foreach (string end in new[] { "weight", "kernel", "scale", "gamma", "W", "w" })
        {
            if (name.EndsWith(end, StringComparison.Ordinal) && name.Length > end.Length + 1 && name[^(end.Length + 1)] is '.' or '_' or '/')
                return name[..^(end.Length + 1)];
        }
        return name;
    }

    private static (string Positions, string Kernel) Letters(NodeContext n, int dimensions) => dimensions <= 4 ? ("pqrs"[..dimensions], "uvwx"[..dimensions])
        : throw n.Unsupported($"a convolution over {dimensions} dimensions");

    private static void ConvTranspose(NodeContext n)
    {
        TensorValue x = n.Tensor(0), w = n.Tensor(1);
        TensorValue? bias = n.Optional(2);
        int dimensions = x.Rank - 2, groups = (int)n.Int("group", 1);
        if (dimensions < 1 || w.Rank != x.Rank || groups < 1 || x.Shape[1] != w.Shape[0] || w.Shape[0] % groups != 0)
            throw n.Fail($"{x.Text} and {w.Text} are no transposed convolution of {groups} groups");
        n.Ignore("kernel_shape");
        int[] positions = x.Shape[2..], more = n.IntList("output_padding") ?? new int[dimensions];
        WindowSpec windows = Transposed(n, positions, w.Shape[2..], more);
        int outputs = w.Shape[1] * groups;
        int[] extents = [.. positions.Select((e, d) => ((e - 1) * windows.Strides[d]) + windows.Span(d) + more[d] - windows.Before[d] - windows.After[d])];
        int[] shape = [x.Shape[0], outputs, .. extents];
        bool fits = windows.Before.Concat(windows.After).All(p => p >= 0)
            && Enumerable.Range(0, dimensions).All(d => more[d] >= 0 && more[d] < Math.Max(windows.Strides[d], windows.Dilations[d])
            && windows.Before[d] < windows.Span(d) && windows.After[d] < windows.Span(d));
        if (IsLayer(n, x, w, bias, dimensions) && fits)
        {
            string layer = LayerOf(n, w, bias, bias is null ? [] : [outputs]);
            string options = windows.Options(strideIsKernel: false) + (more.Any(m => m != 0) ? WindowSpec.Uniform("outputPadding", more) : "")
                + (groups > 1 ? $", groups: {groups}" : "") + (bias is null ? ", bias: false" : "");
            n.Give(0, $"ConvTranspose{dimensions}D({n.Sample(x).Code}, {outputs}, {Literals.Ints(windows.Kernel)}{options}, name: "
                + $"{Literals.Text(layer)})", x.Type, shape, dropsLead: true);
            return;
        }
        // zeros between the positions, a border that all windows see, and the kernel the other way round
        (string p, string k) = Letters(n, dimensions);
        int[] axes = [.. Enumerable.Range(2, dimensions)], ofWeights = [groups, w.Shape[0] / groups, .. w.Shape[1..]];
        VariableValue apart = n.Add(n.OutputName(0) + "_apart",
            axes.Aggregate(n.Full(x), (code, a) => windows.Strides[a - 2] == 1 ? code : $"SetApart({code}, {a}, {windows.Strides[a - 2]})"),
            x.Type, [.. x.Shape[..2], .. positions.Select((e, d) => ((e - 1) * windows.Strides[d]) + 1)]);
        TensorValue padded = Borders.Padded(n, n.OutputName(0) + "_padded", apart,
            [(0, 0), (0, 0), .. axes.Select(a => (windows.Span(a - 2) - 1 - windows.Before[a - 2], windows.Span(a - 2) - 1 - windows.After[a - 2] + more[a - 2]))]);
        int[] grouped = [x.Shape[0], groups, w.Shape[0] / groups, .. padded.Shape[2..]];
        string seen = (windows with { Strides = WindowSpec.Ones(dimensions) }).Over(NodeContext.Reshaped(n.Full(padded), grouped), 3);
        string kernel = NodeContext.Reshaped($"Flip({n.Full(w)}, {Literals.List(axes)})", ofWeights);
        VariableValue sums = n.Add(n.OutputName(0), NodeContext.Reshaped($"Contract(\"ngc{p}{k},gco{k}->ngo{p}\", {seen}, {kernel})", shape), x.Type, shape);
        n.Give(0, bias is null ? sums : n.MapStep(n.OutputName(0), x.Type, "{0} + {1}", sums,
            Shaping.Reshaped(n, n.OutputName(0), bias, [outputs, .. WindowSpec.Ones(dimensions)])));
    }

    // The border by the output's shape, where that is given.
    private static WindowSpec Transposed(NodeContext n, int[] positions, int[] kernel, int[] more)
    {
        int count = positions.Length;
        string auto = n.Text("auto_pad", "NOTSET");
        int[] strides = n.IntList("strides") ?? WindowSpec.Ones(count), pads = n.IntList("pads")
            ?? new int[2 * count], dilations = n.IntList("dilations") ?? WindowSpec.Ones(count);
        if (kernel.Length != count || strides.Length != count || dilations.Length != count || pads.Length != 2 * count || more.Length != count)
            throw n.Fail($"its windows don't have {count} dimensions");
        WindowSpec windows = new(kernel, strides, dilations, pads[..count], pads[count..]);
        int[]? wanted = n.IntList("output_shape") is { Length: > 0 } given ? given[^count..] : null;
        if (auto == "VALID" && wanted is null)
            return windows with { Before = new int[count], After = new int[count] };
        if (wanted is null && auto is "SAME_UPPER" or "SAME_LOWER")
            wanted = [.. positions.Select((e, d) => e * strides[d])];
        if (wanted is null)
            return windows;
        int[] total = [.. wanted.Select((e, d) => ((positions[d] - 1) * strides[d]) + windows.Span(d) + more[d] - e)];
        // what is missing comes behind
        int[] before = [.. total.Select(t => Math.Max(0, auto == "SAME_UPPER" ? t / 2 : t - (t / 2)))];
        return windows with { Before = before, After = [.. total.Select((t, d) => t - before[d])] };
    }
}
