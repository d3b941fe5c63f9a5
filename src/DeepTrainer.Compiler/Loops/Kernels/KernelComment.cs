using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Loops.Kernels;

/// <summary>A kernel's comment: each value it stores as a formula over tensors, with shapes, and the planner's choices.</summary>
internal static class KernelComment
{
    private const string Sum = "sum";

    public static IEnumerable<string> Of(KernelPlan plan, Tiling? tiling)
    {
        Kernel kernel = plan.Uncollapsed;
        ILookup<Expr, Store> stores = kernel.InnerStores.Concat(kernel.Stores).GroupBy(s => s.Access.Storage).Select(g => g.First()).ToLookup(s => s.Expression);
        Dictionary<Expr, string> named = [];
        int parts = 0;
        foreach (Expr value in InOrder(kernel.Element, [.. stores.Select(s => s.Key)]))
        {
            bool isSum = value.Equals(kernel.Element);
            if (!isSum && !stores.Contains(value))
            {
                string name = $"part{Format.Integer(++parts)}";
                yield return $"{name} = {Formula(kernel, value, named)}";
                named[value] = name;
            }
            foreach (Store store in stores[value])
            {
                yield return $"{store.Access.Storage.Name} {store.Access.Storage.Shape} = {Formula(kernel, value, named)}";
                if (!named.ContainsKey(value))
                    named[value] = $"new {store.Access.Storage.Name}";
            }
            if (isSum)
                yield return $"{Sum} = {Sign(kernel)}({Formula(kernel, value, named)})";
        }
        yield return $"{Choices(plan, tiling)}.";
    }

    // Each after what it is made of: what is summed, what is stored, and what is used more than once. What is small enough to read twice is
    // written twice.
    private static IEnumerable<Expr> InOrder(Expr? summed, ImmutableArray<Expr> stored)
    {
        ImmutableArray<Expr> results = summed is null ? stored : stored.Insert(0, summed);
        IEnumerable<Expr> calls = ScalarFunction.SharedParts([.. results, .. results]).Where(part => results.Contains(part) || !Work.IsCheap(part));
        return (summed is null or Expr.Call ? [] : new[] { summed }).Concat(calls).Concat(results).Distinct();
    }

    private static string Choices(KernelPlan plan, Tiling? tiling)
    {
        if (plan.LaneAxis is not { } lane)
            return plan.Kernel.Axes.IsEmpty ? "One number" : "One number at a time";
        string lanes = $"Lanes over {lane.Name}{(lane.IsReduced ? ", summed across at the end" : "")}";
        if (tiling is null || tiling.Sums == 1)
            return lanes;
        IEnumerable<string> sides = new[] { (tiling.Rows, Axis: tiling.Row), (tiling.Columns, Axis: tiling.Column) }.Where(side => side.Axis >= 0)
            .Select(side => $"{Format.Integer(side.Item1)} of {plan.Kernel.Axes[side.Axis].Name}");
        return $"{lanes}; at once {string.Join(" × ", sides.Append($"{Format.Integer(tiling.Vectors)} vectors of {lane.Name}"))}";
    }

    private static string Formula(Kernel kernel, Expr expr, Dictionary<Expr, string> named) => ScalarFunction.Write(expr, i => kernel.Operands[i] switch
    {
        Operand.Load load => Name(kernel, load.Access),
        Operand.Host host => host.Name,
        Operand.Position position => Position(kernel, position.Index),
        Operand.Uniform => "uniform",
        _ => Sum,
    }, named, value => Format.Single(value).TrimEnd('f'));

    private static string Sign(Kernel kernel) =>
        $"{(kernel.Reduction == Reduction.Sum ? "Σ" : "max")}{string.Concat(kernel.ReducedAxes.Select(a => kernel.Axes[a].Name))}";

    private static string Name(Kernel kernel, Access access)
    {
        IEnumerable<string> indices = access.Indices.Select((index, d) => d == access.RowDimension && access.Row is { } row ? Name(kernel, row) : Position(kernel, index));
        return access.Row is null && access.Indices.All(i => i == Affine.At(0)) ? access.Storage.Root.Name
            : $"{access.Storage.Root.Name}[{string.Join(", ", indices.Where((_, d) => d == access.RowDimension && access.Row is not null || access.Indices[d] != Affine.At(0)))}]";
    }

    private static string Position(Kernel kernel, Affine at)
    {
        string text = string.Join(" + ", at.Terms.Select(t => (t.Step switch { 1 => "", -1 => "-", _ => Format.Integer(t.Step) }) + kernel.Axes[t.Axis].Name));
        return at.IsFixed ? Format.Integer(at.Offset) : at.Offset == 0 ? text : $"{text} {(at.Offset < 0 ? '-' : '+')} {Format.Integer(Math.Abs(at.Offset))}";
    }
}
