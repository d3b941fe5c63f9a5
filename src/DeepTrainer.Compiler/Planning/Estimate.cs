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
        double outputs = Turns(plan, kernel.OutputAxes);
        double finish = outputs * kernel.Stores.Sum(s => Access(plan, s.Access) + (Cost.Operations(s.Expression) * Costs.Operation));
        if (kernel.Reduction is null)
        {
            int[] transposed = plan.Across is >= 0 and int neighbours ? [.. plan.AcrossLanes(neighbours)] : [];
            return finish + (outputs * kernel.Operands.Select((o, i) => o is not Operand.Load load ? 0 : transposed.Contains(i) ? Costs.TransposedVector : Access(plan, load.Access)).Sum());
        }
        double turns = outputs * Turns(plan, kernel.ReducedAxes), across = plan.LanesAreReduced ? outputs * Costs.SumAcross : 0;
        if (kernel.IsProduct)
            return finish + across + (plan.LanesAreReduced ? turns * 1.5 * Costs.MultiplyAdd : Tiling.Choose(kernel, plan.Lane, Width.All[0]).Cost);
        SortedSet<int> read = Rewriter.InputsOf(kernel.Element!);
        double element = (Cost.Operations(kernel.Element!) * Costs.Operation) + read.Sum(i => kernel.Operands[i] is Operand.Load load ? Access(plan, load.Access) : 0)
            + kernel.InnerStores.Sum(s => Access(plan, s.Access));
        return finish + across + (turns * (Costs.MultiplyAdd + element));
    }

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
