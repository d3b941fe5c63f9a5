using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Compiler.Planning;

/// <summary>Plan → cycles, to compare plans with.</summary>
internal static class Estimate
{
    /// <summary>About what a kernel takes with vectors of the widest kind, its factors in the first cache.</summary>
    public static double Of(KernelPlan plan) => OneStep(plan) * (plan.Kernel.Loop?.Steps ?? 1);

    private static double OneStep(KernelPlan plan)
    {
        Kernel kernel = plan.Kernel;
        Tiling? tiling = kernel.IsProduct && plan.Lane >= 0 && !plan.LanesAreReduced ? Tiling.Choose(kernel, plan.Lane, Target.Widest) : null;
        int across = kernel.Reduction is null ? plan.ElementsAcross : tiling is null ? -1 : plan.TileAcross(tiling);
        int places = across < 0 ? 1 : across == tiling?.Row ? tiling.Rows : across == tiling?.Column ? tiling.Columns : kernel.Axes[across].Extent;
        double outputs = Turns(plan, kernel.OutputAxes);
        double finish = outputs * Finish(plan, across, KernelPlan.Together(places)) / (plan.IsDotTile ? Placement.Padding : 1);
        if (kernel.Reduction is null)
            return finish;
        double turns = outputs * Turns(plan, kernel.ReducedAxes), combined = plan.LanesAreReduced ? outputs * Costs.SumAcross : 0;
        if (tiling is not null || plan.IsDotTile)
            return finish + combined + (tiling?.Cost ?? (turns * Costs.MultiplyAdd * (1 + (Costs.SumThroughMemory / Strip(plan)))));
        ImmutableArray<int> read = kernel.Element!.Inputs;
        double element = Cycles([kernel.Element!]) + read.Sum(i => kernel.Operands[i] is Operand.Load load ? Access(plan, load.Access) : 0)
            + kernel.InnerStores.Sum(s => Access(plan, s.Access, Costs.StridedStore));
        // One sum waits for itself; that of a window has others beside it.
        double wait = plan.LanesAreReduced ? Costs.SumsInFlight * Costs.MultiplyAdd / DotSchedule.For(plan, Target.Widest).Partials : 0;
        return finish + combined + (turns * Math.Max(Costs.MultiplyAdd + element, wait));
    }

    // What is done for each vector of results: all, for an element-wise kernel, or what follows a sum. Of one axis, if any, a part of the places is loaded
    // and stored together.
    private static double Finish(KernelPlan plan, int across, double together)
    {
        ImmutableArray<int> summed = plan.Kernel.Element is { } element ? element.Inputs : [];
        double stores = plan.Kernel.Stores.Sum(s => Shared(plan.LiesAcross(s, across), Access(plan, s.Access, Costs.StridedStore)));
        double loads = plan.Kernel.Operands.Where((_, i) => !summed.Contains(i)).OfType<Operand.Load>()
            .Sum(l => Shared(plan.LiesAcross(l, across), Access(plan, l.Access)));
        return Cycles(plan.Kernel.Stores.Select(s => s.Expression)) + stores + loads;

        double Shared(bool liesAcross, double alone) => liesAcross ? alone - (together * (alone - Costs.TransposedVector)) : alone;
    }

    // The steps that a tile whose lanes are summed takes while its sums are in registers.
    private static double Strip(KernelPlan plan) => Turns(plan, plan.Kernel.ReducedAxes.Where(a => a != plan.Lane));

    private static double Cycles(IEnumerable<Expr> expressions) => Work.Calls(expressions).Sum(c =>
        Work.IsCheap(c.Operation) ? Costs.CheapOperation : Work.IsFunction(c.Operation) ? Costs.Function : Costs.Division);

    private static double Access(KernelPlan plan, Access access, double strided = Costs.StridedVector)
    {
        if (plan.Lane < 0 || !access.MovesAlong(plan.Lane) || KernelPlan.StrideOf(access, plan.Lane).IsUnit)
            return Costs.Load;
        int extent = plan.Kernel.Axes[plan.Lane].Extent, whole = extent / Placement.Padding;
        return extent < 0 || extent % Placement.Padding == 0 ? strided : ((whole * strided) + Costs.PartialStridedVector) / (whole + 1);
    }

    private static double Turns(KernelPlan plan, IEnumerable<int> axes) => axes.Aggregate(1.0, (product, axis) =>
    {
        double extent = plan.Kernel.Axes[axis].Extent < 0 ? Costs.UsualBatch : plan.Kernel.Axes[axis].Extent;
        return product * (axis == plan.Lane ? Math.Ceiling(extent / Placement.Padding) : extent);
    });
}
