using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>
/// The kernels of a graph that work for nothing but results which a caller may leave out: the parameters' gradients, the samples' gradients, or both. Others may
/// store them besides, so that there is memory for them in any case.
/// </summary>
internal sealed class OptionalWork
{
    /// <summary>The parameter of graphs that says what is asked for.</summary>
    public const string Asked = "asked";

    /// <summary>The bits of what is asked for: the parameters' gradients, the samples'; and what always is.</summary>
    public const int Parameters = 1, Samples = 2, All = Parameters | Samples, Needed = 4;

    private readonly Dictionary<KernelPlan, string> conditions = new(ReferenceComparer.Of<KernelPlan>());

    public OptionalWork(GraphPlan plan)
    {
        HashSet<Node?> losses = [.. plan.Graph.Outputs.Where(o => Graph.IsLoss(o.Role)).Select(o => o.Value)];
        Dictionary<Storage, int> wanted = [];
        // a recurrence's kernels read what others behind them have stored
        for (bool isNew = true; isNew;)
        {
            isNew = false;
            foreach (Kernel kernel in plan.Kernels.Reverse().Select(k => k.Kernel))
            {
                int purposes = PurposesOf(kernel);
                foreach (Storage read in kernel.Operands.OfType<Operand.Load>()
                    .SelectMany(l => l.Access.Row is { } row ? new[] { row, l.Access } : [l.Access]).Select(a => a.Storage.Root))
                {
                    wanted.TryGetValue(read, out int known);
                    wanted[read] = known | purposes;
                    isNew |= (purposes & ~known) != 0;
                }
            }
        }
        foreach (KernelPlan kernel in plan.Kernels)
        {
            int purposes = PurposesOf(kernel.Kernel);
            if (purposes is Parameters or Samples or All)
                conditions[kernel] = $"({Asked} & {Format.Integer(purposes)}) != 0";
        }

        int PurposesOf(Kernel kernel) => kernel.InnerStores.Concat(kernel.Stores).Aggregate(0, (all, s) => all | (losses.Contains(s.Value) ? Needed : s.Access.Storage.Root switch
        {
            { Kind: StorageKind.Persistent } kept => GradientGraphs.IsSum(kept.Origin) ? Parameters : Needed,
            { Kind: StorageKind.Caller } given => given.Origin == Graph.InputGradient ? Samples : Needed,
            { } temporary => wanted.TryGetValue(temporary, out int readers) ? readers : 0,
        }));
    }

    /// <summary>The condition under which a kernel has something to do; none if it always has.</summary>
    public string? ConditionOf(KernelPlan kernel) => conditions.TryGetValue(kernel, out string? condition) ? condition : null;
}
