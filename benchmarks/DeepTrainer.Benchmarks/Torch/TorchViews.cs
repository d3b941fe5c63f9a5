using DeepTrainer.Compiler.Graphs;
using DeepTrainer.Compiler.Primitives;

namespace DeepTrainer.Benchmarks.Torch;

/// <summary>Views as libtorch's own: slices, then axes in another order, then further ones.</summary>
internal static class TorchViews
{
    public static TorchFunction Of(View view, Node node)
    {
        Shape from = node.Inputs[0].Shape, to = view.Shape;
        bool isPlain = view.Indices.All(i => i.Terms.Count == 0 || (i.Terms.Count == 1 && i.Terms[0].Step > 0))
            && view.Indices.SelectMany(i => i.Terms).GroupBy(t => t.Axis).All(g => g.Count() == 1);
        if (!isPlain)
            throw new NotSupportedException($"There is no libtorch function yet for {node}.");
        List<Func<TorchTensor, TorchTensor>> steps = [];
        List<int> axes = [];
        for (int d = from.Rank - 1; d >= 0; d--)
        {
            (int dimension, Affine index) = (d, view.Indices[d]);
            if (index.IsFixed)
            {
                steps.Add(x => x.select(dimension, index.Offset));
                continue;
            }
            (int axis, int step) = (index.Terms[0].Axis, index.Terms[0].Step);
            axes.Insert(0, axis);
            int end = index.Offset + ((to[axis] - 1) * step) + 1;
            if (to[axis] != from[d])
                steps.Add(x => x.slice(dimension, index.Offset, end, step));
        }
        long[] order = [.. axes.Select((axis, d) => (axis, d)).OrderBy(a => a.axis).Select(a => (long)a.d)];
        if (order.Where((d, i) => d != i).Any())
            steps.Add(x => x.permute(order));
        AddFurther(steps, axes, to);
        return x => steps.Aggregate(x[0].alias(), (value, step) =>
        {
            using (value)
                return step(value);
        });
    }

    // Axes along which all is the same; of samples, one stands for all.
    private static void AddFurther(List<Func<TorchTensor, TorchTensor>> steps, List<int> axes, Shape to)
    {
        int[] further = [.. Enumerable.Range(0, to.Rank).Where(axis => !axes.Contains(axis))];
        foreach (int axis in further)
            steps.Add(x => x.unsqueeze(axis));
        if (further.Any(axis => to[axis] > 1))
        {
            long[] extents = [.. to.Dimensions.Select((extent, axis) => further.Contains(axis) && !Shape.IsOpen(extent) ? extent : -1L)];
            steps.Add(x => x.expand(extents));
        }
    }
}
