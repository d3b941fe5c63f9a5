using DeepTrainer.Onnx.Operators;

namespace DeepTrainer.Onnx.Folding;

/// <summary>What combines elements along axes.</summary>
internal static class FoldReductions
{
    public static IEnumerable<KeyValuePair<string, Func<NodeContext, TensorData[]?>>> Operators { get; } =
    [
        Reduce("ReduceSum", 0, (a, x) => a + x), Reduce("ReduceProd", 1, (a, x) => a * x),
        Reduce("ReduceMax", double.NegativeInfinity, Math.Max), Reduce("ReduceMin", double.PositiveInfinity, Math.Min),
        Reduce("ReduceMean", 0, (a, x) => a + x, (a, count) => a / count), Reduce("ReduceL1", 0, (a, x) => a + Math.Abs(x)),
        Reduce("ReduceL2", 0, (a, x) => a + (x * x), (a, _) => Math.Sqrt(a)), Reduce("ReduceSumSquare", 0, (a, x) => a + (x * x)),
        Reduce("ReduceLogSum", 0, (a, x) => a + x, (a, _) => Math.Log(a)), Reduce("ReduceLogSumExp", 0, (a, x) => a + Math.Exp(x), (a, _) => Math.Log(a)),
        new("CumSum", CumSum),
    ];

    private static KeyValuePair<string, Func<NodeContext, TensorData[]?>> Reduce(string name, double first, Func<double, double, double> next,
        Func<double, double, double>? last = null) => new(name, n =>
    {
        TensorData x = n.Constant(0);
        int[] axes = Specs.ReduceAxes(n, x.Shape.Length) ?? [];
        int[] kept = [.. x.Shape.Select((e, i) => axes.Contains(i) ? 1 : e)], strides = Shapes.Strides(kept);
        n.Context.Work(x.Length);
        return n.Context.Afford(Shapes.Size(kept), () =>
        {
            double[] values = [.. Enumerable.Repeat(first, (int)Shapes.Size(kept))];
            int i = 0;
            foreach (int[] index in Shapes.Indices(x.Shape))
            {
                int place = Shapes.Place(kept, strides, index);
                values[place] = next(values[place], x[i++]);
            }
            double count = Shapes.Size([.. axes.Select(a => x.Shape[a])]);
            if (last is not null)
                values = Array.ConvertAll(values, v => last(v, count));
            return TensorData.Of(x.Type, n.Flag("keepdims", true) ? kept : x.Shape.Without(axes), values);
        }) is { } result ? [result] : null;
    });

    private static TensorData[]? CumSum(NodeContext n)
    {
        TensorData x = n.Constant(0);
        int axis = n.Axis(n.Ints(1)[0], x.Shape.Length), stride = Shapes.Strides(x.Shape)[axis], extent = x.Shape[axis];
        bool isReverse = n.Flag("reverse"), isExclusive = n.Flag("exclusive");
        return n.Context.Afford(x.Length, () =>
        {
            double[] values = new double[x.Length];
            for (int start = 0; start < x.Length; start++)
            {
                if (start / stride % extent != 0)
                    continue;
                double sum = 0;
                for (int i = 0; i < extent; i++)
                {
                    int place = start + ((isReverse ? extent - 1 - i : i) * stride);
                    values[place] = isExclusive ? sum : sum + x[place];
                    sum += x[place];
                }
            }
            return TensorData.Of(x.Type, x.Shape, values);
        }) is { } result ? [result] : null;
    }
}
