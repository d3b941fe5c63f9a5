using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Loops.Kernels;

/// <summary>
/// The loop over the lane axis, in steps of several vectors, then of fewer, and at an end that must be exact a part of a vector.
/// </summary>
internal sealed class LaneLoop(KernelPlan plan, Target target, bool exact, int maxVectors)
{
    private readonly string variable = plan.LaneAxis!.Name;
    private readonly bool isShared = plan.Kernel.SharedAxis == plan.Lane;

    /// <summary>Where it begins and ends, if not with the axis.</summary>
    public (IndexExpr Start, IndexExpr End)? Range { get; init; }

    private IndexExpr Start => Range?.Start ?? (isShared ? KernelLoops.From : 0);

    private IndexExpr Rows => Range?.End ?? (isShared ? KernelLoops.To : IndexExpr.Of(Addresses.Rows));

    /// <summary>Adds the loop; the body is told how many vectors to take, and how many lanes of the last are valid if not all.</summary>
    public void Add(LoopBuilder code, Action<LoopIndex, int, IndexExpr?> body)
    {
        if (plan.LaneAxis!.Extent == Shape.Batch || Range is not null)
            OverBatch(code, body);
        else
            OverExtent(code, body, plan.LaneAxis.Extent);
    }

    private void OverExtent(LoopBuilder code, Action<LoopIndex, int, IndexExpr?> body, int extent)
    {
        int vectors = (extent + target.Lanes - 1) / target.Lanes, left = exact ? extent % target.Lanes : 0;
        int step = maxVectors * target.Lanes, tiles = (left > 0 ? vectors - 1 : vectors) / maxVectors, rest = vectors - (tiles * maxVectors);
        if (tiles > 1 || (isShared && tiles > 0))
        {
            using (code.For(variable, Start, isShared ? IndexExpr.Smaller(KernelLoops.To, tiles * step) : tiles * step, step))
                body(new(variable, 0, step), maxVectors, null);
        }
        else if (tiles == 1)
        {
            At(rest > 0 ? code.Block() : null, 0, place => body(place, maxVectors, null));
        }
        using (rest > 0 && isShared ? code.If(KernelLoops.To, Comparison.Equal, extent) : null)
        {
            if (rest > 0)
                At(tiles > 0 && !isShared ? code.Block() : null, tiles * step, place => body(place, rest, left > 0 ? left : null));
        }
    }

    // What stands alone needs no block for its names.
    private static void At(IDisposable? block, int start, Action<LoopIndex> body)
    {
        using (block)
            body(LoopIndex.Fixed(start));
    }

    // Padding is a multiple of the step, so that whole vectors cover every sample.
    private void OverBatch(LoopBuilder code, Action<LoopIndex, int, IndexExpr?> body)
    {
        int vectors = Math.Min(maxVectors, Placement.Padding / target.Lanes), step = vectors * target.Lanes;
        if (!exact)
        {
            using (code.For(variable, Start, Rows, step))
                body(new(variable, 0, step), vectors, null);
            return;
        }
        code.Add(new Stmt.LetIndex(variable, Start));
        using (code.For(variable, null, Rows, step, fits: true))
            body(new(variable, 0, step), vectors, null);
        if (vectors > 1)
        {
            using (code.For(variable, null, Rows, target.Lanes, fits: true))
                body(new(variable, 0, target.Lanes), 1, null);
        }
        using (code.If(IndexExpr.Of(variable), Comparison.Less, Rows))
            body(new(variable, 0, target.Lanes), 1, Rows - IndexExpr.Of(variable));
    }
}
