using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Compiler.Planning;

/// <summary>Of a sum whose lanes run over outputs: a register tile.</summary>
/// <param name="Tiling">The tile.</param>
/// <param name="Order">The loops over results, from the outermost.</param>
/// <param name="SumOrder">The loops over what is summed, from the outermost.</param>
/// <param name="Across">The side of the tile along which results are stored together; negative if there is none.</param>
/// <param name="EndsExactly">Whether nothing may be read or written behind the lane axis's end.</param>
/// <param name="LoopsEpilogue">Whether the epilogue is a loop over the tile's sums, which go through memory: written for each, it would be most of the code.</param>
/// <param name="Parts">How a long sum is parted.</param>
internal sealed record TileSchedule(
    Tiling Tiling, EquatableArray<int> Order, EquatableArray<int> SumOrder, int Across, bool EndsExactly, bool LoopsEpilogue, SumParts? Parts) : Schedule
{
    public static TileSchedule For(KernelPlan plan, Target target)
    {
        Kernel kernel = plan.Kernel;
        Tiling tiling = Tiling.Choose(kernel, plan.Lane, target);
        int[] order = LoopOrder.Of(kernel, plan.Lane, tiling, target);
        // Samples lie far apart, so the sum over them is the outermost, or side by side, so that it is the innermost. Else the longest one is, so that
        // what is set up around it is set up seldom.
        int[] sumOrder = [.. kernel.ReducedAxes.OrderBy(a => kernel.Axes[a].Extent < 0 && LieSideBySide(kernel, a)).ThenBy(a => kernel.Axes[a].Extent)];
        int across = plan.TileAcross(tiling);
        bool isLong = Operations(kernel) >= Costs.LoopedEpilogue || (!plan.IsInlined && Work.Calls(kernel.Stores.Select(s => s.Expression)).Any(c => Work.IsFunction(c.Operation)));
        bool loops = across >= 0 || isLong
            || (tiling.Sums > Costs.LoopedEpilogue && kernel.ReducedAxes.Sum(a => Math.Max(kernel.Axes[a].Extent, 0)) >= Costs.LongSum);
        return new(tiling, order.ToEquatableArray(), sumOrder.ToEquatableArray(), across, plan.NeedsExactEnd(), loops, SumParts.Of(kernel, sumOrder, _ => 1))
        {
            CallsEpilogue = isLong && !plan.IsInlined,
        };
    }

    /// <summary>
    /// Whether the loop over the tile's sums is a method that is called. Inlined, the JIT takes what is the same in all turns, such as the constants of a
    /// polynomial, out of all loops, and has too few registers left for the sums.
    /// </summary>
    public bool CallsEpilogue { get; init; }

    /// <summary>Operations of the epilogue.</summary>
    public static int Operations(Kernel kernel) => kernel.Stores.Sum(s => Work.Operations(s.Expression));

    /// <summary>
    /// For a tile of so many places: how many of the innermost sums are written out step by step, and how many steps are summed apart, since few sums wait for
    /// each other.
    /// </summary>
    public (int Written, int Apart) Unrolling(Kernel kernel, int rows, int columns, int vectors)
    {
        // What is left over of an axis is little work: it isn't worth the code.
        bool isRest = IsLeftOver(kernel, Tiling.Row, rows, Tiling.Rows) || IsLeftOver(kernel, Tiling.Column, columns, Tiling.Columns);
        int sums = rows * columns * vectors, written = isRest || kernel.InnerStores.Length > 0 ? 0 : Written(kernel, sums);
        int wanted = Math.Max(1, Costs.SumsInFlight / sums);
        long innermost = written > 0 ? SumOrder.Aggregate(1L, (product, a) => kernel.Axes[a].Extent < 0 ? int.MaxValue : product * kernel.Axes[a].Extent)
            : kernel.Axes[SumOrder[SumOrder.Count - 1]].Extent;
        return (written, kernel.InnerStores.Length > 0 || (innermost > 0 && innermost < 2 * wanted) ? 1 : wanted);
    }

    private int Written(Kernel kernel, int sums)
    {
        long product = sums;
        int count = 0, most = kernel.Axes.Any(a => a.Extent < 0) ? Costs.MaxUnrolled : Costs.MaxUnrolledAlone;
        foreach (int axis in SumOrder.Reverse())
        {
            product *= kernel.Axes[axis].Extent < 0 ? int.MaxValue : kernel.Axes[axis].Extent;
            if (product > most)
                break;
            count++;
        }
        return count;
    }

    private static bool IsLeftOver(Kernel kernel, int axis, int size, int whole) => axis >= 0 && size < whole && kernel.Axes[axis].Extent > 0;

    private static bool LieSideBySide(Kernel kernel, int axis) =>
        kernel.Operands.OfType<Operand.Load>().Any(l => KernelPlan.StrideOf(l.Access, axis) is { IsUnit: true, IsBlocked: true });
}
