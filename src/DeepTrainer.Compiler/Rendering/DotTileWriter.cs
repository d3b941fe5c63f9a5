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
    private readonly DotTiling tiling = DotTiling.Choose(plan, width);

    private protected override int StepOf(int axis) => axis == tiling.Row ? tiling.Rows : 1;

    private Axis Column => Kernel.Axes[tiling.Column];

    private bool IsGrouped => tiling.Row >= 0 && tiling.Group < Kernel.Axes[tiling.Row].Extent;

    private int[] Others => [.. Kernel.OutputAxes.Where(a => a != tiling.Row && a != tiling.Column)];

    private int[] Inner => [.. Kernel.ReducedAxes.Where(a => a != Plan.Lane)];

    private string Sums => Kernel.Scratch!.Storage.Name;

    private protected override void Body(string name)
    {
        Writer.Line($"V* sums = (V*){Sums};");
        Writer.Line($"float* totals = stackalloc float[{Format.Integer(Placement.Padded(Column.Extent))}];");
        using (IsGrouped ? Writer.Block($"for (nint {Group} = 0; {Group} < {Extent(tiling.Row)}; {Group} += {Format.Integer(tiling.Group)})") : null)
        {
            foreach (int axis in Kernel.OutputAxes)
                Stand(axis, new(Variable(axis)));
            using (Loops(Others))
            using (Rows())
            using (Loop(tiling.Column))
                Writer.Line($"sums[{IndexOfSum(At)}] = V.Zero;");
            string lane = Variable(Plan.Lane), end = Extent(Plan.Lane), lanes = Format.Integer(Width.Lanes);
            Writer.Line($"nint {lane} = 0;");
            using (Writer.Block($"for (; {lane} + {lanes} <= {end}; {lane} += {lanes})"))
                Tiles(lane);
            using (Writer.Block($"if ({lane} < {end})"))
                Rest(lane, end);
            Epilogue(name);
        }
    }

    private protected override void After(string name)
    {
        Writer.Line();
        Writer.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        string parameters = string.Concat(Kernel.OutputAxes.Select(a => $", nint {Variable(a)}"));
        using (Writer.Block($"private static void {name}Finish(V sum{parameters}, int count, {KernelSignature.OfFinish(Kernel).Parameters})"))
            new EpilogueWriter(Plan with { Lane = tiling.Column }, Width, Writer).Write("sum", "count");
    }

    // The first axis's results are counted from the group's beginning.
    private IDisposable? Rows(string step = "++") => tiling.Row < 0 ? null : !IsGrouped ? Writer.Block($"for (nint {Variable(tiling.Row)} = {Start(tiling.Row)}; {Variable(tiling.Row)} < {End(tiling.Row)}; {Variable(tiling.Row)}{step})")
        : Writer.Block($"for (nint {Variable(tiling.Row)} = {Group}; {Variable(tiling.Row)} < {Group} + {Format.Integer(tiling.Group)}; {Variable(tiling.Row)}{step})");

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

    private void RowOfTiles(int rows)
    {
        if (IsGrouped)
            Stand(tiling.Row, new(Variable(tiling.Row), 0, tiling.Rows));
        Pieces(tiling.Column, tiling.Columns, columns =>
        {
            using (Writer.Block())
            using (Loops(Inner.Take(Inner.Length - 1)))
            using (Loops(Others))
                Strip(rows, columns);
        });
    }

    private void Strip(int rows, int columns)
    {
        (int Row, int Column)[] places = [.. Enumerable.Range(0, rows).SelectMany(r => Enumerable.Range(0, columns).Select(c => (r, c)))];
        Writer.Line($"V* tile = sums + {IndexOfSum(At)};");
        string Place(int r, int c) => $"tile[{Format.Integer((r * DistanceOfRows) + c)}]";
        Writer.Line($"V {string.Join(", ", places.Select(p => $"sum{p.Row}_{p.Column} = {Place(p.Row, p.Column)}"))};");
        using (Loops(Inner.Skip(Inner.Length - 1)))
            Accumulate(places);
        Writer.Line(string.Join(" ", places.Select(p => $"{Place(p.Row, p.Column)} = sum{p.Row}_{p.Column};")));
    }

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

    private void Accumulate((int Row, int Column)[] places)
    {
        (int first, int second) = Factors();
        foreach ((int r, int c) in places)
        {
            string a = Factor(first, r, c), b = Factor(second, r, c);
            Writer.Line($"sum{r}_{c} = Lanes.MultiplyAddEstimate({a}, {b}, sum{r}_{c});");
        }
    }

    // Each factor's vectors are loaded at the first place that needs them.
    private string Factor(int operand, int r, int c)
    {
        Access access = ((Operand.Load)Kernel.Operands[operand]).Access;
        bool byRow = access.MovesAlong(tiling.Row), byColumn = access.MovesAlong(tiling.Column);
        string name = $"{access.Storage.Name}Lanes{operand}{(byRow ? $"_{r}" : "")}{(byColumn ? $"_{c}" : "")}";
        if ((byRow || r == 0) && (byColumn || c == 0))
            Writer.Line($"V {name} = {VectorOperand(Kernel.Operands[operand], Shifted(r, c), null)};");
        return name;
    }

    private Func<int, Position> Shifted(int r, int c) => axis => axis == tiling.Row ? At(axis).Shift(r) : axis == tiling.Column ? At(axis).Shift(c) : At(axis);

    private (int First, int Second) Factors()
    {
        int[] factors = [.. Rewriter.InputsOf(Kernel.Element!)];
        return (factors[0], factors[factors.Length - 1]);
    }

    // The last samples, if they don't fill a vector.
    private void Rest(string lane, string end)
    {
        Writer.Line($"int count = (int)({end} - {lane});");
        foreach (int axis in Kernel.OutputAxes)
            Stand(axis, new(Variable(axis)));
        using (Rows())
        using (Loops(Others.Append(tiling.Column).Concat(Inner)))
        {
            (int first, int second) = Factors();
            string a = VectorOperand(Kernel.Operands[first], At, "count"), b = VectorOperand(Kernel.Operands[second], At, "count");
            Writer.Line($"sums[{IndexOfSum(At)}] += Lanes.ConditionalSelect(VectorMath.MaskFirst{Width.Bits}(count), {a} * {b}, V.Zero);");
        }
    }

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
                Writer.Line($"{name}Finish(Lanes.Load(totals + {column}){positions}, Math.Min({lanes}, {extent} - (int){column}), {KernelSignature.OfFinish(Kernel).Arguments});");
            }
        }
    }
}
