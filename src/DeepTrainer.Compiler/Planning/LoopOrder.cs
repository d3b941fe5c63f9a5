using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Compiler.Planning;

/// <summary>
/// The loops over the tiles of a sum, ordered so that caches are filled seldom. What a loop doesn't move stays in the second-level cache from turn to turn
/// if everything that a turn reads has room there; else it is read again in each.
/// </summary>
internal sealed class LoopOrder
{
    // Another order than the usual one must save this much: it is an estimate, and loops that are set up more often cost, too.
    private const double Worthwhile = 0.5;

    // With more loops there are too many orders to try: 120 of 5, 40,320 of 8.
    private const int MostLoops = 5;

    private readonly Kernel kernel;
    private readonly Access[] factors;
    private readonly long[] steps;

    private LoopOrder(Kernel kernel, int lane, Tiling tiling, Target target)
    {
        this.kernel = kernel;
        factors = [.. kernel.Element!.Inputs.Select(i => ((Operand.Load)kernel.Operands[i]).Access)];
        steps = [.. kernel.Axes.Select((axis, a) => axis.IsReduced ? Extent(a)
            : a == lane ? tiling.Vectors * target.Lanes : a == tiling.Row ? tiling.Rows : a == tiling.Column ? tiling.Columns : 1)];
    }

    /// <summary>The loops from the outermost: [q, p, o] or, where o's weights fill the cache and those of one tile don't, [o, q, p].</summary>
    public static int[] Of(Kernel kernel, int lane, Tiling tiling, Target target)
    {
        int[] usual = Usual(kernel, lane, tiling);
        if (!kernel.IsProduct || usual.Length is < 2 or > MostLoops)
            return usual;
        LoopOrder order = new(kernel, lane, tiling, target);
        double least = order.FloatsRead(usual) * Worthwhile;
        int[] best = usual;
        foreach (int[] other in Orders(usual))
        {
            double read = order.FloatsRead(other);
            if (read < least)
                (best, least) = (other, read);
        }
        return best;
    }

    private static int[] Usual(Kernel kernel, int lane, Tiling tiling)
    {
        int[] others = [.. kernel.OutputAxes.Where(a => a != lane && a != tiling.Row && a != tiling.Column)];
        int[] tiled = [.. new[] { tiling.Row, tiling.Column }.Where(a => a >= 0)];
        // Where samples lie in blocks, or weights in panels, a block is worked on as a whole.
        bool byBlock = (kernel.Axes[lane].Extent < 0 && others.Length + tiled.Length > 0)
            || kernel.Accesses.Any(a => a.MovesAlong(lane) && KernelPlan.StrideOf(a, lane).IsBlocked);
        return byBlock ? [lane, .. others, .. tiled] : [.. others, .. tiled, lane];
    }

    // What comes from beyond the second-level cache.
    private double FloatsRead(int[] order)
    {
        long[] reached = [.. steps];
        double[] read = [.. factors.Select(f => Floats(f, reached))];
        foreach (int axis in Enumerable.Reverse(order))
        {
            double[] within = [.. factors.Select(f => Floats(f, reached))];
            bool stays = within.Sum() <= Costs.CacheFloats;
            double turns = Math.Max(1, (double)Extent(axis) / steps[axis]);
            reached[axis] = Math.Max(reached[axis], Extent(axis));
            for (int f = 0; f < factors.Length; f++)
                read[f] *= stays ? Floats(factors[f], reached) / within[f] : turns;
        }
        return read.Sum();
    }

    // The floats of a factor between the first and the last place that so many steps along each axis reach.
    private static double Floats(Access factor, long[] reached)
    {
        double floats = 1;
        for (int d = 0; d < factor.Indices.Count; d++)
        {
            long places = 1 + factor.Indices[d].Terms.Sum(t => Math.Abs(t.Step) * (reached[t.Axis] - 1));
            floats *= factor.Storage.Shape[d] < 0 ? places : Math.Min(places, factor.Storage.Shape[d]);
        }
        return floats;
    }

    private long Extent(int axis) => kernel.Axes[axis].Extent < 0 ? Costs.UsualBatch : kernel.Axes[axis].Extent;

    private static IEnumerable<int[]> Orders(int[] axes) => axes.Length == 1 ? [axes]
        : axes.SelectMany(first => Orders([.. axes.Where(a => a != first)]).Select(rest => (int[])[first, .. rest]));
}
