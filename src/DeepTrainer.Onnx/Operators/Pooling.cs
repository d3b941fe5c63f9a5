namespace DeepTrainer.Onnx.Operators;

/// <summary>One value for each window, or for all positions.</summary>
internal static class Pooling
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        new("MaxPool", MaxPool), new("AveragePool", AveragePool), new("LpPool", LpPool), new("MaxUnpool", MaxUnpool),
        Global("GlobalAveragePool", (n, code, axes) => $"Mean({code}, {axes}, keepDims: true)"),
        Global("GlobalMaxPool", (n, code, axes) => $"Max({code}, {axes}, keepDims: true)"),
        Global("GlobalLpPool", (n, code, axes) => Power(n, code, c => $"Sum({c}, {axes}, keepDims: true)")),
    ];

    private static Operator Global(string name, Func<NodeContext, string, string, string> pooled) => new(name, n =>
    {
        TensorValue x = n.Tensor(0);
        Operand operand = n.Of(x);
        int[] axes = [.. Enumerable.Range(2, x.Rank - 2)];
        n.Give(0, pooled(n, operand.Code, Literals.Ints(operand.Axes(axes))), x.Type, ReductionOperators.Reduced(x.Shape, axes, true), operand.DropsLead);
    });

    // (Σ|x|ᵖ)^(1/p)
    private static string Power(NodeContext n, string code, Func<string, string> sum)
    {
        double p = n.HasAttribute("p") && n.Int("p", 0) > 0 ? n.Int("p", 2) : n.Float("p", 2) is > 0 and var power ? power : 2;
        return p == 1 ? sum($"Abs({code})") : p == 2 ? $"Sqrt({sum($"Square({code})")})" : $"Pow({sum($"Pow(Abs({code}), {Literals.Number(p)})")}, {Literals.Number(1 / p)})";
    }

    private static (WindowSpec Windows, int[] Count, int[] Positions) Read(NodeContext n, TensorValue x)
    {
        int[] positions = x.Rank > 2 ? x.Shape[2..] : throw n.Fail($"{x.Text} has no positions");
        WindowSpec windows = WindowSpec.Of(n, positions, n.IntList("kernel_shape") ?? throw n.Fail("it has no kernel_shape"));
        return (windows, windows.Count(n, positions, n.Flag("ceil_mode")), positions);
    }

    private static bool IsLayer(TensorValue x, WindowSpec windows) => windows.Dimensions <= 2 && x.Shape[0] == 1 && x is VariableValue
        && Enumerable.Range(0, windows.Dimensions).All(d => Math.Min(windows.Before[d], windows.After[d]) >= 0
            && Math.Max(windows.Before[d], windows.After[d]) <= windows.Kernel[d] / 2);

    private static Operand Seen(NodeContext n, TensorValue x, WindowSpec windows, int[] positions, int[] count, double border)
    {
        WindowSpec reaching = windows.Reaching(positions, count);
        TensorValue padded = Borders.Padded(n, n.OutputName(0) + "_padded", x, [(0, 0), (0, 0), .. reaching.Before.Select((b, d) => (b, reaching.After[d]))], "constant", border);
        Operand operand = n.Of(padded);
        return operand with { Code = windows.Over(operand.Code, operand.Axis(2)) };
    }

    private static int[] Last(Operand operand, int dimensions) => [.. Enumerable.Range(operand.Shape.Length, dimensions)];

    private static void MaxPool(NodeContext n)
    {
        n.Ignore("storage_order");
        TensorValue x = n.Tensor(0);
        (WindowSpec windows, int[] count, int[] positions) = Read(n, x);
        int[] shape = [.. x.Shape[..2], .. count];
        bool isPlain = IsLayer(x, windows) && count.SequenceEqual(windows.Count(n, positions)) && !n.Wants(1)
            && (windows.Dilations.All(d => d == 1) || windows.Before.Concat(windows.After).All(p => p == 0));
        if (isPlain)
        {
            n.Give(0, $"MaxPool{windows.Dimensions}D({n.Sample(x).Code}, {Literals.Ints(windows.Kernel)}{windows.Options(strideIsKernel: true)})", x.Type, shape, dropsLead: true);
            return;
        }
        Operand seen = Seen(n, x, windows, positions, count, x.Type.IsFloating() ? double.NegativeInfinity : x.Type.Range().Min);
        n.Give(0, $"Max({seen.Code}, {Literals.List(Last(seen, windows.Dimensions))})", x.Type, shape, seen.DropsLead);
        if (n.Wants(1))
            GiveNumbers(n, x, windows, positions, count, seen, shape);
    }

    // Where each largest element is, as the input lies flat, all samples and channels included.
    private static void GiveNumbers(NodeContext n, TensorValue x, WindowSpec windows, int[] positions, int[] count, Operand seen, int[] shape)
    {
        int size = (int)Shapes.Size(windows.Kernel), dimensions = windows.Dimensions;
        int[] flat = [.. seen.Shape[..^dimensions], .. count];
        VariableValue chosen = n.Add(n.OutputName(1) + "_chosen", $"ArgMax({NodeContext.Reshaped(seen.Code, [.. flat, size])})", ElementType.Int64, shape, seen.DropsLead);
        bool byColumns = n.Int("storage_order", 0) == 1;
        int[] strides = byColumns ? [.. positions.Select((_, d) => (int)Shapes.Size(positions[..d]))] : Shapes.Strides(positions), inWindow = Shapes.Strides(windows.Kernel);
        int volume = (int)Shapes.Size(positions);
        string code = chosen.Name, sum = "";
        for (int d = 0; d < dimensions; d++)
        {
            string element = dimensions == 1 ? code : $"Floor({code} / {inWindow[d]}) % {windows.Kernel[d]}";
            string place =
                $"(Range({count[d]}){(d < dimensions - 1 ? $".Reshape({Literals.List([count[d], .. WindowSpec.Ones(dimensions - 1 - d)])})" : "")} * "
                    + $"{windows.Strides[d]} - {windows.Before[d]} + ({element}) * {windows.Dilations[d]})";
            sum += $"{(d > 0 ? " + " : "")}{place} * {strides[d]}";
        }
        sum += $" + Range({x.Shape[1]}).Reshape({Literals.List([x.Shape[1], .. WindowSpec.Ones(dimensions)])}) * {volume}";
        if (x.Shape[0] > 1)
            sum += $" + Range({x.Shape[0]}).Reshape({Literals.List([x.Shape[0], 1, .. WindowSpec.Ones(dimensions)])}) * {volume * x.Shape[1]}";
        n.Give(1, sum, ElementType.Int64, shape, seen.DropsLead);
    }

    private static void AveragePool(NodeContext n)
    {
        TensorValue x = n.Tensor(0);
        (WindowSpec windows, int[] count, int[] positions) = Read(n, x);
        int[] shape = [.. x.Shape[..2], .. count];
        bool counts = n.Flag("count_include_pad");
        if (IsLayer(x, windows) && count.SequenceEqual(windows.Count(n, positions)) && windows.Dilations.All(d => d == 1))
        {
            string option = counts || windows.Before.Concat(windows.After).All(p => p == 0) ? "" : ", countIncludePad: false";
            n.Give(0, $"AvgPool{windows.Dimensions}D({n.Sample(x).Code}, "
                + $"{Literals.Ints(windows.Kernel)}{option}{windows.Options(strideIsKernel: true)})", x.Type, shape, dropsLead: true);
            return;
        }
        Operand seen = Seen(n, x, windows, positions, count, 0);
        string axes = Literals.List(Last(seen, windows.Dimensions));
        float[] elements = Shapes.Size(count) < 1 << 22 ? Elements(windows, positions, count, counts) : throw n.Unsupported($"{Shapes.Text(count)} windows of unequal sizes");
        bool isEven = elements.All(e => e == elements[0]);
        string divisor = isEven ? Literals.Number(elements[0]) : n.Context.Method.Constant(new(new(ElementType.Float, count, elements)));
        n.Give(0, isEven && elements[0] == Shapes.Size(windows.Kernel) ? $"Mean({seen.Code}, {axes})" : $"Sum({seen.Code}, {axes}) / {divisor}", x.Type, shape, seen.DropsLead);
    }

    // How many elements of each window count: those of the input, and of the border if so said.
    private static float[] Elements(WindowSpec windows, int[] positions, int[] count, bool counts) => [.. Shapes.Indices(count).Select(index =>
    {
        float product = 1;
        for (int d = 0; d < index.Length; d++)
        {
            int start = (index[d] * windows.Strides[d]) - windows.Before[d], low = counts ? -windows.Before[d] : 0, high = positions[d] + (counts ? windows.After[d] : 0);
            product *= Enumerable.Range(0, windows.Kernel[d]).Count(k => start + (k * windows.Dilations[d]) is var at && at >= low && at < high);
        }
        return product;
    })];

    private static void LpPool(NodeContext n)
    {
        TensorValue x = n.Tensor(0);
        (WindowSpec windows, int[] count, int[] positions) = Read(n, x);
        Operand seen = Seen(n, x, windows, positions, count, 0);
        n.Give(0, Power(n, seen.Code, c => $"Sum({c}, {Literals.List(Last(seen, windows.Dimensions))})"), x.Type, [.. x.Shape[..2], .. count], seen.DropsLead);
    }

    private static void MaxUnpool(NodeContext n)
    {
        TensorValue x = n.Tensor(0), numbers = n.Tensor(1);
        int[] kernel = n.IntList("kernel_shape") ?? throw n.Fail("it has no kernel_shape");
        int[] strides = n.IntList("strides") ?? WindowSpec.Ones(kernel.Length), pads = n.IntList("pads") ?? new int[2 * kernel.Length];
        int[] shape = [.. x.Shape[..2], .. kernel.Select((k, d) => ((x.Shape[d + 2] - 1) * strides[d]) + k - pads[d] - pads[d + kernel.Length])];
        int size = (int)Shapes.Size(shape), count = (int)x.Size;
        VariableValue flat = n.Add(n.OutputName(0), $"Scatter(Zeros({size}), 0, {NodeContext.Reshaped(n.Full(numbers), count)}, "
            + $"{NodeContext.Reshaped(n.Full(x), count)})", x.Type, [size]);
        TensorValue result = Shaping.Reshaped(n, n.OutputName(0), flat, shape);
        n.Give(0, n.Has(2) ? Borders.Padded(n, n.OutputName(0), result, [.. n.Ints(2).Select((e, a) => (0, e - shape[a]))]) : result);
    }
}
