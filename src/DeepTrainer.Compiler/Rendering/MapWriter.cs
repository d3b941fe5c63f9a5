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
        // Where samples lie in blocks, a block is worked on as a whole.
        if (Plan.LaneAxis!.Extent < 0)
        {
            loop.Write(Writer, (place, _, count) =>
            {
                Stand(Plan.Lane, place);
                using (Loops(Others))
                    Vectors(Invariant(), count);
            });
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

    private Invariants Invariant()
    {
        Invariants invariants = new(Writer, Kernel, IsLaneInvariant, o => ScalarOperand(o, At));
        invariants.Write(Kernel.Stores.Select(s => s.Expression));
        return invariants;
    }

    private void Vectors(Invariants invariants, string? count)
    {
        ExprWriter expressions = new(Writer, Dialect.Vector, i => VectorOperand(Kernel.Operands[i], At, count));
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
