using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Loops.Kernels;

/// <content>A tile from its zeros to what follows the sums.</content>
internal sealed partial class TileLoops
{
    /// <summary>The code of a tile: sums, the loops that make them, and what follows them.</summary>
    private sealed class TileBody(TileLoops owner, string name, Tile tile)
    {
        private readonly int[] sumOrder = [.. owner.schedule.SumOrder];
        private int accumulated;

        private LoopBuilder Code => owner.Code;

        private Kernel Kernel => owner.Kernel;

        private bool IsSum => Kernel.Reduction == Reduction.Sum;

        private int Last => sumOrder[sumOrder.Length - 1];

        // What one factor has in common with the other goes outermost, then what passes by, then what is held in registers meanwhile.
        private IEnumerable<TilePlace> Places
        {
            get
            {
                (int Axis, int Size)[] sides = [(owner.tiling.Row, tile.Rows), (owner.tiling.Column, tile.Columns), (owner.Plan.Lane, tile.Vectors)];
                Access[] factors = [.. Kernel.Element!.Inputs.Select(i => Kernel.Operands[i]).OfType<Operand.Load>().Select(l => l.Access)];
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

        public void Add()
        {
            owner.current = tile;
            (int written, int unroll) = owner.schedule.Unrolling(Kernel, tile.Rows, tile.Columns, tile.Vectors);
            int loops = sumOrder.Length - Math.Max(1, written);
            bool areInMemory = LoopsEpilogue && tile.Sums > 1;
            if (owner.parts is { } parts)
            {
                InParts(parts, loops, written, unroll, areInMemory);
            }
            else
            {
                LetSums(unroll);
                using (owner.Loops(sumOrder.Take(loops)))
                    Innermost(written, unroll);
                Join(unroll);
                if (areInMemory)
                    ToMemory();
            }
            if (!areInMemory)
                Ordered.ToList().ForEach(Finish);
            else if (!owner.schedule.CallsEpilogue)
                FinishEach();
            else
                owner.CallFinishOfTile(name, tile);
        }

        private bool LoopsEpilogue => owner.schedule.LoopsEpilogue;

        private IEnumerable<TilePlace> Ordered => Places.OrderBy(p => p.Row).ThenBy(p => p.Column).ThenBy(p => p.Vector);

        // Partial sums are added up in memory. A new one begins with new registers, unless there are loops around, which may have no turn (a window that
        // lies in the border) or gather several in one, or the epilogue takes the sums from registers.
        private void InParts(SumParts parts, int loops, int written, int unroll, bool areInMemory)
        {
            IndexExpr extent = owner.Extent(parts.Axis), own = IndexExpr.Of("own");
            bool goesOn = parts.Depth > 0 || !areInMemory;
            using (PartialSums.IfSeveral(parts, Code, extent))
            using (Code.For("own", 0, PartialSums.Kept * tile.Sums))
                Code.Assign(new Value.Load(LoopType.Vector, Totals, own), Zero);
            if (goesOn)
                LetSums(unroll);
            PartialSums.Add(parts, Code, extent, () => owner.Loops(sumOrder.Take(parts.Depth)), () =>
            {
                if (!goesOn)
                    LetSums(unroll);
                owner.StandWithin(parts);
                using (owner.Loops(sumOrder.Take(loops).Skip(parts.Depth)))
                    Innermost(written, unroll);
                owner.StandWithin(null);
                if (!goesOn)
                    JoinToMemory(unroll);
            }, () =>
            {
                if (goesOn)
                    JoinToMemory(unroll);
                AddUp();
                if (goesOn)
                    Code.Add(new Stmt.Assign(Enumerable.Range(0, unroll).SelectMany(u => Ordered.Select(p => (Value)Sum(p, u))).ToEquatableArray(), Zero));
            });
            if (!goesOn)
                return;
            Join(unroll);
            if (areInMemory)
                ToMemory();
            using (PartialSums.IfSeveral(parts, Code, extent))
            {
                // What has come since the last one was added up; nothing, where all of them are.
                if (parts.Depth > 0)
                {
                    if (!areInMemory)
                        ToMemory();
                    AddUp();
                }
                if (!areInMemory)
                    FromMemory();
            }
        }

        private static Value Zero => new Value.Constant(LoopType.Vector, 0);

        private void LetSums(int unroll)
        {
            for (int u = 0; u < unroll; u++)
                Code.Add(new Stmt.Let(LoopType.Vector, Ordered.Select(p => new Definition(Sum(p, u).Name, owner.Neutral)).ToEquatableArray()));
        }

        private void AddUp() => Code.Add(new Stmt.AddUp(Sums, Totals, tile.Sums));

        private void JoinToMemory(int unroll)
        {
            Join(unroll);
            ToMemory();
        }

        private void ToMemory()
        {
            int n = 0;
            foreach (TilePlace place in Ordered)
                Code.Assign(new Value.Load(LoopType.Vector, Sums, n++), Sum(place, 0));
        }

        private void FromMemory()
        {
            int n = 0;
            foreach (TilePlace place in Ordered)
                Code.Assign(Sum(place, 0), new Value.Load(LoopType.Vector, Sums, n++));
        }

        // As a tree: each addition waits for the ones before it.
        private void Join(int unroll)
        {
            for (int step = 1; step < unroll; step *= 2)
            {
                for (int u = 0; u + step < unroll; u += 2 * step)
                {
                    foreach (TilePlace place in Places)
                        Code.Add(Combined(Sum(place, u), Sum(place, u + step), isElement: false));
                }
            }
        }

        private Stmt Combined(Value sum, Value other, bool isElement) => IsSum ? new Stmt.Increase(sum, other)
            : new Stmt.Assign([sum], isElement ? Larger(Kernel, other, sum) : Larger(Kernel, sum, other));

        /// <summary>Adds what follows the sums, which are in memory, so that it is written once.</summary>
        public void FinishEach()
        {
            int vectors = tile.LastCount is null ? tile.Vectors : tile.Vectors - 1;
            Side[] sides =
            [
                new(owner.tiling.Row, tile.Rows, 1, tile.Columns * tile.Vectors), new(owner.tiling.Column, tile.Columns, 1, tile.Vectors),
                new(owner.Plan.Lane, vectors, owner.Target.Lanes, 1),
            ];
            EachPlace(sides, [], null);
        }

        /// <summary>A side of the tile: its axis, places on it, how far they are apart there, and in the memory of the sums.</summary>
        private sealed record Side(int Axis, int Size, int Step, int Distance);

        // Loops over the sides, one in another. Of the side along which results are stored together, so many places at once are taken.
        private void EachPlace(Side[] sides, ImmutableArray<IndexExpr> places, Side? together)
        {
            if (places.Length == sides.Length)
            {
                FinishAt(sides, places, together, null);
                return;
            }
            Side side = sides[places.Length];
            int whole = side.Axis == owner.schedule.Across ? side.Size / KernelPlan.Neighbours * KernelPlan.Neighbours : 0;
            Turns(side, 0, whole, KernelPlan.Neighbours, place => EachPlace(sides, places.Add(place), side));
            Turns(side, whole, side.Size, 1, place => EachPlace(sides, places.Add(place), together));
            // The last vector, which is not whole.
            if (side.Axis == owner.Plan.Lane && tile.LastCount is { } count)
                FinishAt(sides, places.Add(side.Size), together, count);
        }

        private void Turns(Side side, int from, int to, int step, Action<IndexExpr> body)
        {
            if (to - from > step)
            {
                string place = $"tile{Format.Pascal(owner.Variable(side.Axis))}";
                using (Code.For(place, from, to, step))
                    body(IndexExpr.Of(place));
            }
            else if (to > from)
            {
                body(from);
            }
        }

        private void FinishAt(Side[] sides, ImmutableArray<IndexExpr> places, Side? together, IndexExpr? count)
        {
            IndexExpr first = sides.Select((side, s) => places[s] * side.Distance).Aggregate((a, b) => a + b);
            IEnumerable<IndexExpr> positions = Kernel.OutputAxes.Select(axis =>
                sides.Select((side, s) => side.Axis == axis ? places[s] * side.Step : 0).Aggregate(owner.At(axis).Index, (a, b) => a + b));
            owner.CallFinish(name, new Value.Load(LoopType.Vector, Sums, first), together?.Distance ?? 0, positions, count);
        }

        private void Innermost(int written, int unroll)
        {
            if (written > 0)
            {
                TileOperands operands = new(owner, tile, sumOrder.Skip(sumOrder.Length - written).ToArray(), isLoop: false);
                foreach (int axis in sumOrder.Skip(sumOrder.Length - written))
                    owner.Stand(axis, LoopIndex.Fixed(0));
                operands.Pointers();
                operands.Fours = Last;
                int step = 0;
                EachStep(sumOrder.Skip(sumOrder.Length - written).ToArray(), 0, () => Accumulate(operands, step++ % unroll));
                return;
            }
            string variable = owner.Variable(Last);
            IndexExpr start = owner.parts?.Axis == Last ? PartialSums.Start : 0, end = owner.parts?.Axis == Last ? PartialSums.End : owner.Extent(Last);
            TileOperands moving = new(owner, tile, [Last], isLoop: true);
            owner.Stand(Last, LoopIndex.Fixed(0));
            moving.Pointers();
            owner.Stand(Last, new(variable));
            if (unroll == 1)
            {
                using (owner.Loop(Last))
                {
                    moving.Prefetch(1);
                    Accumulate(moving, 0);
                }
                return;
            }
            int extent = Kernel.Axes[Last].Extent;
            Code.Add(new Stmt.LetIndex(variable, start));
            using (Code.For(variable, null, end, unroll, fits: true))
            {
                moving.NextTurn();
                moving.Fours = unroll % TileOperands.Four == 0 ? Last : -1;
                moving.Prefetch(unroll);
                for (int u = 0; u < unroll; u++)
                {
                    owner.Stand(Last, new(variable, u, Kernel.Axes[Last].Extent % unroll == 0 ? unroll : 1));
                    Accumulate(moving, u);
                }
            }
            moving.Fours = -1;
            owner.Stand(Last, new(variable));
            if (extent < 0 || extent % unroll != 0)
            {
                moving.NextTurn();
                using (Code.For(variable, null, end))
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
                owner.Stand(axes[depth], LoopIndex.Fixed(i));
                EachStep(axes, depth + 1, step);
            }
        }

        private void Accumulate(TileOperands operands, int unrolled)
        {
            operands.NextStep();
            foreach (TilePlace place in Places)
            {
                ValueBuilder values = new(Code, LoopType.Vector, i => operands.Of(i, place), $"t{Format.Integer(accumulated++)}_") { Rounded = Kernel.Rounded };
                owner.AnnounceElement(values);
                foreach (Store store in Kernel.InnerStores)
                    owner.StoreVector(store, values.Of(store.Expression), owner.PositionsOf(tile, place), tile.CountOf(place.Vector));
                Value.Local sum = Sum(place, unrolled);
                if (IsSum && Kernel.Element is Expr.Call product && product.Operation == Operation.Multiply)
                    Code.Assign(sum, new Value.MultiplyAdd(values.Of(product.Arguments[0]), values.Of(product.Arguments[1]), sum));
                else
                    Code.Add(Combined(sum, values.Of(Kernel.Element!), isElement: true));
            }
        }

        private void Finish(TilePlace place)
        {
            Func<int, LoopIndex> at = owner.PositionsOf(tile, place);
            owner.CallFinish(name, Sum(place, 0), 0, Kernel.OutputAxes.Select(a => at(a).Index), tile.CountOf(place.Vector));
        }

        private Value.Local Sum(TilePlace place, int unrolled)
        {
            string[] parts = [.. new[] { (tile.Rows, place.Row), (tile.Columns, place.Column), (tile.Vectors, place.Vector) }
                .Where(p => p.Item1 > 1).Select(p => Format.Integer(p.Item2))];
            return new(LoopType.Vector, $"sum{string.Join("_", parts)}{(unrolled == 0 ? "" : $"{(parts.Length > 0 ? "_" : "")}{(char)('a' + unrolled)}")}");
        }
    }
}
