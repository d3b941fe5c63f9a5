using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>
/// A sum whose lanes run over outputs. A tile of several rows and vectors is summed in registers, so that every factor loaded is
/// used several times; what follows the sum (bias, activation, a weight's update) is a method of its own, inlined at
/// the end of the tile.
/// </summary>
internal sealed class TileWriter(KernelPlan plan, Width width, CodeWriter writer) : KernelWriter(plan, width, writer)
{
    private bool exactEnd;

    private protected override void Body(string name)
    {
        exactEnd = NeedsExactEnd();
        using (Loops(Kernel.OutputAxes.Where(a => a != Plan.Lane && a != Plan.Row)))
        {
            if (Plan.Row < 0)
            {
                Lanes(name, rows: 1);
                return;
            }
            string row = Variable(Plan.Row);
            int extent = Kernel.Axes[Plan.Row].Extent;
            Writer.Line($"nint {row} = 0;");
            if (extent < 0 || extent >= Width.Rows)
            {
                using (Writer.Block($"for (; {row} + {Width.Rows} <= {Extent(Plan.Row)}; {row} += {Width.Rows})"))
                    Lanes(name, Width.Rows);
            }
            if (extent < 0 || extent % Width.Rows != 0)
            {
                using (Writer.Block($"for (; {row} < {Extent(Plan.Row)}; {row}++)"))
                    Lanes(name, rows: 1);
            }
        }
    }

    private protected override void After(string name)
    {
        FinishMethod(name, partial: false);
        if (exactEnd)
            FinishMethod(name, partial: true);
    }

    private void Lanes(string name, int rows) =>
        new LaneLoop(Plan, Width, exactEnd, VectorsFor(rows)).Write(Writer, (vectors, count) => Tile(name, rows, vectors, count));

    // One row alone takes more vectors, to have as many sums under way as a tile has.
    private int VectorsFor(int rows) => rows > 1 ? Width.Vectors : Width.SumsInFlight / 2;

    private void Tile(string name, int rows, int vectors, string? count)
    {
        int last = Kernel.ReducedAxes.Last();
        int unroll = Kernel.IsProduct && rows == 1 ? Math.Max(1, Width.SumsInFlight / vectors) : 1;
        int extent = Kernel.Axes[last].Extent;
        if (extent > 0 && extent < 2 * unroll)
            unroll = 1;
        string zero = Kernel.Reduction == Reduction.Sum ? "V.Zero" : "Lanes.Create(float.NegativeInfinity)";
        foreach (string sum in Sums(rows, vectors, unroll))
            Writer.Line($"V {sum} = {zero};");
        using (Loops(Kernel.ReducedAxes.Where(a => a != last)))
            SumLoop(last, rows, vectors, unroll, count);
        for (int u = 1; u < unroll; u++)
        {
            for (int v = 0; v < vectors; v++)
                Writer.Line($"{Sum(0, v, 0)} += {Sum(0, v, u)};");
        }
        for (int r = 0; r < rows; r++)
        {
            for (int v = 0; v < vectors; v++)
                Writer.Line(FinishCall(name, Sum(r, v, 0), r, v, v == vectors - 1 ? count : null));
        }
    }

    private void SumLoop(int axis, int rows, int vectors, int unroll, string? count)
    {
        string k = Variable(axis);
        if (unroll == 1)
        {
            using (Loop(axis))
                Accumulate(rows, vectors, 0, count);
            return;
        }
        int extent = Kernel.Axes[axis].Extent;
        Writer.Line($"nint {k} = 0;");
        using (Writer.Block($"for (; {k} + {unroll} <= {Extent(axis)}; {k} += {unroll})"))
        {
            for (int u = 0; u < unroll; u++)
                Accumulate(rows, vectors, u, count);
        }
        if (extent < 0 || extent % unroll != 0)
        {
            using (Writer.Block($"for (; {k} < {Extent(axis)}; {k}++)"))
                Accumulate(rows, vectors, 0, count);
        }
    }

    // Loads that no row or no vector shares are written where they are used; shared ones come first, as locals.
    private void Accumulate(int rows, int vectors, int step, string? count)
    {
        string suffix = step == 0 ? "" : $"_{step}";
        Dictionary<(int, int, int), string> loaded = [];
        for (int r = 0; r < rows; r++)
        {
            for (int v = 0; v < vectors; v++)
            {
                Func<int, string> index = IndexOf(r, v, step);
                string? valid = v == vectors - 1 ? count : null;
                ExprWriter expressions = new(Writer, Dialect.Vector, i => Shared(i, r, v, () => VectorOperand(Kernel.Operands[i], index, valid)));
                foreach (Store store in Kernel.InnerStores)
                    StoreVector(store.Access, expressions.Text(store.Expression), index, valid);
                string sum = Sum(r, v, step);
                if (Kernel.Element is Expr.Call { Operation.Name: "*" } product && Kernel.Reduction == Reduction.Sum)
                    Writer.Line($"{sum} = Lanes.MultiplyAddEstimate({expressions.Text(product.Arguments[0])}, {expressions.Text(product.Arguments[1])}, {sum});");
                else
                    Writer.Line(Kernel.Reduction == Reduction.Sum ? $"{sum} += {expressions.Text(Kernel.Element!)};"
                        : $"{sum} = Lanes.MaxNative({expressions.Text(Kernel.Element!)}, {sum});");
            }
        }

        string Shared(int operand, int r, int v, Func<string> text)
        {
            bool byRow = rows > 1 && Depends(Kernel.Operands[operand], Plan.Row), byVector = vectors > 1 && Depends(Kernel.Operands[operand], Plan.Lane);
            if ((byRow || rows == 1) && (byVector || vectors == 1))
                return text();
            var key = (operand, byRow ? r : 0, byVector ? v : 0);
            if (!loaded.TryGetValue(key, out string? name))
            {
                name = $"x{operand}{(byRow ? $"_{r}" : "")}{(byVector ? $"_{v}" : "")}{suffix}";
                Writer.Line($"V {name} = {text()};");
                loaded[key] = name;
            }
            return name;
        }
    }

    private static bool Depends(Operand operand, int axis) => axis >= 0 && operand switch
    {
        Operand.Load load => load.Access.DimensionOf(axis) >= 0,
        Operand.Position position => position.Index.Axis == axis,
        Operand.Uniform uniform => uniform.Indices.Any(i => i.Axis == axis),
        _ => false,
    };

    private Func<int, string> IndexOf(int r, int v, int step) => axis =>
        axis == Plan.Row ? Plus(axis, r) : axis == Plan.Lane ? Plus(axis, v * Width.Lanes)
        : Kernel.Axes[axis].IsReduced && axis == Kernel.ReducedAxes.Last() ? Plus(axis, step) : Variable(axis);

    private string Plus(int axis, int offset) => offset == 0 ? Variable(axis) : $"{Variable(axis)} + {Format.Integer(offset)}";

    private static string Sum(int r, int v, int u) => $"sum{r}{v}{(u == 0 ? "" : $"_{u}")}";

    private static IEnumerable<string> Sums(int rows, int vectors, int unroll) =>
        Enumerable.Range(0, unroll).SelectMany(u => Enumerable.Range(0, rows).SelectMany(r => Enumerable.Range(0, vectors).Select(v => Sum(r, v, u))));

    private string FinishCall(string name, string sum, int r, int v, string? count)
    {
        string[] positions = [.. Kernel.OutputAxes.Select(a => IndexOf(r, v, 0)(a))];
        string partial = count is null ? "" : $", {count}";
        return $"{name}Finish({string.Join(", ", positions.Prepend(sum))}{partial}, {Signature.Arguments});";
    }

    private void FinishMethod(string name, bool partial)
    {
        Writer.Line();
        Writer.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        string[] parameters = [.. Kernel.OutputAxes.Select(a => $"nint {Variable(a)}").Prepend("V sum")];
        string count = partial ? ", int count" : "";
        using (Writer.Block($"private static void {name}Finish({string.Join(", ", parameters)}{count}, {Signature.Parameters})"))
        {
            ExprWriter expressions = new(Writer, Dialect.Vector, i =>
                Kernel.Operands[i] is Operand.Reduced ? "sum" : VectorOperand(Kernel.Operands[i], Variable, partial ? "count" : null));
            StoreAll(expressions, partial ? "count" : null);
        }
    }
}
