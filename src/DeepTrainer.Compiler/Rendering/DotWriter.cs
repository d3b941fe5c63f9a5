using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>A sum (or maximum) whose lanes run over what is combined: a vector of partial results, combined across at the end.</summary>
internal sealed class DotWriter(KernelPlan plan, Width width, CodeWriter writer) : KernelWriter(plan, width, writer)
{
    private bool IsSum => Kernel.Reduction == Reduction.Sum;

    private protected override void Body(string name)
    {
        using (Loops(Kernel.OutputAxes))
        {
            Writer.Line($"V all = {(IsSum ? "V.Zero" : "Lanes.Create(float.NegativeInfinity)")};");
            using (Loops(Kernel.ReducedAxes.Where(a => a != Plan.Lane)))
            {
                Invariants invariants = new(Writer, Kernel, IsLaneInvariant, o => ScalarOperand(o, At));
                invariants.Write(Kernel.InnerStores.Select(s => s.Expression).Append(Kernel.Element!));
                new LaneLoop(Plan, Width, exact: true, maxVectors: 1).Write(Writer, (place, _, count) =>
                {
                    Stand(Plan.Lane, place);
                    Combine(invariants, count);
                });
            }
            Writer.Line($"float one = {(IsSum ? "Lanes.Sum(all)" : "VectorMath.Max(all)")};");
            Finish();
        }
    }

    private void Combine(Invariants invariants, string? count)
    {
        ExprWriter expressions = new(Writer, Dialect.Vector, i => VectorOperand(Kernel.Operands[i], At, count));
        invariants.Define(expressions);
        expressions.Announce(Kernel.Element!);
        foreach (Store store in Kernel.InnerStores)
            expressions.Announce(store.Expression);
        foreach (Store store in Kernel.InnerStores)
            StoreVector(store, expressions.Text(store.Expression), At, count);
        string element = expressions.Text(Kernel.Element!);
        if (count is not null)
            element = $"Lanes.ConditionalSelect(VectorMath.MaskFirst{Width.Bits}({count}), {element}, {(IsSum ? "V.Zero" : "all")})";
        Writer.Line(IsSum ? $"all += {element};" : $"all = Lanes.MaxNative({element}, all);");
    }

    private void Finish()
    {
        ExprWriter expressions = new(Writer, Dialect.Scalar, i => Kernel.Operands[i] is Operand.Reduced ? "one" : ScalarOperand(Kernel.Operands[i], At), "r");
        StoreAll(expressions);
    }
}
