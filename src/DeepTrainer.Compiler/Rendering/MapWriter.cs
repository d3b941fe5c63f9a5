using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>An element-wise kernel: loops around vectors.</summary>
internal sealed class MapWriter(KernelPlan plan, Width width, CodeWriter writer) : KernelWriter(plan, width, writer)
{
    private protected override void Body(string name)
    {
        if (Plan.Lane < 0)
        {
            Scalars();
            return;
        }
        LaneLoop loop = new(Plan, Width, NeedsExactEnd(), maxVectors: 1);
        int across = Plan.Across;
        // Where samples lie in blocks, a block is worked on as a whole.
        if (Plan.LaneAxis!.Extent < 0)
        {
            loop.Write(Writer, (place, _, count) =>
            {
                Stand(Plan.Lane, place);
                if (across >= 0)
                {
                    using (Loops(Others.Where(a => a != across)))
                        Pieces(across, KernelPlan.Neighbours, places => InTurn(across, places, count));
                    return;
                }
                using (Loops(Others))
                    Vectors(Invariant(), count);
            });
            return;
        }
        if (across >= 0)
        {
            using (Loops(Others.Where(a => a != across)))
            {
                Pieces(across, KernelPlan.Neighbours, places => loop.Write(Writer, (place, _, count) =>
                {
                    Stand(Plan.Lane, place);
                    InTurn(across, places, count);
                }));
            }
            return;
        }
        using (Loops(Others))
        {
            Invariants invariants = Invariant();
            loop.Write(Writer, (place, _, count) =>
            {
                Stand(Plan.Lane, place);
                Vectors(invariants, count);
            });
        }
    }

    private IEnumerable<int> Others => Kernel.OutputAxes.Where(a => a != Plan.Lane);

    // So many places of an axis, one after another.
    private void InTurn(int axis, int places, string? count)
    {
        Position first = At(axis);
        Dictionary<int, string> loaded = [];
        foreach (int i in places == KernelPlan.Neighbours ? Plan.AcrossLanes(axis) : [])
        {
            Access access = ((Operand.Load)Kernel.Operands[i]).Access;
            loaded[i] = UniqueName([.. loaded.Values], Addresses.Pointer(access) + "At");
            string outs = string.Join(", ", Enumerable.Range(0, places).Select(p => $"out V {loaded[i]}{Format.Integer(p)}"));
            string stride = Format.Integer(KernelPlan.StrideOf(access, Plan.Lane).Count);
            Writer.Line(IsPartial(access, count) ? $"VectorMath.LoadStridedPartial({Addresses.Of(access, At)}, {stride}, {count}, {outs});"
                : $"VectorMath.LoadStrided({Addresses.Of(access, At)}, {stride}, {outs});");
        }
        bool hasLocals = Kernel.Stores.Length > 1 || Kernel.Stores[0].Expression is not Expr.Input;
        for (int place = 0; place < places; place++)
        {
            Stand(axis, first.Shift(place));
            using (hasLocals ? Writer.Block() : null)
                Vectors(Invariant(), count, loaded.ToDictionary(l => l.Key, l => l.Value + Format.Integer(place)));
        }
        Stand(axis, first);
    }

    private Invariants Invariant()
    {
        Invariants invariants = new(Writer, Kernel, IsLaneInvariant, o => ScalarOperand(o, At));
        invariants.Write(Kernel.Stores.Select(s => s.Expression));
        return invariants;
    }

    private void Vectors(Invariants invariants, string? count, Dictionary<int, string>? loaded = null)
    {
        ExprWriter expressions = new(Writer, Dialect.Vector, i => loaded is not null && loaded.TryGetValue(i, out string? name) ? name : VectorOperand(Kernel.Operands[i], At, count));
        invariants.Define(expressions);
        StoreAll(expressions, count);
    }

    private void Scalars()
    {
        using IDisposable loops = Loops(Kernel.OutputAxes);
        ExprWriter expressions = new(Writer, Dialect.Scalar, i => ScalarOperand(Kernel.Operands[i], At));
        StoreAll(expressions);
    }
}
