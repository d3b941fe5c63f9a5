using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Compiler.Planning;

/// <summary>
/// Which axis of a kernel threads share. It is one of the results', so that nothing is added up across threads, and parts end where tiles
/// do, so that every result is computed the same way whatever the number of threads.
/// </summary>
internal static class ThreadAxis
{
    /// <summary>The axis; negative for a kernel that one thread does alone.</summary>
    /// <param name="plan">The kernel.</param>
    /// <param name="cycles">About what it takes.</param>
    public static int Of(KernelPlan plan, double cycles)
    {
        Kernel kernel = plan.Kernel;
        // Threads share the bands around it.
        if (kernel.Loop?.Variable == StepLoop.Band || plan.Lane < 0 || kernel.Stores.Any(s => s.Adds) || kernel.KeepsFirstOf > 0 || cycles < Costs.SharedKernel)
            return -1;
        if (plan.IsDotTile)
        {
            DotTiling[] tilings = [.. Target.All.Select(w => DotTiling.Choose(plan, w))];
            return tilings.All(t => t.Row >= 0 && (t.Group == kernel.Axes[t.Row].Extent || t.Group > t.Rows)) ? tilings[0].Row : -1;
        }
        int[] positions = [.. kernel.OutputAxes.Where(a => a != plan.Lane && kernel.Axes[a].Extent >= Costs.SharedPositions && IsPosition(kernel, a))];
        int[] axes = [.. positions.Length > 0 ? positions : kernel.OutputAxes.Where(a => kernel.Axes[a].Extent < 0 || kernel.Axes[a].Extent >= Costs.SharedExtent)];
        return axes.OrderBy(a => kernel.Axes[a].Extent < 0 ? 0 : 1).ThenByDescending(a => kernel.Axes[a].Extent).DefaultIfEmpty(-1).First();
    }

    // Whether a sample's values move along it, and weights don't: threads that share such axes, one kernel after another, mostly read what they have stored themselves.
    private static bool IsPosition(Kernel kernel, int axis) =>
        kernel.Accesses.All(a => a.Storage.Shape.IsBatched == a.MovesAlong(axis)) && kernel.OutputAxes.All(a => kernel.Axes[a].Extent > 0);
}
