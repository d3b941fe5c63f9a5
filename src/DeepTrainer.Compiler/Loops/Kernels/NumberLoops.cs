using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Loops.Kernels;

/// <summary>A sum (or maximum) without lanes, where no axis has neighbours: what is combined is found by row numbers, one at a time.</summary>
internal sealed class NumberLoops(KernelPlan plan, Target target) : KernelLoops(plan, target)
{
    private protected override void Body(string name)
    {
        using (Loops(Kernel.OutputAxes))
        using (CurrentRow())
        {
            bool isSum = Kernel.Reduction == Reduction.Sum;
            Value.Local sum = new(isSum ? LoopType.Double : LoopType.Float, isSum ? "sum" : "one"), one = new(LoopType.Float, "one");
            Code.Add(new Stmt.Let(sum.Type, [new Definition(sum.Name, new Value.Constant(sum.Type, isSum ? 0 : double.NegativeInfinity))]));
            using (Loops(Kernel.ReducedAxes))
            {
                ValueBuilder elements = new(Code, LoopType.Float, i => ScalarOperand(Kernel.Operands[i], At));
                AnnounceElement(elements);
                foreach (Store store in Kernel.InnerStores)
                    StoreNumber(store, elements.Of(store.Expression));
                Value element = elements.Of(Kernel.Element!);
                Code.Add(isSum ? new Stmt.Increase(sum, element) : new Stmt.Assign([sum], new Value.Call(LoopType.Float, Operation.Max, [element, sum])));
            }
            if (isSum)
                Code.Add(new Stmt.Let(one.Type, [new Definition(one.Name, new Value.Converted(LoopType.Float, sum))]));
            StoreAll(new(Code, LoopType.Float, i => Kernel.Operands[i] is Operand.Reduced ? one : ScalarOperand(Kernel.Operands[i], At), "r"));
        }
    }
}
