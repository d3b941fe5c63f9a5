namespace DeepTrainer.Onnx.Operators;

/// <summary>The largest and smallest elements and their numbers.</summary>
internal static class Sorting
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        new("ArgMax", n => Arg(n, "")), new("ArgMin", n => Arg(n, "-")), new("TopK", TopK),
    ];

    // Of equal ones the last is the first of the axis the other way round.
    private static void Arg(NodeContext n, string sign)
    {
        TensorValue x = n.Tensor(0);
        bool keeps = n.Flag("keepdims", true), takesLast = n.Flag("select_last_index");
        int axis = Specs.Axis(n, x.Rank, 0);
        Operand operand = n.Of(x, axis);
        int own = operand.Axis(axis);
        string code = sign + (takesLast ? $"Flip({operand.Code}, {own})" : operand.Code), number = $"ArgMax({code}, {own}{(keeps ? ", keepDims: true" : "")})";
        n.Give(0, takesLast ? $"{x.Shape[axis] - 1} - {number}" : number, ElementType.Int64, ReductionOperators.Reduced(x.Shape, [axis], keeps), operand.DropsLead);
    }

    private static void TopK(NodeContext n)
    {
        n.Ignore("sorted");
        TensorValue x = n.Tensor(0);
        int axis = Specs.Axis(n, x.Rank, -1), count = n.Opset < 10 ? (int)n.Int("k", 0) : n.Ints(1)[0];
        if (count < 1 || count > x.Shape[axis])
            throw n.Unsupported($"a choice of {count} of {x.Shape[axis]} elements");
        string sign = n.Flag("largest", true) ? "" : "-";
        Operand operand = n.Of(x, axis);
        int[] shape = x.Shape.With(axis, count);
        VariableValue[] parts = n.AddSeveral($"TopK({sign}{operand.Code}, {count}, {operand.Axis(axis)})",
            (n.OutputName(0), x.Type, shape, operand.DropsLead), (n.OutputName(1), ElementType.Int64, shape, operand.DropsLead));
        n.Give(0, sign.Length == 0 ? parts[0] : n.MapStep(n.OutputName(0), x.Type, "-{0}", parts[0]));
        n.Give(1, parts[1]);
    }
}
