using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Loops.Kernels;

/// <summary>An element-wise kernel: loops around vectors.</summary>
internal sealed class MapLoops(KernelPlan plan, Target target, MapSchedule schedule) : KernelLoops(plan, target)
{
    private protected override void Body(string name)
    {
        if (Plan.Lane < 0)
        {
            Scalars();
            return;
        }
        LaneLoop loop = new(Plan, Target, schedule.EndsExactly, maxVectors: 1);
        int across = schedule.Across;
        if (schedule.LanesAround)
        {
            loop.Add(Code, (place, _, count) =>
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
                Pieces(across, KernelPlan.Neighbours, places => loop.Add(Code, (place, _, count) =>
                {
                    Stand(Plan.Lane, place);
                    InTurn(across, places, count);
                }));
            }
            return;
        }
        using (Loops(Others))
        using (CurrentRow())
        {
            Invariants invariants = Invariant();
            loop.Add(Code, (place, _, count) =>
            {
                Stand(Plan.Lane, place);
                Vectors(invariants, count);
            });
        }
    }

    private IEnumerable<int> Others => Kernel.OutputAxes.Where(a => a != Plan.Lane);

    // So many places of an axis: as many as are loaded and stored together, or the rest of them.
    private void InTurn(int axis, int places, IndexExpr? count)
    {
        if (places == KernelPlan.Neighbours)
        {
            Neighbours neighbours = new(this, axis, count);
            neighbours.Add(_ => Vectors(Invariant(), count, neighbours));
            return;
        }
        LoopIndex first = At(axis);
        for (int place = 0; place < places; place++)
        {
            Stand(axis, first.Shift(place));
            using (Code.Block())
                Vectors(Invariant(), count);
        }
        Stand(axis, first);
    }

    private Invariants Invariant()
    {
        Invariants invariants = new(Code, Kernel, IsLaneInvariant, o => ScalarOperand(o, At));
        invariants.Add(Kernel.Stores.Select(s => s.Expression));
        return invariants;
    }

    private void Vectors(Invariants invariants, IndexExpr? count, Neighbours? neighbours = null)
    {
        ValueBuilder values = new(Code, LoopType.Vector, i => neighbours?.Loaded(i) ?? VectorOperand(Kernel.Operands[i], At, count)) { Rounded = Kernel.Rounded };
        invariants.Define(values);
        StoreAll(values, count, neighbours);
    }

    private void Scalars()
    {
        using IDisposable loops = Loops(Kernel.OutputAxes);
        using IDisposable? row = CurrentRow();
        StoreAll(new(Code, LoopType.Float, i => ScalarOperand(Kernel.Operands[i], At)));
    }
}
