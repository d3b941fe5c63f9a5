namespace DeepTrainer.Onnx.Operators;

/// <summary>What combines elements along axes.</summary>
internal static class ReductionOperators
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        Reduce("ReduceSum", "Sum", "{0}"), Reduce("ReduceMean", "Mean", "{0}"), Reduce("ReduceMax", "Max", "{0}"), Reduce("ReduceMin", "Min", "{0}"),
        Reduce("ReduceProd", "Product", "{0}"),
        Reduce("ReduceL1", "Sum", "Abs({0})"), Reduce("ReduceL2", "Norm", "{0}", once: "Abs({0})"), Reduce("ReduceSumSquare", "Sum", "Square({0})"),
        Reduce("ReduceLogSum", "Sum", "{0}", "Log({0})"), Reduce("ReduceLogSumExp", "LogSumExp", "{0}"),
        new("Softmax", n => Soft(n, "Softmax")), new("LogSoftmax", n => Soft(n, "LogSoftmax")), new("Hardmax", Hardmax),
        new("CumSum", n => Cumulative(n, "CumulativeSum", 0)), new("CumProd", n => Cumulative(n, "CumulativeProduct", 1)),
    ];

    private static Operator Reduce(string name, string function, string before, string after = "{0}", string? once = null) => new(name, n =>
    {
        TensorValue x = n.Tensor(0);
        bool keeps = n.Flag("keepdims", true);
        if (Specs.ReduceAxes(n, x.Rank) is not { } axes || axes.Length == 0)
        {
            string template = (once ?? before).Replace("{0}", "{0}", StringComparison.Ordinal);
            template = string.Format(CultureInfo.InvariantCulture, after, template);
            if (template == "{0}")
                n.Give(0, x);
            else
                n.Map(0, x.Type, template, x);
            return;
        }
        Operand operand = n.Of(x, axes);
        string reduced = Along(function, string.Format(CultureInfo.InvariantCulture, before, operand.Code), operand, axes, keeps);
        if (function == "Mean" && !x.Type.IsFloating())
            reduced = $"Truncate({reduced})";
        n.Give(0, string.Format(CultureInfo.InvariantCulture, after, reduced), x.Type, Reduced(x.Shape, axes, keeps), operand.DropsLead);
    });

    /// <summary>The shape behind a reduction.</summary>
    public static int[] Reduced(int[] shape, int[] axes, bool keeps) => keeps ? [.. shape.Select((e, i) => axes.Contains(i) ? 1 : e)] : shape.Without(axes);

    /// <summary>The call of a reduction of the tensor language.</summary>
    public static string Along(string function, string code, Operand operand, int[] axes, bool keeps)
    {
        int[] own = operand.Axes(axes);
        bool isAll = own.Length == operand.Shape.Length;
        return keeps ? $"{function}({code}, {Literals.Ints(own)}, keepDims: true)" : isAll ? $"{function}({code})" : $"{function}({code}, {Literals.List(own)})";
    }

    // Before opset 13 the axes from the given one on are one.
    private static void Soft(NodeContext n, string function)
    {
        TensorValue x = n.Tensor(0);
        int axis = Specs.Axis(n, Math.Max(x.Rank, 1), n.Opset < 13 ? 1 : -1);
        if (n.Opset >= 13 || axis == x.Rank - 1)
        {
            Operand operand = n.Of(x, axis);
            n.Give(0, $"{function}({operand.Code}, {operand.Axis(axis)})", x.Type, x.Shape, operand.DropsLead);
            return;
        }
        Operand whole = n.Of(x, axis);
        int last = (int)Shapes.Size(x.Shape[axis..]), from = whole.Axis(axis);
        string flat = NodeContext.Reshaped(whole.Code, [.. whole.Shape[..from], last]);
        n.Give(0, NodeContext.Reshaped($"{function}({flat}, {from})", whole.Shape), x.Type, x.Shape, whole.DropsLead);
    }

    private static void Hardmax(NodeContext n)
    {
        TensorValue x = n.Tensor(0);
        int axis = Specs.Axis(n, x.Rank, n.Opset < 13 ? 1 : -1);
        Operand operand = n.Of(x, axis);
        int from = operand.Axis(axis);
        int[] flat = n.Opset < 13 ? [.. operand.Shape[..from], (int)Shapes.Size(operand.Shape[from..])] : operand.Shape;
        bool isFlat = flat.Length != operand.Shape.Length;
        string code = isFlat ? NodeContext.Reshaped(operand.Code, flat) : operand.Code, hot = $"OneHot(ArgMax({code}, {from}), {flat[from]})";
        if (from < flat.Length - 1)
            hot += $".Permute({Literals.List([.. Enumerable.Range(0, from), flat.Length - 1, .. Enumerable.Range(from, flat.Length - 1 - from)])})";
        n.Give(0, isFlat ? NodeContext.Reshaped(hot, operand.Shape) : hot, x.Type, x.Shape, operand.DropsLead);
    }

    private static void Cumulative(NodeContext n, string function, int neutral)
    {
        TensorValue x = n.Tensor(0);
        int axis = n.Axis(n.Ints(1)[0], x.Rank);
        Operand operand = n.Of(x, axis);
        int own = operand.Axis(axis);
        bool isReverse = n.Flag("reverse"), isExclusive = n.Flag("exclusive");
        string code = isReverse ? $"Flip({operand.Code}, {own})" : operand.Code;
        if (isExclusive)
        {
            string rest = x.Shape[axis] > 1 ? $"{code}[{string.Join(", ", Enumerable.Repeat("..", own).Append("..^1"))}]" : "";
            code = x.Shape[axis] > 1 ? $"Pad({function}({rest}, {own}), {own}, 1, 0{(neutral == 0 ? "" : ", 1")})" : $"0 * {code} + {neutral}";
        }
        else
        {
            code = $"{function}({code}, {own})";
        }
        n.Give(0, isReverse ? $"Flip({code}, {own})" : code, x.Type, x.Shape, operand.DropsLead);
    }
}
