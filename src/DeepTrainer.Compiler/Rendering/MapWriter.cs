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
        using (Loops(Kernel.OutputAxes.Where(a => a != Plan.Lane)))
        {
            Invariants invariants = new(Writer, Kernel, IsLaneInvariant, o => ScalarOperand(o, Variable));
            invariants.Write(Kernel.Stores.Select(s => s.Expression));
            LaneLoop loop = new(Plan, Width, NeedsExactEnd(), maxVectors: 1);
            loop.Write(Writer, (_, count) => Vectors(invariants, count));
        }
    }

    private void Vectors(Invariants invariants, string? count)
    {
        ExprWriter expressions = new(Writer, Dialect.Vector, i => VectorOperand(Kernel.Operands[i], Variable, count));
        invariants.Define(expressions);
        StoreAll(expressions, count);
    }

    private void Scalars()
    {
        using IDisposable loops = Loops(Kernel.OutputAxes);
        ExprWriter expressions = new(Writer, Dialect.Scalar, i => ScalarOperand(Kernel.Operands[i], Variable));
        StoreAll(expressions);
    }
}
