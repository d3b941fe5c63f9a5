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

    // Samples lie far apart, so the sum over them is the outermost; the longest one runs innermost, so that what is set up around it is
    // set up seldom.
    private IEnumerable<int> SumOrder => Kernel.ReducedAxes.OrderBy(a => Kernel.Axes[a].Extent);

    private int LastReduced => SumOrder.Last();

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

    private void Lanes(string name, int rows) => new LaneLoop(Plan, Width, exactEnd, VectorsFor(rows)).Write(Writer, (vectors, count) =>
    {
        int extent = Kernel.Axes[LastReduced].Extent;
        int unroll = Kernel.IsProduct && rows == 1 ? Math.Max(1, Width.SumsInFlight / vectors) : 1;
        TileBody(name, new(rows, vectors, extent > 0 && extent < 2 * unroll ? 1 : unroll, count));
    });

    // One row alone takes more vectors, to have as many sums under way as a tile has.
    private int VectorsFor(int rows) => rows > 1 ? Width.Vectors : Width.SumsInFlight / 2;

    private void TileBody(string name, Tile tile)
    {
        string zero = Kernel.Reduction == Reduction.Sum ? "V.Zero" : "Lanes.Create(float.NegativeInfinity)";
        foreach (string sum in tile.Sums)
            Writer.Line($"V {sum} = {zero};");
        using (Loops(SumOrder.Where(a => a != LastReduced)))
            SumLoop(tile);
        for (int u = 1; u < tile.Unroll; u++)
        {
            for (int v = 0; v < tile.Vectors; v++)
                Writer.Line($"{Tile.Sum(0, v, 0)} += {Tile.Sum(0, v, u)};");
        }
        for (int r = 0; r < tile.Rows; r++)
        {
            for (int v = 0; v < tile.Vectors; v++)
                FinishCall(name, tile, r, v);
        }
    }

    private void SumLoop(Tile tile)
    {
        TileFactors factors = new(this, tile);
        factors.Pointers();
        if (tile.Unroll == 1)
        {
            using (Loop(LastReduced))
                Accumulate(tile, factors, 0);
            return;
        }
        string k = Variable(LastReduced), end = Extent(LastReduced);
        int extent = Kernel.Axes[LastReduced].Extent;
        Writer.Line($"nint {k} = 0;");
        using (Writer.Block($"for (; {k} + {tile.Unroll} <= {end}; {k} += {tile.Unroll})"))
        {
            for (int u = 0; u < tile.Unroll; u++)
                Accumulate(tile, factors, u);
        }
        if (extent < 0 || extent % tile.Unroll != 0)
        {
            using (Writer.Block($"for (; {k} < {end}; {k}++)"))
                Accumulate(tile, factors, 0);
        }
    }

    private void Accumulate(Tile tile, TileFactors factors, int step)
    {
        factors.Step(step);
        for (int r = 0; r < tile.Rows; r++)
        {
            for (int v = 0; v < tile.Vectors; v++)
            {
                ExprWriter expressions = new(Writer, Dialect.Vector, i => factors.Operand(i, r, v));
                foreach (Store store in Kernel.InnerStores)
                    StoreVector(store, expressions.Text(store.Expression), IndexOf(r, v, step), tile.CountOf(v));
                string sum = Tile.Sum(r, v, step);
                if (Kernel.Reduction == Reduction.Max)
                    Writer.Line($"{sum} = Lanes.MaxNative({expressions.Text(Kernel.Element!)}, {sum});");
                else if (Kernel.Element is Expr.Call { Operation.Name: "*" } product)
                    Writer.Line($"{sum} = Lanes.MultiplyAddEstimate({expressions.Text(product.Arguments[0])}, {expressions.Text(product.Arguments[1])}, {sum});");
                else
                    Writer.Line($"{sum} += {expressions.Text(Kernel.Element!)};");
            }
        }
    }

    /// <summary>The position on each axis of a tile's row and vector, some steps on along the innermost sum.</summary>
    private Func<int, string> IndexOf(int r, int v, int step) => axis => Shifted(axis,
        axis == Plan.Row ? r : axis == Plan.Lane ? v * Width.Lanes : axis == LastReduced ? step : 0);

    private string Shifted(int axis, int offset) => offset == 0 ? Variable(axis) : $"{Variable(axis)} + {Format.Integer(offset)}";

    private void FinishCall(string name, Tile tile, int r, int v)
    {
        string[] positions = [.. Kernel.OutputAxes.Select(a => IndexOf(r, v, 0)(a))];
        string partial = tile.CountOf(v) is { } count ? $", {count}" : "";
        Writer.Line($"{name}Finish({string.Join(", ", positions.Prepend(Tile.Sum(r, v, 0)))}{partial}, {KernelSignature.OfFinish(Kernel).Arguments});");
    }

    private void FinishMethod(string name, bool partial)
    {
        Writer.Line();
        Writer.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        string[] parameters = [.. Kernel.OutputAxes.Select(a => $"nint {Variable(a)}").Prepend("V sum")];
        string count = partial ? ", int count" : "";
        using (Writer.Block($"private static void {name}Finish({string.Join(", ", parameters)}{count}, {KernelSignature.OfFinish(Kernel).Parameters})"))
        {
            ExprWriter expressions = new(Writer, Dialect.Vector, i =>
                Kernel.Operands[i] is Operand.Reduced ? "sum" : VectorOperand(Kernel.Operands[i], Variable, partial ? "count" : null));
            StoreAll(expressions, partial ? "count" : null);
        }
    }

    /// <summary>Some rows by some vectors, the last of which may have fewer valid lanes, and how often the sum is unrolled.</summary>
    private sealed record Tile(int Rows, int Vectors, int Unroll, string? LastCount)
    {
        public IEnumerable<string> Sums => Enumerable.Range(0, Unroll).SelectMany(u =>
            Enumerable.Range(0, Rows).SelectMany(r => Enumerable.Range(0, Vectors).Select(v => Sum(r, v, u))));

        public static string Sum(int r, int v, int u) => $"sum{r}{v}{(u == 0 ? "" : $"_{u}")}";

        public string? CountOf(int v) => v == Vectors - 1 ? LastCount : null;
    }

    /// <summary>
    /// A tile's operands. Pointers to where its rows and vectors start are taken before the innermost loop; in it, what several rows
    /// or vectors share is loaded once.
    /// </summary>
    private sealed class TileFactors(TileWriter owner, Tile tile)
    {
        private readonly Dictionary<(int Operand, int Row), string> pointers = [];
        private readonly Dictionary<(int Operand, int Row, int Vector), string> loaded = [];
        private readonly HashSet<string> names = [];
        private readonly HashSet<string> locals = [];
        private int step;

        private Kernel Kernel => owner.Kernel;

        public void Pointers()
        {
            for (int i = 0; i < Kernel.Operands.Length; i++)
            {
                if (Kernel.Operands[i] is not Operand.Load { Access: var access } || !Rewriter.InputsOf(Kernel.Element!).Contains(i)
                    || !access.MovesAlong(owner.LastReduced) || access.Row is not null)
                    continue;
                bool byRow = DependsOnRow(i);
                for (int r = 0; r < (byRow ? tile.Rows : 1); r++)
                {
                    string name = UniqueName(names, $"{Addresses.Pointer(access)}At{(byRow && tile.Rows > 1 ? Format.Integer(r) : "")}");
                    Func<int, string> index = owner.IndexOf(r, 0, 0);
                    string start = Addresses.Of(access, axis => axis == owner.LastReduced ? "0" : index(axis));
                    owner.Writer.Line($"{(access.Storage.IsInteger ? "int" : "float")}* {name} = {start};");
                    pointers[(i, r)] = name;
                }
            }
        }

        /// <summary>Goes to another unrolled step of the innermost loop.</summary>
        public void Step(int next)
        {
            if (next == 0)
                locals.Clear();
            step = next;
            loaded.Clear();
        }

        public string Operand(int operand, int r, int v)
        {
            bool byRow = tile.Rows > 1 && DependsOnRow(operand), byVector = tile.Vectors > 1 && Depends(Kernel.Operands[operand], owner.Plan.Lane);
            if ((byRow || tile.Rows == 1) && (byVector || tile.Vectors == 1))
                return Load(operand, r, v);
            var key = (operand, byRow ? r : 0, byVector ? v : 0);
            if (!loaded.TryGetValue(key, out string? name))
            {
                name = UniqueName(locals, $"{NameOf(operand)}{(byRow ? r : "")}{(byVector ? v : "")}{(step == 0 ? "" : $"_{step}")}");
                owner.Writer.Line($"V {name} = {Load(operand, r, v)};");
                loaded[key] = name;
            }
            return name;
        }

        private string NameOf(int operand) => Kernel.Operands[operand] is Operand.Load load ? $"{load.Access.Storage.Name}Lanes" : $"operand{operand}";

        // From the pointer on, only the innermost sum's position and the vector's place in the tile are left.
        private string Load(int operand, int r, int v)
        {
            Func<int, string> index = owner.IndexOf(r, v, step);
            if (Kernel.Operands[operand] is not Operand.Load { Access: var access } || !pointers.TryGetValue((operand, DependsOnRow(operand) ? r : 0), out string? pointer))
                return owner.VectorOperand(Kernel.Operands[operand], index, tile.CountOf(v));
            Access innermost = access with
            {
                Indices = access.Indices.Select(i => new Affine(0, i.Terms.Where(t => t.Axis == owner.LastReduced || t.Axis == owner.Plan.Lane).ToEquatableArray())).ToEquatableArray(),
            };
            string lane = v == 0 ? "0" : Format.Integer(v * owner.Width.Lanes);
            return owner.VectorOperand(new Operand.Load(innermost), axis => axis == owner.Plan.Lane ? lane : index(axis), tile.CountOf(v), pointer);
        }

        private bool DependsOnRow(int operand) => Depends(Kernel.Operands[operand], owner.Plan.Row);

        private static bool Depends(Operand operand, int axis) => axis >= 0 && operand switch
        {
            Lowering.Operand.Load load => load.Access.MovesAlong(axis),
            Lowering.Operand.Position position => position.Index.StepAlong(axis) != 0,
            Lowering.Operand.Uniform uniform => uniform.Indices.Any(i => i.StepAlong(axis) != 0),
            _ => false,
        };
    }
}
