namespace DeepTrainer.Compiler.Lowering;

/// <summary>
/// Whole numbers with a factor for each channel → numbers times factors: w → w · factor, and where the channel isn't summed over Σ x · w → factor · Σ x · w.
/// </summary>
internal static class ChannelFactors
{
    public static Kernel Run(Kernel kernel, Storages storages)
    {
        List<Operand> operands = [.. kernel.Operands];
        Expr[] inElement = [.. operands.Select((_, i) => (Expr)new Expr.Input(i))], inStores = [.. inElement];
        ImmutableArray<int> summed = kernel.IsProduct ? kernel.Element!.Inputs : [];
        Expr? ofSum = null;
        for (int i = 0; i < kernel.Operands.Length; i++)
        {
            if (kernel.Operands[i] is not Operand.Load { Access: { Storage.Element.HasFactors: true } access })
                continue;
            Access factors = storages.FactorsOf(access);
            Expr factor = new Expr.Input(operands.Count);
            operands.Add(new Operand.Load(factors));
            inStores[i] = new Expr.Input(i) * factor;
            if (!summed.Contains(i) || kernel.ReducedAxes.Any(factors.MovesAlong))
                inElement[i] = inStores[i];
            else
                ofSum = ofSum is null ? factor : ofSum * factor;
        }
        if (operands.Count == kernel.Operands.Length)
            return kernel;
        for (int i = 0; i < kernel.Operands.Length && ofSum is not null; i++)
        {
            if (kernel.Operands[i] is Operand.Reduced)
                inStores[i] = new Expr.Input(i) * ofSum;
        }
        return kernel with
        {
            Operands = [.. operands],
            Element = kernel.Element is null ? null : Rewriter.Substitute(kernel.Element, inElement),
            InnerStores = [.. kernel.InnerStores.Select(s => s with { Expression = Rewriter.Substitute(s.Expression, inElement) })],
            Stores = [.. kernel.Stores.Select(s => s with { Expression = Rewriter.Substitute(s.Expression, inStores) })],
            Rounded = [.. kernel.Rounded.SelectMany(e => new[] { Rewriter.Substitute(e, inElement), Rewriter.Substitute(e, inStores) })],
        };
    }
}
