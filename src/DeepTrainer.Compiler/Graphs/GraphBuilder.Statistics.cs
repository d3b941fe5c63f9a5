namespace DeepTrainer.Compiler.Graphs;

/// <content>Statistics along some axes, whose extent becomes 1. The batch may be among them.</content>
public sealed partial class GraphBuilder
{
    /// <summary>Σx / m, where m values come together.</summary>
    public Node MeanAlong(Node x, params int[] axes)
    {
        Node sum = Named("sum", () => Reduce(Reduction.Sum, x, axes));
        double perSample = CountAlong(x, axes);
        if (!IncludesBatch(x, axes))
            return Map(s => s / perSample, sum);
        Node share = Named("share", () => Map(n => 1 / (perSample * n), HostScalar(Primitives.Source.BatchSize)));
        return Map((s, w) => s * w, sum, share);
    }

    /// <summary>
    /// The mean for values to be centered by: corrected by the mean of what is left without it. A sum of many values is rounded, and so the mean of
    /// equal ones would be another than they.
    /// </summary>
    public Node CenterAlong(Node x, params int[] axes)
    {
        Node rough = Named("rough", () => DetachedCopy(MeanAlong(x, axes)));
        Node rest = Named("rest", () => MeanAlong(Map((v, m) => v - m, x, rough), axes));
        return Map((m, r) => m + r, rough, rest);
    }

    /// <summary>How many values a sample has along the axes.</summary>
    public static long CountAlong(Node x, params int[] axes) => axes.Where(a => x.Shape[a] != Shape.Batch).Aggregate(1L, (n, a) => n * x.Shape[a]);

    private static bool IncludesBatch(Node x, int[] axes) => axes.Any(a => x.Shape[a] == Shape.Batch);
}
