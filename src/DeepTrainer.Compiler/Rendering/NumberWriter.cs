using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>A sum (or maximum) without lanes, where no axis has neighbours: what is combined is found by row numbers, one at a time.</summary>
internal sealed class NumberWriter(KernelPlan plan, Width width, CodeWriter writer) : KernelWriter(plan, width, writer)
{
    private protected override void Body(string name)
    {
        using (Loops(Kernel.OutputAxes))
        {
            bool isSum = Kernel.Reduction == Reduction.Sum;
            Writer.Line(isSum ? "double sum = 0;" : "float one = float.NegativeInfinity;");
            using (Loops(Kernel.ReducedAxes))
            {
                ExprWriter elements = new(Writer, Dialect.Scalar, i => ScalarOperand(Kernel.Operands[i], At));
                elements.Announce(Kernel.Element!);
                foreach (Lowering.Store store in Kernel.InnerStores)
                    elements.Announce(store.Expression);
                NameUpdates(elements);
                foreach (Lowering.Store store in Kernel.InnerStores)
                    Writer.Line($"{Addresses.Element(store.Access, At)} = {elements.Text(store.Expression)};");
                string element = elements.Text(Kernel.Element!);
                Writer.Line(isSum ? $"sum += {element};" : $"one = VectorMath.Max({element}, one);");
            }
            if (isSum)
                Writer.Line("float one = (float)sum;");
            StoreAll(new(Writer, Dialect.Scalar, i => Kernel.Operands[i] is Lowering.Operand.Reduced ? "one" : ScalarOperand(Kernel.Operands[i], At), "r"));
        }
    }
}
