namespace DeepTrainer.Compiler.Graphs;

/// <content>Statistics along some axes, whose extent becomes 1. The batch may be among them.</content>
public sealed partial class GraphBuilder
{
    /// <summary>Σx / m, where m values come together.</summary>
    public Node MeanAlong(Node x, params int[] axes)
    {
        Node sum = Named("sum", () => Reduce(Reduction.Sum, x, axes));
        return Share(sum, CountAlong(x, axes), axes.Count(a => Shape.IsOpen(x.Shape[a])));
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
    public static long CountAlong(Node x, params int[] axes) => axes.Where(a => !Shape.IsOpen(x.Shape[a])).Aggregate(1L, (n, a) => n * x.Shape[a]);

    // Along so many axes of the sum the samples come together as well.
    private Node Share(Node sum, double known, int open)
    {
        if (open == 0)
            return Map(s => s / known, sum);
        Node share = Named("share", () => Map(n => 1 / Times(known, n, open), HostScalar(Primitives.Source.BatchSize)));
        return Map((s, w) => s * w, sum, share);
    }

    /// <summary>A number times the number of samples to a power of 1 or more.</summary>
    internal static Expr Times(double known, Expr samples, int power) => known * Enumerable.Repeat(samples, power).Aggregate((a, b) => a * b);
}
