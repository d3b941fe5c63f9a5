using DeepTrainer.Compiler.Layers;

namespace DeepTrainer.Compiler.Language.Library;

/// <summary>What combines values along axes. Arguments are the tensor, the axes (all if none) and whether they are kept with an extent of 1.</summary>
internal static class Reductions
{
    public static Node Sum(TensorCall c) => Along(c, (g, x, axes) => g.Reduce(Reduction.Sum, x, axes));

    public static Node Mean(TensorCall c) => Along(c, (g, x, axes) => g.MeanAlong(x, axes));

    public static Node Max(TensorCall c) => Along(c, (g, x, axes) => g.Reduce(Reduction.Max, x, axes));

    public static Node Min(TensorCall c) => Along(c, (g, x, axes) => g.Map(m => -m, g.Reduce(Reduction.Max, g.Map(v => -v, x), axes)));

    /// <summary>Mean of (x - mean)², or that sum divided by n - correction.</summary>
    public static Node Variance(TensorCall c) => Along(c, (g, x, axes) => VarianceOf(c, g, x, axes));

    public static Node StandardDeviation(TensorCall c) => Along(c, (g, x, axes) => Root(g, VarianceOf(c, g, x, axes)));

    /// <summary>√Σx²</summary>
    public static Node Norm(TensorCall c) => Along(c, (g, x, axes) => Root(g, g.Reduce(Reduction.Sum, g.Map(v => v * v, x), axes)));

    /// <summary>ln Σeˣ</summary>
    public static Node LogSumExp(TensorCall c) => Along(c, (g, x, axes) =>
    {
        // the shift cancels out, and so out of the gradient; what is infinite is not shifted by
        Node max = g.Detach(g.Map(m => (Functions.Abs(m) <= float.MaxValue).Then(m, 0), g.Reduce(Reduction.MaxNumber, x, axes)));
        Node sum = g.Reduce(Reduction.Sum, g.Map((v, m) => Functions.Exp(v - m), x, max), axes);
        return g.Map((s, m) => Functions.Log(s) + m, sum, max);
    });

    /// <summary>The product, of halves multiplied with each other.</summary>
    public static Node Product(TensorCall c) => Along(c, (g, x, axes) => axes.Aggregate(x, (sofar, axis) => ProductAlong(c, sofar, axis)));

    /// <summary>The number of the first of the largest elements along an axis.</summary>
    public static Node ArgMax(TensorCall c)
    {
        Node x = c.Tensor(0);
        int axis = c.Scope.Axis(x, c.Int(1, -1));
        return Drop(c, FirstLargest(c.Graph, x, axis), [axis], c.Flag(2));
    }

    /// <summary>The k largest elements along an axis, from the largest on, and their numbers.</summary>
    public static object TopK(TensorCall c)
    {
        Node x = c.Tensor(0);
        GraphBuilder g = c.Graph;
        int count = c.Int(1), axis = c.Scope.Axis(x, c.Int(2, -1)), extent = x.Shape[axis];
        if (Shape.IsOpen(extent) || count < 1 || count > extent)
            throw new TensorException($"TopK: {Format.Integer(count)} of {Format.Integer(Math.Max(extent, 0))} elements along axis {Format.Integer(c.Int(2, -1))}");
        Node left = x;
        // what has been chosen is no candidate again, even where all that is left is -infinity
        Node? taken = null;
        List<Node> values = [], numbers = [];
        for (int i = 0; i < count; i++)
        {
            Node first = FirstLargest(g, left, axis, taken), number = AlongAxis(g, g.Iota(extent), x, axis);
            Node chosen = g.Map((n, f) => Condition.Equal(n, f).Then(1, 0), number, first);
            values.Add(g.Reduce(Reduction.Sum, g.Map((v, m) => Condition.Equal(m, 0).Then(0, v), x, chosen), axis));
            numbers.Add(first);
            left = g.Map((v, m) => Condition.Equal(m, 0).Then(v, double.NegativeInfinity), left, chosen);
            taken = taken is null ? chosen : g.Map((a, b) => a + b, taken, chosen);
        }
        return new object?[] { g.Concatenate(axis, [.. values]), g.Concatenate(axis, [.. numbers]) };
    }

    /// <summary>x₀, x₀ + x₁, …: in log₂ n steps, each of which adds what is twice as far away.</summary>
    public static Node CumulativeSum(TensorCall c)
    {
        Node x = c.Tensor(0);
        int axis = c.Scope.Axis(x, c.Int(1)), extent = x.Shape[axis];
        if (Shape.IsOpen(extent))
            throw new TensorException("CumulativeSum: samples of a batch have no order");
        for (int step = 1; step < extent; step *= 2)
            x = c.Graph.Map((own, before) => own + before, x, c.Graph.PadAxis(c.Graph.Slice(x, axis, 0, extent - step), axis, step, 0));
        return x;
    }

    public static Node Softmax(TensorCall c)
    {
        Node x = c.Tensor(0);
        (Node exp, Node sum) = Layers.Softmax.Unscaled(c.Graph, x, c.Scope.Axis(x, c.Int(1, -1)));
        return c.Graph.Map((e, s) => e / s, exp, sum);
    }

    public static Node LogSoftmax(TensorCall c)
    {
        Node x = c.Tensor(0);
        return Layers.Softmax.Log(c.Graph, x, c.Scope.Axis(x, c.Int(1, -1)));
    }

    /// <summary>√s with a derivative of 0 at 0, where that of the root is infinite.</summary>
    public static Node Root(GraphBuilder g, Node s) => g.Map(v => (v > 0).Then(Functions.Sqrt(v), v), s);

    private static Node Along(TensorCall c, Func<GraphBuilder, Node, int[], Node> reduce)
    {
        Node x = c.Tensor(0);
        int[] axes = c.Axes(1, x);
        return Drop(c, reduce(c.Graph, x, axes), axes, c.Flag(2));
    }

    private static Node Drop(TensorCall c, Node reduced, int[] axes, bool keep) => keep ? reduced
        : c.Graph.Reshape(reduced, new(reduced.Shape.Dimensions.Where((_, d) => !axes.Contains(d)).ToEquatableArray()));

    private static Node VarianceOf(TensorCall c, GraphBuilder g, Node x, int[] axes)
    {
        (_, Node variance) = Normalization.Spread(g, x, g.CenterAlong(x, axes), axes);
        double correction = c.Number(3, 0);
        if (correction == 0)
            return variance;
        double perSample = GraphBuilder.CountAlong(x, axes);
        int open = axes.Count(a => Shape.IsOpen(x.Shape[a]));
        if (perSample <= correction && open == 0)
            throw new TensorException($"{c.Function} of {Format.Number(perSample)} elements with a correction of {Format.Number(correction)}: there must be more elements");
        return open == 0 ? g.Map(v => v * (perSample / (perSample - correction)), variance)
            : g.Map((v, n) => v * (GraphBuilder.Times(perSample, n, open) / (GraphBuilder.Times(perSample, n, open) - correction)), variance, g.HostScalar(Source.BatchSize));
    }

    private static Node ProductAlong(TensorCall c, Node x, int axis)
    {
        if (Shape.IsOpen(x.Shape[axis]))
            throw new TensorException("Product: it can't be taken over the batch");
        GraphBuilder g = c.Graph;
        while (x.Shape[axis] > 1)
        {
            int half = x.Shape[axis] / 2, rest = x.Shape[axis] - (2 * half);
            Node pairs = g.Map((a, b) => a * b, g.Slice(x, axis, 0, half), g.Slice(x, axis, half, half));
            x = rest == 0 ? pairs : g.Concatenate(axis, pairs, g.Slice(x, axis, 2 * half, 1));
        }
        return x;
    }

    // The smallest of the numbers of those that equal the largest.
    private static Node FirstLargest(GraphBuilder g, Node x, int axis, Node? taken = null)
    {
        if (Shape.IsOpen(x.Shape[axis]))
            throw new TensorException("the largest over the batch: samples have no numbers");
        Node max = g.Reduce(Reduction.Max, x, axis), number = AlongAxis(g, g.Iota(x.Shape[axis]), x, axis);
        int last = x.Shape[axis];
        Node candidates = g.Map((v, m, n) => (v < m).Then(-last, -n), x, max, number);
        if (taken is not null)
            candidates = g.Map((n, t) => Condition.Equal(t, 0).Then(n, -last), candidates, taken);
        return g.Map(n => -n, g.Detach(g.Reduce(Reduction.Max, candidates, axis)));
    }

    private static Node AlongAxis(GraphBuilder g, Node vector, Node x, int axis) =>
        g.Reshape(vector, Shape.Of([vector.Shape[0], .. Enumerable.Repeat(1, x.Shape.Rank - axis - 1)]));
}
