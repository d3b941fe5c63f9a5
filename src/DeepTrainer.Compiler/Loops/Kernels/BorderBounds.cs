using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Compiler.Loops.Kernels;

/// <summary>
/// Where a sum over a padded tensor begins and ends, so that the zeros of its border are not multiplied: the bounds of a reduced axis, for the places of a
/// tile together.
/// </summary>
internal static class BorderBounds
{
    /// <summary>The first position on the axis that reaches the tensor's inside, or what the loop has anyway.</summary>
    public static IndexExpr Start(KernelLoops owner, Tile tile, int axis, IndexExpr start) =>
        Reaches(owner, tile, axis).Where(r => r.LatestStart > 0).Aggregate(start, (bound, r) => Inner(bound, r.Start, IndexExpr.Larger));

    /// <summary>The position after the last one that does, or what the loop has anyway.</summary>
    public static IndexExpr End(KernelLoops owner, Tile tile, int axis, IndexExpr end) =>
        Reaches(owner, tile, axis).Where(r => r.EarliestEnd < owner.Kernel.Axes[axis].Extent).Aggregate(end, (bound, r) => Inner(bound, r.End, IndexExpr.Smaller));

    // Of two numbers the one that the tensor's inside demands: it is asked for only where it is the narrower.
    private static IndexExpr Inner(IndexExpr bound, IndexExpr reach, Func<IndexExpr, IndexExpr, IndexExpr> narrower) =>
        bound.IsFixed && reach.IsFixed ? reach : narrower(bound, reach);

    // A factor's index is offset ± position + others, and must lie from first to last for at least one place of the tile.
    private static IEnumerable<Reach> Reaches(KernelLoops owner, Tile tile, int axis)
    {
        foreach (Access factor in owner.Kernel.Operands.OfType<Operand.Load>().Select(l => l.Access))
        {
            if (factor.Storage.Border is not { } border)
                continue;
            for (int d = 0; d < factor.Indices.Count; d++)
            {
                Affine index = factor.Indices[d];
                int step = index.StepAlong(axis);
                Affine others = new(index.Offset, index.Terms.Where(t => t.Axis != axis).ToEquatableArray());
                if (border.Before[d] + border.After[d] == 0 || Math.Abs(step) != 1 || others.IsFixed || others.Terms.Any(t => IsUnknown(owner.Kernel.Axes[t.Axis])))
                    continue;
                int first = border.Before[d], last = factor.Storage.Shape[d] - 1 - border.After[d];
                Span low = SpanOf(owner, tile, others, lowest: true), high = SpanOf(owner, tile, others, lowest: false);
                yield return step > 0
                    ? new(first - high.At, first - high.Min, last + 1 - low.At, last + 1 - low.Max)
                    : new(low.At - last, low.Max - last, high.At - (first - 1), high.Min - first + 1);
            }
        }
    }

    private static bool IsUnknown(Axis axis) => axis.IsReduced || axis.IsGiven || axis.Extent < 0;

    // The sum at the lowest or the highest place of the tile, and the range of that over all tiles.
    private static Span SpanOf(KernelLoops owner, Tile tile, Affine sum, bool lowest)
    {
        IndexExpr at = sum.Offset;
        long min = 0, max = 0;
        foreach (Term term in sum.Terms)
        {
            int places = term.Axis == tile.Row ? tile.Rows : term.Axis == tile.Column ? tile.Columns : term.Axis == owner.Plan.Lane ? tile.Vectors * owner.Target.Lanes : 1;
            LoopIndex position = owner.At(term.Axis).Shift((term.Step < 0) == lowest ? places - 1 : 0);
            at += position.Index * term.Step;
            if (position.IsFixed)
                continue;
            int reach = term.Step * Math.Max(0, owner.Kernel.Axes[term.Axis].Extent - places);
            min += Math.Min(0, reach);
            max += Math.Max(0, reach);
        }
        return new(at, at.Constant + min, at.Constant + max);
    }

    /// <summary>A position, and its range.</summary>
    private readonly record struct Span(IndexExpr At, long Min, long Max);

    private sealed record Reach(IndexExpr Start, long LatestStart, IndexExpr End, long EarliestEnd);
}
