using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Loops.Kernels;

/// <summary>
/// A sum of products whose lanes run over samples that are summed. Block by block, tiles of vectors of partial sums are taken from memory,
/// go on in registers along the innermost sum, and go back. At the end each is summed across, and what follows the sum (a weight's update)
/// works on vectors of the results.
/// </summary>
internal sealed class DotTileLoops(KernelPlan plan, Target target, DotTiling tiling) : KernelLoops(plan, target)
{
    private const string GroupName = "group", StretchName = "stretch";
    private static readonly IndexExpr Group = IndexExpr.Of(GroupName), Stretch = IndexExpr.Of(StretchName);
    private static readonly Pointer Sums = Pointer.ToVectors("sums"), Blocks = Pointer.ToVectors(PartialSums.Totals),
        TilePointer = Pointer.ToVectors("tile"), Totals = Pointer.ToFloats("totals");

    private protected override int StepOf(int axis) => axis == tiling.Row ? tiling.Rows : 1;

    // Of each group a thread takes the same part, and with it of the memory for its sums.
    private protected override IndexExpr SharedExtent(int axis) => IsGrouped ? tiling.Group : base.SharedExtent(axis);

    private Axis Column => Kernel.Axes[tiling.Column];

    private bool IsGrouped => tiling.Row >= 0 && tiling.Group < Kernel.Axes[tiling.Row].Extent;

    private int[] Others => [.. Kernel.OutputAxes.Where(a => a != tiling.Row && a != tiling.Column)];

    private int[] Inner => [.. Kernel.ReducedAxes.Where(a => a != Plan.Lane)];

    private protected override void Body(string name)
    {
        // A thread clears what it reads, whatever the others have done by then.
        foreach (Placement factor in Plan.Cleared)
        {
            bool isColumns = factor.StrideOf(0) is { IsUnit: true };
            Code.Add(new Stmt.ClearPadding(Pointer.ToFloats(Addresses.NameOf(factor)), isColumns, isColumns ? factor.Storage.Shape.SampleSize : factor.StrideOf(0).Count));
        }
        Code.Add(new Stmt.LetPointer(Sums, Addresses.Pointer(Kernel.Scratch!), 0));
        Code.Add(new Stmt.LetPointer(Blocks, Sums, Kernel.OutputAxes.Aggregate(1L, (product, a) => product * (a == tiling.Row ? tiling.Group : Kernel.Axes[a].Extent))));
        Code.Add(new Stmt.LetMemory(Totals, Placement.Padded(Column.Extent), Totals.Element.Bytes));
        using (IsGrouped ? Code.For(GroupName, 0, Extent(tiling.Row), tiling.Group) : null)
        {
            foreach (int axis in Kernel.OutputAxes)
                Stand(axis, new(Variable(axis)));
            using (Loops(Others))
            using (Rows())
            using (Loop(tiling.Column))
                Code.Assign(Vector(Sums, IndexOfSum(At)), Neutral);
            Add();
            Epilogue(name);
        }
    }

    // What a vector of samples has at few places is added up of several vectors, what it has at many in parts.
    private void Add()
    {
        string lane = Variable(Plan.Lane);
        IndexExpr end = Extent(Plan.Lane);
        bool isInParts = TermsIn(Inner) > Costs.LongestSum;
        long size = Target.Lanes * Math.Max(1, Costs.LongestSum / TermsIn(Inner));
        Func<IDisposable?> several = () => isInParts ? null : Code.If(end, Comparison.Greater, size);
        using (several())
            EachSum(sum => Code.Add(new Stmt.Assign([Total(sum), Lost(sum)], Neutral)));
        if (isInParts)
        {
            using (Code.For(lane, 0, end, Target.Lanes))
                InParts(() => Tiles(lane));
        }
        else
        {
            using (PartialSums.InParts(Code, end, size))
            {
                using (Code.For(lane, PartialSums.Start, PartialSums.End, Target.Lanes))
                    Tiles(lane);
                // The last part stays where it is, so that few samples are one sum.
                using (Code.If(PartialSums.End, Comparison.Less, end))
                    AddUp();
            }
        }
        using (several())
        {
            if (!isInParts)
                AddUp();
            EachSum(sum => Code.Assign(Vector(Sums, sum), Total(sum)));
        }
    }

    private static Value.Load Vector(Pointer pointer, IndexExpr at) => new Value.Load(LoopType.Vector, pointer, at);

    // What has been added up of partial sums, and what has been lost of it.
    private static Value.Load Total(IndexExpr sum) => Vector(Blocks, sum * 2);

    private static Value.Load Lost(IndexExpr sum) => Vector(Blocks, (sum * 2) + 1);

    private long TermsIn(IEnumerable<int> axes) => axes.Aggregate(1L, (product, a) => product * Kernel.Axes[a].Extent);

    // The outermost loop of a vector of samples is parted, by whole stretches.
    private void InParts(Action sum)
    {
        int stretch = IsStretched && Inner.Length == 2 && !IsWhole(Inner[0]) ? tiling.Stretch : 1;
        SumParts parts = new(0, Inner[0], stretch * (int)Math.Max(1, Costs.LongestSum / (stretch * TermsIn(Inner.Skip(1)))), Around: 1, Grows: false);
        PartialSums.Add(parts, Code, Extent(parts.Axis), () => null, () =>
        {
            StandWithin(parts);
            sum();
            StandWithin(null);
        }, AddUp);
    }

    private void AddUp() => EachSum(sum =>
    {
        PartialSums.AddUp(Code, Vector(Sums, sum), Total(sum), Lost(sum));
        Code.Assign(Vector(Sums, sum), Neutral);
    });

    private void EachSum(Action<IndexExpr> body)
    {
        foreach (int axis in Kernel.OutputAxes)
            Stand(axis, new(Variable(axis)));
        using (Loops(Others))
        using (Rows())
        using (Loop(tiling.Column))
        {
            Code.Add(new Stmt.LetIndex("own", IndexOfSum(At)));
            body(IndexExpr.Of("own"));
        }
    }

    private protected override IEnumerable<Method> Helpers(string name) => [new EpilogueLoops(Plan with { Lane = tiling.Column }, Target).Method(name)];

    // The first axis's results are counted from the group's beginning.
    private IDisposable? Rows(int step = 1)
    {
        if (tiling.Row < 0)
            return null;
        (IndexExpr start, IndexExpr end) = !IsGrouped ? (Start(tiling.Row), End(tiling.Row))
            : IsShared(tiling.Row) ? (Group + From, Group + To) : (Group, Group + tiling.Group);
        return Code.For(Variable(tiling.Row), start, end, step);
    }

    private void Tiles(string lane)
    {
        Stand(Plan.Lane, new(lane, 0, Target.Lanes));
        if (IsGrouped)
        {
            using (Rows(tiling.Rows))
                RowOfTiles(tiling.Rows);
        }
        else if (tiling.Row >= 0)
        {
            Pieces(tiling.Row, tiling.Rows, RowOfTiles);
        }
        else
        {
            RowOfTiles(1);
        }
    }

    // A stretch of what is summed is used by all tiles over the other results before the next one is read.
    private void RowOfTiles(int rows)
    {
        if (IsGrouped)
            Stand(tiling.Row, new(Variable(tiling.Row), 0, tiling.Rows));
        Pieces(tiling.Column, tiling.Columns, columns =>
        {
            using (Code.Block())
            using (Loops(Inner.Take(Inner.Length - 2)))
            using (Stretches())
            using (Loops(Others))
                Strip(rows, columns);
        });
    }

    private bool IsStretched => Inner.Length > 1 && tiling.Stretch > 1;

    private IDisposable? Stretches()
    {
        if (Inner.Length < 2)
            return null;
        int axis = Inner[Inner.Length - 2];
        return tiling.Stretch == 1 ? Loop(axis)
            : IsWhole(axis) ? null
            : Code.For(StretchName, Start(axis), End(axis), tiling.Stretch);
    }

    // One stretch is all.
    private bool IsWhole(int axis) => tiling.Stretch == Kernel.Axes[axis].Extent;

    private IDisposable? InStretch()
    {
        if (!IsStretched)
            return null;
        int axis = Inner[Inner.Length - 2];
        if (IsWhole(axis))
            return Loop(axis);
        Stand(axis, new(Variable(axis)));
        return Code.For(Variable(axis), Stretch, Stretch + tiling.Stretch);
    }

    private void Strip(int rows, int columns)
    {
        Tile tile = new(tiling.Row, rows, tiling.Column, columns, 1);
        TilePlace[] places = [.. Enumerable.Range(0, rows).SelectMany(r => Enumerable.Range(0, columns).Select(c => new TilePlace(r, c, 0)))];
        Code.Add(new Stmt.LetPointer(TilePointer, Sums, IndexOfSum(At)));
        Value.Load InMemory(TilePlace p) => Vector(TilePointer, (p.Row * DistanceOfRows) + p.Column);
        Code.Add(new Stmt.Let(LoopType.Vector, places.Select(p => new Definition(Sum(p).Name, InMemory(p))).ToEquatableArray()));
        using (InStretch())
        {
            int[] innermost = [.. Inner.Skip(Inner.Length - 1)];
            TileOperands operands = new(this, tile, innermost, isLoop: innermost.Length > 0);
            foreach (int axis in innermost)
                Stand(axis, LoopIndex.Fixed(0));
            operands.Pointers();
            using (Loops(innermost))
            {
                foreach (TilePlace place in places)
                    Code.Assign(Sum(place), new Value.MultiplyAdd(operands.Of(Factors[0], place), operands.Of(Factors[Factors.Length - 1], place), Sum(place)));
            }
        }
        foreach (TilePlace place in places)
            Code.Assign(InMemory(place), Sum(place));
    }

    private static Value.Local Sum(TilePlace place) => new(LoopType.Vector, $"sum{place.Row}_{place.Column}");

    // [others][rows of the group][columns]
    private long DistanceOfRows => Column.Extent;

    private IndexExpr IndexOfSum(Func<int, LoopIndex> at)
    {
        IndexExpr index = 0;
        long distance = 1;
        foreach (int axis in new[] { tiling.Column, tiling.Row }.Concat(Enumerable.Reverse(Others)).Where(a => a >= 0))
        {
            IndexExpr position = at(axis).Index;
            index += (axis == tiling.Row && IsGrouped ? IndexExpr.Of(new Atom.Sum(position - Group)) : position) * distance;
            distance *= axis == tiling.Row ? tiling.Group : Kernel.Axes[axis].Extent;
        }
        return index;
    }

    private int[] Factors => [.. Kernel.Element!.Inputs];

    private void Epilogue(string name)
    {
        foreach (int axis in Kernel.OutputAxes)
            Stand(axis, new(Variable(axis)));
        using (Rows())
        using (Loops(Others))
        {
            IndexExpr column = IndexExpr.Of(Column.Name);
            using (Loop(tiling.Column))
                Code.Add(new Stmt.Store([new Value.Across(Reduction.Sum, Vector(Sums, IndexOfSum(At)))], Totals, column));
            using (Code.For(Column.Name, 0, Column.Extent, Target.Lanes))
            {
                Code.Add(new Stmt.Finish(FinishOf(name), Vector(Totals, column), 0, Kernel.OutputAxes.Select(a => IndexExpr.Of(Variable(a))).ToEquatableArray(),
                    IndexExpr.Smaller(Target.Lanes, Column.Extent - column), KernelSignature.OfFinish(Kernel).Names.ToEquatableArray()));
            }
        }
    }
}
