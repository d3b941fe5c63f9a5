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
        int across = Plan.ElementsAcross;
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

    // So many places of an axis: as many as are loaded and stored together, or the rest of them.
    private void InTurn(int axis, int places, string? count)
    {
        if (places == KernelPlan.Neighbours)
        {
            Neighbours neighbours = new(this, axis, count);
            neighbours.Write(_ => Vectors(Invariant(), count, neighbours));
            return;
        }
        Position first = At(axis);
        for (int place = 0; place < places; place++)
        {
            Stand(axis, first.Shift(place));
            using (Writer.Block())
                Vectors(Invariant(), count);
        }
        Stand(axis, first);
    }

    private Invariants Invariant()
    {
        Invariants invariants = new(Writer, Kernel, IsLaneInvariant, o => ScalarOperand(o, At));
        invariants.Write(Kernel.Stores.Select(s => s.Expression));
        return invariants;
    }

    private void Vectors(Invariants invariants, string? count, Neighbours? neighbours = null)
    {
        ExprWriter expressions = new(Writer, Dialect.Vector, i => neighbours?.Loaded(i) ?? VectorOperand(Kernel.Operands[i], At, count)) { Rounded = Kernel.Rounded };
        invariants.Define(expressions);
        StoreAll(expressions, count, neighbours);
    }

    private void Scalars()
    {
        using IDisposable loops = Loops(Kernel.OutputAxes);
        ExprWriter expressions = new(Writer, Dialect.Scalar, i => ScalarOperand(Kernel.Operands[i], At));
        StoreAll(expressions);
    }
}
