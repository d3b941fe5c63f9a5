using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Loops.Kernels;

/// <summary>
/// A sum whose lanes run over outputs. A tile of it is summed in registers, so that every factor loaded is used several times; what follows
/// the sum (bias, activation, a weight's update) is a method of its own, inlined at the end of the tile.
/// </summary>
internal sealed partial class TileLoops(KernelPlan plan, Target target, TileSchedule schedule) : KernelLoops(plan, target)
{
    private readonly TileSchedule schedule = schedule;
    private readonly Tiling tiling = schedule.Tiling;
    private readonly HashSet<(bool Together, bool Partial)> finishes = [];
    private readonly List<Tile> finishedTiles = [];
    private readonly SumParts? parts = schedule.Parts;
    private Tile? current;

    // The sums of a tile in memory, and the partial sums that are added up there.
    private static readonly Pointer Sums = Pointer.ToVectors("sums");
    private static readonly Pointer Totals = Pointer.ToVectors(PartialSums.Totals);

    private protected override Tiling Tiling => tiling;

    private protected override IndexExpr Start(int axis) =>
        current is { } tile && Kernel.Axes[axis].IsReduced && Kernel.IsProduct ? BorderBounds.Start(this, tile, axis, base.Start(axis)) : base.Start(axis);

    private protected override IndexExpr End(int axis) =>
        current is { } tile && Kernel.Axes[axis].IsReduced && Kernel.IsProduct ? BorderBounds.End(this, tile, axis, base.End(axis)) : base.End(axis);

    private protected override int StepOf(int axis) => axis == Plan.Lane ? tiling.Vectors * Target.Lanes
        : axis == tiling.Row ? tiling.Rows : axis == tiling.Column ? tiling.Columns : 1;

    private protected override void Body(string name)
    {
        int totals = parts is null ? 0 : PartialSums.Kept * tiling.Sums, sums = schedule.LoopsEpilogue || parts is not null ? tiling.Sums : 0;
        if (sums > 0)
            Code.Add(new Stmt.LetMemory(Sums, sums + totals, Target.Bits / 8));
        if (totals > 0)
            Code.Add(new Stmt.LetPointer(Totals, Sums, sums));
        Nest(name, 0, new(tiling.Row, 1, tiling.Column, 1, 1));
    }

    private protected override IEnumerable<Method> Helpers(string name)
    {
        Method[] ofTiles = [.. finishedTiles.Select((tile, number) => TileMethod(name, number, tile))];
        return [.. ofTiles, .. finishes.OrderBy(f => f).Select(f => FinishMethod(name, f.Partial, f.Together))];
    }

    // Calls a method for all sums of a tile, of which there is one for each size.
    private void CallFinishOfTile(string name, Tile tile)
    {
        Tile size = tile with { LastCount = tile.LastCount is null ? null : IndexExpr.Of(CountParameter.Name) };
        if (!finishedTiles.Contains(size))
            finishedTiles.Add(size);
        Code.Add(new Stmt.FinishTile(FinishTileOf(name, finishedTiles.IndexOf(size)), Sums, Kernel.OutputAxes.Select(a => At(a).Index).ToEquatableArray(), tile.LastCount,
            KernelSignature.OfFinish(Kernel).Names.ToEquatableArray()));
    }

    private Method TileMethod(string name, int number, Tile tile)
    {
        KernelSignature signature = KernelSignature.OfFinish(Kernel);
        Parameter[] count = tile.LastCount is null ? [] : [CountParameter];
        return Method(FinishTileOf(name, number), signature, [new("V*", Sums.Name), .. PositionParameters, .. count, .. signature.Parameters],
            isInlined: false, isPrivate: true, [], () =>
        {
            StandAtParameters();
            new TileBody(this, name, tile).FinishEach();
        });
    }

    private void StandAtParameters()
    {
        foreach (int axis in Kernel.OutputAxes)
            Stand(axis, new(Variable(axis), 0, axis == Plan.Lane ? Target.Lanes : 1));
    }

    // Calls a method for one vector of sums or several, whole or not.
    private void CallFinish(string name, Value sums, long apart, IEnumerable<IndexExpr> positions, IndexExpr? count)
    {
        finishes.Add((apart > 0, count is not null));
        Code.Add(new Stmt.Finish(FinishOf(name), sums, apart, positions.ToEquatableArray(), count, KernelSignature.OfFinish(Kernel).Names.ToEquatableArray()));
    }

    // Each axis is a loop over whole tiles, and what is left of it.
    private void Nest(string name, int depth, Tile tile)
    {
        if (depth == schedule.Order.Count)
        {
            new TileBody(this, name, tile).Add();
            return;
        }
        int axis = schedule.Order[depth];
        if (axis == Plan.Lane)
        {
            new LaneLoop(Plan, Target, schedule.EndsExactly, tiling.Vectors).Add(Code, (place, vectors, count) =>
            {
                Stand(axis, place);
                Nest(name, depth + 1, tile with { Vectors = vectors, LastCount = count });
            });
        }
        else if (axis == tiling.Row)
        {
            Pieces(axis, tiling.Rows, rows => Nest(name, depth + 1, tile with { Rows = rows }));
        }
        else if (axis == tiling.Column)
        {
            Pieces(axis, tiling.Columns, columns => Nest(name, depth + 1, tile with { Columns = columns }));
        }
        else
        {
            using (Loop(axis))
                Nest(name, depth + 1, tile);
        }
    }

    // An update of several vectors is a method that is called: inlined, it would exceed what the JIT inlines into one method.
    private Method FinishMethod(string name, bool partial, bool together)
    {
        KernelSignature signature = KernelSignature.OfFinish(Kernel);
        Parameter[] sums = together ? [new("V*", Sums.Name), new("nint", Stmt.Finish.ApartName)] : [SumParameter];
        return Method(FinishOf(name), signature, [.. sums, .. PositionParameters, .. partial ? [CountParameter] : Array.Empty<Parameter>(), .. signature.Parameters],
            isInlined: !together || TileSchedule.Operations(Kernel) < Costs.LoopedEpilogue, isPrivate: true, [], () =>
        {
            StandAtParameters();
            IndexExpr? count = partial ? IndexExpr.Of(CountParameter.Name) : null;
            if (!together)
            {
                Finish(new Value.Local(LoopType.Vector, SumParameter.Name), count);
                return;
            }
            Neighbours neighbours = new(this, schedule.Across, count);
            neighbours.Add(next => Finish(new Value.Load(LoopType.Vector, Sums, IndexExpr.Of(Stmt.Finish.ApartName) * next), count, neighbours));
        });
    }
}
