using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>
/// A sum of products whose lanes run over samples that are summed. Block by block, tiles of vectors of partial sums are taken from memory,
/// go on in registers along the innermost sum, and go back. At the end each is summed across, and what follows the sum (a weight's update)
/// works on vectors of the results.
/// </summary>
internal sealed class DotTileWriter(KernelPlan plan, Width width, CodeWriter writer) : KernelWriter(plan, width, writer)
{
    private const string Group = "group";
    private const string Stretch = "stretch";
    private readonly DotTiling tiling = DotTiling.Choose(plan, width);

    private protected override int StepOf(int axis) => axis == tiling.Row ? tiling.Rows : 1;

    // Of each group a thread takes the same part, and with it of the memory for its sums.
    private protected override string SharedExtent(int axis) => IsGrouped ? Format.Integer(tiling.Group) : base.SharedExtent(axis);

    private Axis Column => Kernel.Axes[tiling.Column];

    private bool IsGrouped => tiling.Row >= 0 && tiling.Group < Kernel.Axes[tiling.Row].Extent;

    private int[] Others => [.. Kernel.OutputAxes.Where(a => a != tiling.Row && a != tiling.Column)];

    private int[] Inner => [.. Kernel.ReducedAxes.Where(a => a != Plan.Lane)];

    private string Sums => Kernel.Scratch!.Storage.Name;

    private protected override void Body(string name)
    {
        // A thread clears what it reads, whatever the others have done by then.
        foreach (Placement factor in Plan.Cleared)
        {
            bool isColumns = factor.StrideOf(0) is { IsUnit: true };
            Writer.Line($"BatchPadding.{(isColumns ? "ClearColumns" : "ClearRows")}({Addresses.Pointer(factor)}, {Addresses.Rows}, "
                + $"{Format.Integer(isColumns ? factor.Storage.Shape.SampleSize : factor.StrideOf(0).Count)});");
        }
        Writer.Line($"V* sums = (V*){Sums}, {PartialSums.Totals} = sums + {Format.Integer(Kernel.OutputAxes.Aggregate(1L, (product, a) => product * (a == tiling.Row ? tiling.Group : Kernel.Axes[a].Extent)))};");
        Writer.Line($"float* totals = stackalloc float[{Format.Integer(Placement.Padded(Column.Extent))}];");
        using (IsGrouped ? Writer.Block($"for (nint {Group} = 0; {Group} < {Extent(tiling.Row)}; {Group} += {Format.Integer(tiling.Group)})") : null)
        {
            foreach (int axis in Kernel.OutputAxes)
                Stand(axis, new(Variable(axis)));
            using (Loops(Others))
            using (Rows())
            using (Loop(tiling.Column))
                Writer.Line($"sums[{IndexOfSum(At)}] = V.Zero;");
            Sum();
            Epilogue(name);
        }
    }

    // What a vector of samples has at few places is added up of several vectors, what it has at many in parts.
    private void Sum()
    {
        string lane = Variable(Plan.Lane), end = Extent(Plan.Lane), lanes = Format.Integer(Width.Lanes);
        bool isInParts = TermsIn(Inner) > Costs.LongestSum;
        string size = Format.Integer(Width.Lanes * Math.Max(1, Costs.LongestSum / TermsIn(Inner)));
        Func<IDisposable?> several = () => isInParts ? null : Writer.Block($"if ({end} > {size})");
        using (several())
            EachSum(sum => Writer.Line($"{PartialSums.Totals}[2 * {sum}] = {PartialSums.Totals}[(2 * {sum}) + 1] = V.Zero;"));
        if (isInParts)
        {
            using (Writer.Block($"for (nint {lane} = 0; {lane} < {end}; {lane} += {lanes})"))
                InParts(() => Tiles(lane));
        }
        else
        {
            Writer.Line($"nint {lane} = 0;");
            using (Writer.Block("while (true)"))
            {
                Writer.Line($"nint {PartialSums.End} = Math.Min({lane} + {size}, {end});");
                using (Writer.Block($"for (; {lane} < {PartialSums.End}; {lane} += {lanes})"))
                    Tiles(lane);
                Writer.Line($"if ({lane} >= {end})");
                using (Writer.Indent())
                    Writer.Line("break;");
                AddUp();
            }
        }
        using (several())
        {
            if (!isInParts)
                AddUp();
            EachSum(sum => Writer.Line($"sums[{sum}] = {PartialSums.Totals}[2 * {sum}];"));
        }
    }

    private long TermsIn(IEnumerable<int> axes) => axes.Aggregate(1L, (product, a) => product * Kernel.Axes[a].Extent);

    // The outermost loop of a vector of samples is parted, by whole stretches.
    private void InParts(Action sum)
    {
        int stretch = IsStretched && Inner.Length == 2 && !IsWhole(Inner[0]) ? tiling.Stretch : 1;
        PartialSums parts = new(0, Inner[0], stretch * (int)Math.Max(1, Costs.LongestSum / (stretch * TermsIn(Inner.Skip(1)))), Around: 1, Grows: false);
        parts.Write(Writer, Extent(parts.Axis), () => null, () =>
        {
            StandWithin(parts);
            sum();
            StandWithin(null);
        }, AddUp);
    }

    private void AddUp() => EachSum(sum =>
    {
        PartialSums.Add(Writer, $"sums[{sum}]", $"{PartialSums.Totals}[2 * {sum}]", $"{PartialSums.Totals}[(2 * {sum}) + 1]");
        Writer.Line($"sums[{sum}] = V.Zero;");
    });

    private void EachSum(Action<string> body)
    {
        foreach (int axis in Kernel.OutputAxes)
            Stand(axis, new(Variable(axis)));
        using (Loops(Others))
        using (Rows())
        using (Loop(tiling.Column))
        {
            Writer.Line($"nint own = {IndexOfSum(At)};");
            body("own");
        }
    }

    private protected override void After(string name)
    {
        Writer.Line();
        Writer.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        string parameters = string.Concat(Kernel.OutputAxes.Select(a => $", nint {Variable(a)}"));
        using (Writer.Block($"private static void {KernelMethods.FinishOf(name)}(V sum{parameters}, int count, {KernelSignature.OfFinish(Kernel).Parameters})", Taken(KernelSignature.OfFinish(Kernel))))
            new EpilogueWriter(Plan with { Lane = tiling.Column }, Width, Writer).Write("sum", "count");
    }

    // The first axis's results are counted from the group's beginning.
    private IDisposable? Rows(string step = "++")
    {
        if (tiling.Row < 0)
            return null;
        string row = Variable(tiling.Row), start = Start(tiling.Row), end = End(tiling.Row);
        if (IsGrouped)
            (start, end) = IsShared(tiling.Row) ? ($"{Group} + from", $"{Group} + to") : (Group, $"{Group} + {Format.Integer(tiling.Group)}");
        return Writer.Block($"for (nint {row} = {start}; {row} < {end}; {row}{step})");
    }

    private void Tiles(string lane)
    {
        Stand(Plan.Lane, new(lane, 0, Width.Lanes));
        if (IsGrouped)
        {
            using (Rows($" += {Format.Integer(tiling.Rows)}"))
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
            using (Writer.Block())
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
            : Writer.Block($"for (nint {Stretch} = {Start(axis)}; {Stretch} < {End(axis)}; {Stretch} += {Format.Integer(tiling.Stretch)})");
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
        return Writer.Block($"for (nint {Variable(axis)} = {Stretch}; {Variable(axis)} < {Stretch} + {Format.Integer(tiling.Stretch)}; {Variable(axis)}++)");
    }

    private void Strip(int rows, int columns)
    {
        Tile tile = new(tiling.Row, rows, tiling.Column, columns, 1);
        Place[] places = [.. Enumerable.Range(0, rows).SelectMany(r => Enumerable.Range(0, columns).Select(c => new Place(r, c, 0)))];
        Writer.Line($"V* tile = &sums[{IndexOfSum(At)}];");
        string InMemory(Place p) => $"tile[{Format.Integer((p.Row * DistanceOfRows) + p.Column)}]";
        Writer.Line($"V {string.Join(", ", places.Select(p => $"{Sum(p)} = {InMemory(p)}"))};");
        using (InStretch())
        {
            int[] innermost = [.. Inner.Skip(Inner.Length - 1)];
            TileOperands operands = new(this, tile, innermost, isLoop: innermost.Length > 0);
            foreach (int axis in innermost)
                Stand(axis, Position.Fixed(0));
            operands.Pointers();
            using (Loops(innermost))
            {
                foreach (Place place in places)
                    Writer.Line($"{Sum(place)} = Lanes.MultiplyAddEstimate({operands.Of(Factors[0], place)}, {operands.Of(Factors[Factors.Length - 1], place)}, {Sum(place)});");
            }
        }
        Writer.Line(string.Join(" ", places.Select(p => $"{InMemory(p)} = {Sum(p)};")));
    }

    private static string Sum(Place place) => $"sum{place.Row}_{place.Column}";

    // [others][rows of the group][columns]
    private long DistanceOfRows => Column.Extent;

    private string IndexOfSum(Func<int, Position> at)
    {
        List<string> terms = [];
        long constant = 0, distance = 1;
        foreach (int axis in new[] { tiling.Column, tiling.Row }.Concat(Enumerable.Reverse(Others)).Where(a => a >= 0))
        {
            Position position = at(axis);
            constant += position.Offset * distance;
            if (!position.IsFixed)
            {
                string variable = axis == tiling.Row && IsGrouped ? $"({position.Variable} - {Group})" : position.Variable;
                terms.Add(distance == 1 ? variable : $"({variable} * {Format.Integer(distance)})");
            }
            distance *= axis == tiling.Row ? tiling.Group : Kernel.Axes[axis].Extent;
        }
        if (constant != 0 || terms.Count == 0)
            terms.Add(Format.Integer(constant));
        return string.Join(" + ", terms);
    }

    private int[] Factors => [.. Rewriter.InputsOf(Kernel.Element!)];

    private void Epilogue(string name)
    {
        foreach (int axis in Kernel.OutputAxes)
            Stand(axis, new(Variable(axis)));
        using (Rows())
        using (Loops(Others))
        {
            using (Loop(tiling.Column))
                Writer.Line($"totals[{Column.Name}] = Lanes.Sum(sums[{IndexOfSum(At)}]);");
            string column = Column.Name, lanes = Format.Integer(Width.Lanes), extent = Format.Integer(Column.Extent);
            using (Writer.Block($"for (nint {column} = 0; {column} < {extent}; {column} += {lanes})"))
            {
                string positions = string.Concat(Kernel.OutputAxes.Select(a => $", {Variable(a)}"));
                Writer.Line($"{KernelMethods.FinishOf(name)}(Lanes.Load(totals + {column}){positions}, Math.Min({lanes}, {extent} - (int){column}), {KernelSignature.OfFinish(Kernel).Arguments});");
            }
        }
    }
}
