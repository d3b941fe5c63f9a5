using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>A kernel's documentation: each value it stores as a formula over tensors, with shapes, and the planner's choices.</summary>
internal static class KernelComment
{
    private const string Sum = "sum";

    public static IEnumerable<string> Of(KernelPlan plan)
    {
        Kernel kernel = plan.Kernel;
        Dictionary<Expr, string> named = [];
        yield return "<summary>";
        if (kernel.Element is not null)
            yield return Line($"{Sum} = {Sign(kernel)}({Formula(kernel, kernel.Element, named)})");
        foreach (Expr part in SharedParts(kernel))
        {
            string name = $"part{named.Count + 1}";
            yield return Line($"{name} = {Formula(kernel, part, named)}");
            named[part] = name;
        }
        foreach (Store store in kernel.InnerStores.Concat(kernel.Stores).GroupBy(s => s.Access.Storage).Select(g => g.First()))
        {
            yield return Line($"{store.Access.Storage.Name} {store.Access.Storage.Shape} = {Formula(kernel, store.Expression, named)}");
            if (!named.ContainsKey(store.Expression))
                named[store.Expression] = $"new {store.Access.Storage.Name}";
        }
        yield return $"{Choices(plan)}.";
        yield return "</summary>";
    }

    // What is small enough to read twice is written twice.
    private static IEnumerable<Expr> SharedParts(Kernel kernel)
    {
        Expr[] stored = [.. kernel.InnerStores.Concat(kernel.Stores).Select(s => s.Expression)];
        return ScalarFunction.SharedParts([.. stored]).Where(part => !stored.Contains(part) && !Cost.IsCheap(part));
    }

    private static string Choices(KernelPlan plan)
    {
        if (plan.LaneAxis is not { } lane)
            return "One number";
        string lanes = $"Lanes over {lane.Name}{(lane.IsReduced ? ", summed across at the end" : "")}";
        return plan.Row < 0 ? lanes : $"{lanes}; register tiles over {plan.Kernel.Axes[plan.Row].Name} and {lane.Name}";
    }

    private static string Formula(Kernel kernel, Expr expr, Dictionary<Expr, string> named) => ScalarFunction.Write(expr, i => kernel.Operands[i] switch
    {
        Operand.Load load => Name(kernel, load.Access),
        Operand.Host host => KernelSignature.NameOf(host.Node),
        Operand.Position position => position.Index.Axis < 0 ? Format.Integer(position.Index.Offset) : kernel.Axes[position.Index.Axis].Name,
        Operand.Uniform => "uniform",
        _ => Sum,
    }, named, value => Dialect.Float(value).TrimEnd('f'));

    private static string Sign(Kernel kernel) =>
        $"{(kernel.Reduction == Reduction.Sum ? "Σ" : "max")}{string.Concat(kernel.ReducedAxes.Select(a => kernel.Axes[a].Name))}";

    private static string Name(Kernel kernel, Access access)
    {
        string[] indices = [.. access.Indices.Where(i => i.Axis >= 0 || i.Offset > 0).Select(i =>
            i.Axis < 0 ? Format.Integer(i.Offset) : kernel.Axes[i.Axis].Name + (i.Offset > 0 ? $" + {Format.Integer(i.Offset)}" : ""))];
        return indices.Length == 0 ? access.Storage.Root.Name : $"{access.Storage.Root.Name}[{string.Join(", ", indices)}]";
    }

    private static string Line(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;") + "<br/>";
}
