using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>
/// A sum whose lanes run over outputs. A tile of it is summed in registers, so that every factor loaded is used several times; what follows
/// the sum (bias, activation, a weight's update) is a method of its own, inlined at the end of the tile.
/// </summary>
internal sealed partial class TileWriter(KernelPlan plan, Width width, CodeWriter writer) : KernelWriter(plan, width, writer)
{
    private readonly Tiling tiling = Tiling.Choose(plan.Kernel, plan.Lane, width);
    private readonly HashSet<(bool Together, bool Partial)> finishes = [];
    private int across;
    private bool exactEnd;
    private PartialSums? parts;
    private Tile? current;

    private protected override Tiling Tiling => tiling;

    private protected override string Start(int axis) =>
        current is { } tile && Kernel.Axes[axis].IsReduced && Kernel.IsProduct ? BorderBounds.Start(this, tile, axis, base.Start(axis)) : base.Start(axis);

    private protected override string End(int axis) =>
        current is { } tile && Kernel.Axes[axis].IsReduced && Kernel.IsProduct ? BorderBounds.End(this, tile, axis, base.End(axis)) : base.End(axis);

    private protected override int StepOf(int axis) => axis == Plan.Lane ? tiling.Vectors * Width.Lanes
        : axis == tiling.Row ? tiling.Rows : axis == tiling.Column ? tiling.Columns : 1;

    // Samples lie far apart, so the sum over them is the outermost, or side by side, so that it is the innermost. Else the longest one is, so that
    // what is set up around it is set up seldom.
    private IEnumerable<int> SumOrder => Kernel.ReducedAxes.OrderBy(a => Kernel.Axes[a].Extent < 0 && LieSideBySide(a)).ThenBy(a => Kernel.Axes[a].Extent);

    private bool LieSideBySide(int axis) => Kernel.Operands.OfType<Operand.Load>().Any(l => KernelPlan.StrideOf(l.Access, axis) is { IsUnit: true, IsBlocked: true });

    private protected override void Body(string name)
    {
        exactEnd = NeedsExactEnd();
        across = Plan.TileAcross(tiling);
        int[] others = [.. Kernel.OutputAxes.Where(a => a != Plan.Lane && a != tiling.Row && a != tiling.Column)];
        int[] tiled = [.. new[] { tiling.Row, tiling.Column }.Where(a => a >= 0)];
        // Where samples lie in blocks, or weights in panels, a block is worked on as a whole.
        bool byBlock = (Plan.LaneAxis!.Extent < 0 && others.Length + tiled.Length > 0)
            || Kernel.Accesses.Any(a => a.MovesAlong(Plan.Lane) && KernelPlan.StrideOf(a, Plan.Lane).IsBlocked);
        int[] order = byBlock ? [Plan.Lane, .. others, .. tiled] : [.. others, .. tiled, Plan.Lane];
        parts = PartialSums.Of(Kernel, [.. SumOrder], _ => 1);
        int totals = parts is null ? 0 : DotTiling.VectorsOfASum * tiling.Sums, sums = LoopsFinish ? tiling.Sums : 0;
        if (sums + totals > 0)
            StackMemory.Declare(Writer, "V", Width.Bits / 8, sums > 0 ? "sums" : PartialSums.Totals, sums + totals, Width.Bits / 8);
        if (sums > 0 && totals > 0)
            Writer.Line($"V* {PartialSums.Totals} = sums + {Format.Integer(sums)};");
        Nest(name, order, 0, new(tiling.Row, 1, tiling.Column, 1, 1));
    }

    // An update that is written for each sum would be most of the code.
    private bool LoopsFinish => across >= 0 || Operations >= Costs.LoopedEpilogue
        || (tiling.Sums > Costs.LoopedEpilogue && Kernel.ReducedAxes.Sum(a => Math.Max(Kernel.Axes[a].Extent, 0)) >= Costs.LongSum);

    private int Operations => Kernel.Stores.Sum(s => Cost.Operations(s.Expression));

    private protected override void After(string name)
    {
        foreach ((bool together, bool partial) in finishes.OrderBy(f => f))
            FinishMethod(name, partial, together);
    }

    // The methods that the tiles call, for one vector of sums or several, whole or not.
    private void CallFinish(string name, string sums, string positions, string? count, bool together)
    {
        finishes.Add((together, count is not null));
        Writer.Line($"{KernelMethods.FinishOf(name)}({sums}{positions}{(count is null ? "" : $", {count}")}, {KernelSignature.OfFinish(Kernel).Arguments});");
    }

    // Each axis is a loop over whole tiles, and what is left of it.
    private void Nest(string name, int[] order, int depth, Tile tile)
    {
        if (depth == order.Length)
        {
            new TileBody(this, name, tile).Write();
            return;
        }
        int axis = order[depth];
        if (axis == Plan.Lane)
        {
            new LaneLoop(Plan, Width, exactEnd, tiling.Vectors).Write(Writer, (place, vectors, count) =>
            {
                Stand(axis, place);
                Nest(name, order, depth + 1, tile with { Vectors = vectors, LastCount = count });
            });
        }
        else if (axis == tiling.Row)
        {
            Pieces(axis, tiling.Rows, rows => Nest(name, order, depth + 1, tile with { Rows = rows }));
        }
        else if (axis == tiling.Column)
        {
            Pieces(axis, tiling.Columns, columns => Nest(name, order, depth + 1, tile with { Columns = columns }));
        }
        else
        {
            using (Loop(axis))
                Nest(name, order, depth + 1, tile);
        }
    }

    // An update of several vectors is a method that is called: inlined, it would exceed what the JIT inlines into one method.
    private void FinishMethod(string name, bool partial, bool together)
    {
        Writer.Line();
        Writer.Line(together && Operations >= Costs.LoopedEpilogue ? "[MethodImpl(Kernel), SkipLocalsInit]" : "[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        foreach (int axis in Kernel.OutputAxes)
            Stand(axis, new(Variable(axis), 0, axis == Plan.Lane ? Width.Lanes : 1));
        string positions = string.Concat(Kernel.OutputAxes.Select(a => $", nint {Variable(a)}"));
        using (Writer.Block($"private static void {KernelMethods.FinishOf(name)}({(together ? "V* sums, nint apart" : "V sum")}{positions}{(partial ? ", int count" : "")}, {KernelSignature.OfFinish(Kernel).Parameters})", Taken(KernelSignature.OfFinish(Kernel))))
        {
            string? count = partial ? "count" : null;
            if (!together)
            {
                Finish("sum", count);
                return;
            }
            Neighbours neighbours = new(this, across, count);
            neighbours.Write(next => Finish($"sums[{next switch { 0 => "0", 1 => "apart", _ => $"{next} * apart" }}]", count, neighbours));
        }
    }
}
