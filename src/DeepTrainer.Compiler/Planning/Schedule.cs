using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Compiler.Planning;

/// <summary>How a kernel runs on a target: every decision, made once. Loops are built by it and decide nothing themselves.</summary>
internal abstract record Schedule
{
    /// <summary>The schedule, whose kind is the kernel's form.</summary>
    public static Schedule Of(KernelPlan plan, Target target) => plan.Kernel.Reduction is null ? MapSchedule.For(plan)
        : plan.Lane < 0 ? new NumberSchedule()
        : plan.IsDotTile ? new DotTileSchedule(DotTiling.Choose(plan, target))
        : plan.LanesAreReduced ? DotSchedule.For(plan, target)
        : TileSchedule.For(plan, target);
}

/// <summary>Of an element-wise kernel.</summary>
/// <param name="Across">The axis of which neighbours are loaded and stored together; negative if there is none.</param>
/// <param name="LanesAround">Whether the loop over lanes is around the others: where samples lie in blocks, a block is worked on as a whole.</param>
/// <param name="EndsExactly">Whether nothing may be read or written behind the lane axis's end.</param>
internal sealed record MapSchedule(int Across, bool LanesAround, bool EndsExactly) : Schedule
{
    public static MapSchedule For(KernelPlan plan) => plan.Lane < 0 ? new(-1, false, false) : new(plan.ElementsAcross, plan.LaneAxis!.Extent < 0, plan.NeedsExactEnd());
}

/// <summary>Of a sum without lanes: number by number.</summary>
internal sealed record NumberSchedule : Schedule;

/// <summary>Of a sum of products whose lanes are summed: tiles of partial sums that lie in memory in between.</summary>
/// <param name="Tiling">The tile.</param>
internal sealed record DotTileSchedule(DotTiling Tiling) : Schedule;

/// <summary>Of a sum (or maximum) whose lanes run over what is combined.</summary>
/// <param name="Order">The loops over what is combined, from the outermost.</param>
/// <param name="IsByBlock">Whether of each block of samples side by side a stretch is read, so that caches get lines that follow each other.</param>
/// <param name="Partials">Vectors of partial results: an addition waits for the one before it.</param>
/// <param name="Parts">How a long sum is parted.</param>
internal sealed record DotSchedule(EquatableArray<int> Order, bool IsByBlock, int Partials, SumParts? Parts) : Schedule
{
    private const int MostPartials = 4;

    public static DotSchedule For(KernelPlan plan, Target target)
    {
        Kernel kernel = plan.Kernel;
        int[] others = [.. kernel.ReducedAxes.Where(a => a != plan.Lane)];
        bool isByBlock = plan.LaneAxis!.Extent < 0 && others.Length > 0
            && kernel.Operands.OfType<Operand.Load>().Any(l => KernelPlan.StrideOf(l.Access, plan.Lane).IsBlocked);
        int[] order = isByBlock ? [.. others.Take(others.Length - 1), plan.Lane, others[others.Length - 1]] : [.. others, plan.Lane];
        bool unrolls = isByBlock && kernel.Reduction == Reduction.Sum && kernel.Axes[others[others.Length - 1]].Extent >= MostPartials && kernel.InnerStores.Length == 0
            && Work.Operations(kernel.Element!) < Costs.SumsInFlight / 2;
        SumParts? parts = SumParts.Of(kernel, order, axis => axis == plan.Lane ? target.Lanes : 1);
        // What is innermost in a block of samples is summed in whole.
        if (parts is not null && isByBlock && parts.Axis == others[others.Length - 1])
            parts = parts with { Depth = parts.Depth - 1, Axis = plan.Lane, Size = target.Lanes, Grows = true };
        return new(order.ToEquatableArray(), isByBlock, unrolls ? MostPartials : 1, parts);
    }
}
