using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>
/// A sum whose lanes run over outputs. A tile of it is summed in registers, so that every factor loaded is used several times; what follows
/// the sum (bias, activation, a weight's update) is a method of its own, inlined at the end of the tile.
/// </summary>
internal sealed class TileWriter(KernelPlan plan, Width width, CodeWriter writer) : KernelWriter(plan, width, writer)
{
    private readonly Tiling tiling = Tiling.Choose(plan.Kernel, plan.Lane, width);
    private bool exactEnd;

    private protected override Tiling Tiling => tiling;

    private protected override int StepOf(int axis) => axis == Plan.Lane ? tiling.Vectors * Width.Lanes
        : axis == tiling.Row ? tiling.Rows : axis == tiling.Column ? tiling.Columns : 1;

    // Samples lie far apart, so the sum over them is the outermost; the longest one runs innermost, so that what is set up around it is
    // set up seldom.
    private IEnumerable<int> SumOrder => Kernel.ReducedAxes.OrderBy(a => Kernel.Axes[a].Extent);

    private protected override void Body(string name)
    {
        exactEnd = NeedsExactEnd();
        int[] others = [.. Kernel.OutputAxes.Where(a => a != Plan.Lane && a != tiling.Row && a != tiling.Column)];
        int[] tiled = [.. new[] { tiling.Row, tiling.Column }.Where(a => a >= 0)];
        // Where samples lie in blocks, or weights in panels, a block is worked on as a whole.
        bool byBlock = (Plan.LaneAxis!.Extent < 0 && others.Length + tiled.Length > 0)
            || Kernel.Accesses.Any(a => a.MovesAlong(Plan.Lane) && KernelPlan.StrideOf(a, Plan.Lane).IsBlocked);
        int[] order = byBlock ? [Plan.Lane, .. others, .. tiled] : [.. others, .. tiled, Plan.Lane];
        if (LoopsFinish)
            Writer.Line($"V* sums = stackalloc V[{Format.Integer(tiling.Sums)}];");
        Nest(name, order, 0, new(1, 1, 1, null));
    }

    // An update that is written for each sum would be most of the code.
    private bool LoopsFinish => Kernel.Stores.Sum(s => Cost.Operations(s.Expression)) >= Costs.LoopedEpilogue
        || (tiling.Sums > Costs.LoopedEpilogue && Kernel.ReducedAxes.Sum(a => Math.Max(Kernel.Axes[a].Extent, 0)) >= Costs.LongSum);

    private protected override void After(string name)
    {
        FinishMethod(name, partial: false);
        if (exactEnd)
            FinishMethod(name, partial: true);
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

    private void FinishMethod(string name, bool partial)
    {
        Writer.Line();
        Writer.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        foreach (int axis in Kernel.OutputAxes)
            Stand(axis, new(Variable(axis), 0, axis == Plan.Lane ? Width.Lanes : 1));
        string[] parameters = [.. Kernel.OutputAxes.Select(a => $"nint {Variable(a)}").Prepend("V sum")];
        string count = partial ? ", int count" : "";
        using (Writer.Block($"private static void {name}Finish({string.Join(", ", parameters)}{count}, {KernelSignature.OfFinish(Kernel).Parameters})"))
        {
            Finish(At, "sum", partial ? "count" : null);
        }
    }

    /// <summary>Some rows by some columns by some vectors, the last of which may have fewer valid lanes.</summary>
    private sealed record Tile(int Rows, int Columns, int Vectors, string? LastCount)
    {
        public int Sums => Rows * Columns * Vectors;

        public string? CountOf(int vector) => vector == Vectors - 1 ? LastCount : null;
    }

    /// <summary>One place of a tile.</summary>
    private readonly record struct Place(int Row, int Column, int Vector);

    /// <summary>The code of a tile: sums, the loops that make them, and what follows them.</summary>
    private sealed class TileBody(TileWriter owner, string name, Tile tile)
    {
        private readonly int[] sumOrder = [.. owner.SumOrder];
        private int accumulated;

        private CodeWriter Writer => owner.Writer;

        private Kernel Kernel => owner.Kernel;

        private bool IsSum => Kernel.Reduction == Reduction.Sum;

        private int Last => sumOrder[sumOrder.Length - 1];

        // What one factor has in common with the other goes outermost, then what passes by, then what is held in registers meanwhile.
        private IEnumerable<Place> Places
        {
            get
            {
                (int Axis, int Size)[] sides = [(owner.tiling.Row, tile.Rows), (owner.tiling.Column, tile.Columns), (owner.Plan.Lane, tile.Vectors)];
                Access[] factors = [.. Rewriter.InputsOf(Kernel.Element!).Select(i => Kernel.Operands[i]).OfType<Operand.Load>().Select(l => l.Access)];
                int Held(int axis) => factors.Count(f => f.MovesAlong(axis)) == factors.Length ? 0
                    : Array.FindIndex(factors, f => f.MovesAlong(axis)) == Array.IndexOf(factors, Smallest(factors)) ? 2 : 1;
                int[] order = [.. Enumerable.Range(0, 3).OrderBy(side => factors.Length == 0 ? 0 : Held(sides[side].Axis))];
                int[] place = new int[3];
                for (place[order[0]] = 0; place[order[0]] < sides[order[0]].Size; place[order[0]]++)
                {
                    for (place[order[1]] = 0; place[order[1]] < sides[order[1]].Size; place[order[1]]++)
                    {
                        for (place[order[2]] = 0; place[order[2]] < sides[order[2]].Size; place[order[2]]++)
                            yield return new(place[0], place[1], place[2]);
                    }
                }
            }
        }

        private Access Smallest(Access[] factors) => factors
            .OrderBy(f => (owner.tiling with { Rows = tile.Rows, Columns = tile.Columns, Vectors = tile.Vectors }).Distinct(f, owner.Plan.Lane)).First();

        public void Write()
        {
            int unroll = Unroll();
            string zero = IsSum ? "V.Zero" : "Lanes.Create(float.NegativeInfinity)";
            for (int u = 0; u < unroll; u++)
            {
                Writer.Line($"V {string.Join(", ", Places.OrderBy(p => p.Row).ThenBy(p => p.Column).ThenBy(p => p.Vector).Select(p => $"{Sum(p, u)} = {zero}"))};");
            }
            int written = WrittenOut();
            using (owner.Loops(sumOrder.Take(sumOrder.Length - Math.Max(1, written))))
                Innermost(written, unroll);
            // As a tree: each addition waits for the ones before it.
            for (int step = 1; step < unroll; step *= 2)
            {
                for (int u = 0; u + step < unroll; u += 2 * step)
                {
                    foreach (Place place in Places)
                        Writer.Line(IsSum ? $"{Sum(place, u)} += {Sum(place, u + step)};" : $"{Sum(place, u)} = Lanes.MaxNative({Sum(place, u)}, {Sum(place, u + step)});");
                }
            }
            if (owner.LoopsFinish && tile.Sums > 1)
                FinishInLoop();
            else
                Places.OrderBy(p => p.Row).ThenBy(p => p.Column).ThenBy(p => p.Vector).ToList().ForEach(Finish);
        }

        // The sums go through memory, so that what follows them is written once.
        private void FinishInLoop()
        {
            int n = 0;
            foreach (Place place in Places.OrderBy(p => p.Row).ThenBy(p => p.Column).ThenBy(p => p.Vector))
                Writer.Line($"sums[{Format.Integer(n++)}] = {Sum(place, 0)};");
            int vectors = tile.LastCount is null ? tile.Vectors : tile.Vectors - 1;
            (int Axis, int Size, int Step, int Distance)[] sides =
            [
                (owner.tiling.Row, tile.Rows, 1, tile.Columns * tile.Vectors), (owner.tiling.Column, tile.Columns, 1, tile.Vectors),
                (owner.Plan.Lane, vectors, owner.Width.Lanes, 1),
            ];
            Stack<IDisposable> open = new();
            List<string> terms = [];
            Dictionary<int, string> shifted = [];
            foreach (var (axis, size, step, distance) in sides.Where(side => side.Size > 1))
            {
                string variable = $"tile{Format.Pascal(owner.Variable(axis))}";
                if (axis != owner.Plan.Lane || vectors > 0)
                    open.Push(Writer.Block($"for (nint {variable} = 0; {variable} < {Format.Integer(size)}; {variable}++)"));
                terms.Add(distance == 1 ? variable : $"({variable} * {Format.Integer(distance)})");
                shifted[axis] = step == 1 ? variable : $"({variable} * {Format.Integer(step)})";
            }
            string rest = KernelSignature.OfFinish(Kernel).Arguments;
            string Positions(Dictionary<int, string> from) => string.Concat(Kernel.OutputAxes.Select(a => $", {owner.At(a).Text}{(from.TryGetValue(a, out string? by) ? $" + {by}" : "")}"));
            string Index(IEnumerable<string> of) => string.Join(" + ", of.DefaultIfEmpty("0"));
            if (vectors > 0)
                Writer.Line($"{name}Finish(sums[{Index(terms)}]{Positions(shifted)}, {rest});");
            if (tile.LastCount is { } count)
            {
                // The last vectors, which are not whole, stand outside of the loop over vectors.
                if (vectors > 1)
                {
                    open.Pop().Dispose();
                    terms.RemoveAt(terms.Count - 1);
                }
                int lane = vectors * owner.Width.Lanes;
                shifted[owner.Plan.Lane] = Format.Integer(lane);
                Writer.Line($"{name}Finish(sums[{Index(vectors > 0 ? terms.Append(Format.Integer(vectors)) : terms)}]{Positions(shifted)}, {count}, {rest});");
            }
            while (open.Count > 0)
                open.Pop().Dispose();
        }

        /// <summary>How many of the innermost sums are written out step by step.</summary>
        private int WrittenOut()
        {
            long product = tile.Sums;
            int count = 0;
            foreach (int axis in Enumerable.Reverse(sumOrder))
            {
                product *= Kernel.Axes[axis].Extent < 0 ? int.MaxValue : Kernel.Axes[axis].Extent;
                if (product > Costs.MaxUnrolled || Kernel.InnerStores.Length > 0)
                    break;
                count++;
            }
            return count;
        }

        // With few sums under way, several steps are summed apart.
        private int Unroll()
        {
            int wanted = Math.Max(1, Costs.SumsInFlight / tile.Sums);
            long length = sumOrder.Aggregate(1L, (product, a) => Kernel.Axes[a].Extent < 0 ? int.MaxValue : product * Kernel.Axes[a].Extent);
            int innermost = WrittenOut() > 0 ? (int)Math.Min(length, int.MaxValue) : Kernel.Axes[Last].Extent;
            return Kernel.InnerStores.Length > 0 || (innermost > 0 && innermost < 2 * wanted) ? 1 : wanted;
        }

        private void Innermost(int written, int unroll)
        {
            if (written > 0)
            {
                Operands operands = new(owner, tile, sumOrder.Skip(sumOrder.Length - written).ToArray());
                foreach (int axis in sumOrder.Skip(sumOrder.Length - written))
                    owner.Stand(axis, Position.Fixed(0));
                operands.Pointers();
                int step = 0;
                EachStep(sumOrder.Skip(sumOrder.Length - written).ToArray(), 0, () => Accumulate(operands, step++ % unroll));
                return;
            }
            string variable = owner.Variable(Last), end = owner.Extent(Last);
            Operands moving = new(owner, tile, [Last]);
            owner.Stand(Last, Position.Fixed(0));
            moving.Pointers();
            owner.Stand(Last, new(variable));
            if (unroll == 1)
            {
                using (owner.Loop(Last))
                    Accumulate(moving, 0);
                return;
            }
            int extent = Kernel.Axes[Last].Extent;
            Writer.Line($"nint {variable} = 0;");
            using (Writer.Block($"for (; {variable} + {unroll} <= {end}; {variable} += {unroll})"))
            {
                for (int u = 0; u < unroll; u++)
                {
                    owner.Stand(Last, new(variable, u, Kernel.Axes[Last].Extent % unroll == 0 ? unroll : 1));
                    Accumulate(moving, u);
                }
            }
            owner.Stand(Last, new(variable));
            if (extent < 0 || extent % unroll != 0)
            {
                using (Writer.Block($"for (; {variable} < {end}; {variable}++)"))
                    Accumulate(moving, 0);
            }
        }

        private void EachStep(int[] axes, int depth, Action step)
        {
            if (depth == axes.Length)
            {
                step();
                return;
            }
            for (int i = 0; i < Kernel.Axes[axes[depth]].Extent; i++)
            {
                owner.Stand(axes[depth], Position.Fixed(i));
                EachStep(axes, depth + 1, step);
            }
        }

        private void Accumulate(Operands operands, int unrolled)
        {
            operands.NextStep();
            foreach (Place place in Places)
            {
                ExprWriter expressions = new(Writer, Dialect.Vector, i => operands.Of(i, place), $"t{Format.Integer(accumulated++)}_");
                expressions.Announce(Kernel.Element!);
                foreach (Store store in Kernel.InnerStores)
                    expressions.Announce(store.Expression);
                foreach (Store store in Kernel.InnerStores)
                    owner.StoreVector(store, expressions.Text(store.Expression), owner.PositionsOf(place), tile.CountOf(place.Vector));
                string sum = Sum(place, unrolled);
                if (!IsSum)
                    Writer.Line($"{sum} = Lanes.MaxNative({expressions.Text(Kernel.Element!)}, {sum});");
                else if (Kernel.Element is Expr.Call { Operation.Name: "*" } product)
                    Writer.Line($"{sum} = Lanes.MultiplyAddEstimate({expressions.Text(product.Arguments[0])}, {expressions.Text(product.Arguments[1])}, {sum});");
                else
                    Writer.Line($"{sum} += {expressions.Text(Kernel.Element!)};");
            }
        }

        private void Finish(Place place)
        {
            Func<int, Position> at = owner.PositionsOf(place);
            string positions = string.Concat(Kernel.OutputAxes.Select(a => $", {at(a).Text}"));
            string partial = tile.CountOf(place.Vector) is { } count ? $", {count}" : "";
            Writer.Line($"{name}Finish({Sum(place, 0)}{positions}{partial}, {KernelSignature.OfFinish(Kernel).Arguments});");
        }

        private string Sum(Place place, int unrolled)
        {
            string[] parts = [.. new[] { (tile.Rows, place.Row), (tile.Columns, place.Column), (tile.Vectors, place.Vector) }
                .Where(p => p.Item1 > 1).Select(p => Format.Integer(p.Item2))];
            return $"sum{string.Join("_", parts)}{(unrolled == 0 ? "" : $"{(parts.Length > 0 ? "_" : "")}{(char)('a' + unrolled)}")}";
        }
    }

    /// <summary>The position on each axis of a place in the tile.</summary>
    private Func<int, Position> PositionsOf(Place place) => axis =>
        axis == tiling.Row ? At(axis).Shift(place.Row)
        : axis == tiling.Column ? At(axis).Shift(place.Column)
        : axis == Plan.Lane ? At(axis).Shift(place.Vector * Width.Lanes)
        : At(axis);

    /// <summary>
    /// A tile's operands. A pointer to where a factor starts is taken before the innermost loop; what is a fixed distance from it needs
    /// none of its own. In the loop, what several places of the tile share is loaded once.
    /// </summary>
    private sealed class Operands(TileWriter owner, Tile tile, int[] innermost)
    {
        private readonly List<(int Operand, Func<int, Position> At, string Name)> pointers = [];
        private readonly Dictionary<(int, Place), string> loaded = [];
        private readonly HashSet<string> names = [];
        private readonly HashSet<string> locals = [];

        private Kernel Kernel => owner.Kernel;

        public void Pointers()
        {
            foreach (int i in Rewriter.InputsOf(Kernel.Element!))
            {
                if (Kernel.Operands[i] is not Operand.Load { Access: var access } || !Addresses.IsSeparable(access, innermost))
                    continue;
                foreach (Place place in Distinct(i))
                {
                    Func<int, Position> at = Fixed(owner.PositionsOf(place));
                    if (pointers.Exists(p => p.Operand == i && Addresses.Distance(access, p.At, at) is not null))
                        continue;
                    string name = UniqueName(names, $"{Addresses.Pointer(access)}At");
                    owner.Writer.Line($"{(access.Storage.IsInteger ? "int" : "float")}* {name} = {Addresses.Of(access, at)};");
                    pointers.Add((i, at, name));
                }
            }
        }

        /// <summary>Goes to another step of the innermost sums.</summary>
        public void NextStep() => loaded.Clear();

        public string Of(int operand, Place place)
        {
            Place own = Own(operand, place);
            bool isShared = tile.Sums > (DependsOnRow(operand) ? tile.Rows : 1) * (DependsOnColumn(operand) ? tile.Columns : 1) * (DependsOnLane(operand) ? tile.Vectors : 1);
            if (!isShared)
                return Load(operand, own);
            if (!loaded.TryGetValue((operand, own), out string? name))
            {
                name = UniqueName(locals, NameOf(operand));
                owner.Writer.Line($"V {name} = {Load(operand, own)};");
                loaded[(operand, own)] = name;
            }
            return name;
        }

        private IEnumerable<Place> Distinct(int operand)
        {
            for (int r = 0; r < (DependsOnRow(operand) ? tile.Rows : 1); r++)
            {
                for (int c = 0; c < (DependsOnColumn(operand) ? tile.Columns : 1); c++)
                {
                    for (int v = 0; v < (DependsOnLane(operand) ? tile.Vectors : 1); v++)
                        yield return new(r, c, v);
                }
            }
        }

        private Place Own(int operand, Place place) =>
            new(DependsOnRow(operand) ? place.Row : 0, DependsOnColumn(operand) ? place.Column : 0, DependsOnLane(operand) ? place.Vector : 0);

        // Where the innermost sums begin.
        private Func<int, Position> Fixed(Func<int, Position> at)
        {
            Dictionary<int, Position> standing = Enumerable.Range(0, Kernel.Axes.Length).ToDictionary(a => a, a => innermost.Contains(a) ? Position.Fixed(0) : at(a));
            return axis => standing[axis];
        }

        private string NameOf(int operand) => Kernel.Operands[operand] is Operand.Load load ? $"{load.Access.Storage.Name}Lanes" : $"operand{operand}";

        // From the pointer on, the position in the innermost sums and a fixed distance are left.
        private string Load(int operand, Place place)
        {
            Func<int, Position> at = owner.PositionsOf(place);
            if (Kernel.Operands[operand] is Operand.Load { Access: var access })
            {
                foreach ((int of, Func<int, Position> start, string name) in pointers)
                {
                    if (of == operand && Addresses.Distance(access, start, Fixed(at)) is { } distance)
                        return owner.VectorFrom(access, at, tile.CountOf(place.Vector), name, distance, innermost);
                }
            }
            return owner.VectorOperand(Kernel.Operands[operand], at, tile.CountOf(place.Vector));
        }

        private bool DependsOnRow(int operand) => Depends(Kernel.Operands[operand], owner.tiling.Row);

        private bool DependsOnColumn(int operand) => Depends(Kernel.Operands[operand], owner.tiling.Column);

        private bool DependsOnLane(int operand) => Depends(Kernel.Operands[operand], owner.Plan.Lane);

        private static bool Depends(Operand operand, int axis) => axis >= 0 && operand switch
        {
            Lowering.Operand.Load load => load.Access.MovesAlong(axis),
            Lowering.Operand.Position position => position.Index.StepAlong(axis) != 0,
            Lowering.Operand.Uniform uniform => uniform.Indices.Any(i => i.StepAlong(axis) != 0),
            _ => false,
        };
    }
}
