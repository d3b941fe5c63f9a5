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
        int neighbours = kernel.Reduction is null ? plan.ElementsAcross : tiling is null ? -1 : plan.TileAcross(tiling);
        double outputs = Turns(plan, kernel.OutputAxes);
        double finish = outputs * Finish(plan, neighbours) / (plan.IsDotTile ? Placement.Padding : 1);
        if (kernel.Reduction is null)
            return finish;
        double turns = outputs * Turns(plan, kernel.ReducedAxes), across = plan.LanesAreReduced ? outputs * Costs.SumAcross : 0;
        if (kernel.IsProduct)
            return finish + across + (tiling?.Cost ?? (turns * Costs.MultiplyAdd * (plan.IsDotTile ? 1 + (Costs.SumThroughMemory / Strip(plan)) : 1.5)));
        ImmutableArray<int> read = kernel.Element!.Inputs;
        double element = Cycles([kernel.Element!]) + read.Sum(i => kernel.Operands[i] is Operand.Load load ? Access(plan, load.Access) : 0)
            + kernel.InnerStores.Sum(s => Access(plan, s.Access));
        return finish + across + (turns * (Costs.MultiplyAdd + element));
    }

    // What is done for each vector of results: all, for an element-wise kernel, or what follows a sum. Of one axis, if any, neighbours are loaded and
    // stored together.
    private static double Finish(KernelPlan plan, int neighbours)
    {
        ImmutableArray<int> summed = plan.Kernel.Element is { } element ? element.Inputs : [];
        double stores = plan.Kernel.Stores.Sum(s => plan.LiesAcross(s, neighbours) ? Costs.TransposedVector : Access(plan, s.Access));
        double loads = plan.Kernel.Operands.Where((_, i) => !summed.Contains(i)).OfType<Operand.Load>()
            .Sum(l => plan.LiesAcross(l, neighbours) ? Costs.TransposedVector : Access(plan, l.Access));
        return Cycles(plan.Kernel.Stores.Select(s => s.Expression)) + stores + loads;
    }

    // The steps that a tile whose lanes are summed takes while its sums are in registers.
    private static double Strip(KernelPlan plan) => Turns(plan, plan.Kernel.ReducedAxes.Where(a => a != plan.Lane));

    private static double Cycles(IEnumerable<Expr> expressions) => Work.Calls(expressions).Sum(c =>
        Work.IsCheap(c.Operation) ? Costs.CheapOperation : c.Operation == Operation.Divide || c.Operation == Operation.Sqrt ? Costs.Division : Costs.Function);

    private static double Access(KernelPlan plan, Access access)
    {
        if (plan.Lane < 0 || !access.MovesAlong(plan.Lane) || KernelPlan.StrideOf(access, plan.Lane).IsUnit)
            return Costs.Load;
        int extent = plan.Kernel.Axes[plan.Lane].Extent, whole = extent / Placement.Padding;
        return extent < 0 || extent % Placement.Padding == 0 ? Costs.StridedVector : ((whole * Costs.StridedVector) + Costs.PartialStridedVector) / (whole + 1);
    }

    private static double Turns(KernelPlan plan, IEnumerable<int> axes) => axes.Aggregate(1.0, (product, axis) =>
    {
        double extent = plan.Kernel.Axes[axis].Extent < 0 ? Costs.UsualBatch : plan.Kernel.Axes[axis].Extent;
        return product * (axis == plan.Lane ? Math.Ceiling(extent / Placement.Padding) : extent);
    });
}
