using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Compiler.Planning;

/// <summary>
/// Kernels → plans: which axis runs in lanes, how temporaries lie in memory, where in the arena. Lanes go where neighbours
/// in memory are; where a product's operand is a temporary, it is laid out for the product.
/// </summary>
public static class Planner
{
    /// <summary>The plan of one graph. <paramref name="weights"/> are the layouts of weights, the same in all of a network's graphs.</summary>
    internal static GraphPlan Run(Graph graph, WeightLayouts weights)
    {
        Storages storages = new(weights.Flat);
        ImmutableArray<Kernel> kernels = Lower.Run(graph, storages);
        Layouts layouts = new(kernels, weights.Layouts);
        HashSet<string> names = [];
        ImmutableArray<KernelPlan> plans = [.. kernels.Select(k => layouts.Plan(k, Unique(names, k.Name)))];
        ImmutableHashSet<Storage> kept = [.. graph.Outputs.Select(o => storages.TryFind(o.Value)).OfType<Storage>().Select(s => s.Root)];
        return new(plans, Arena.Plan(plans, kept), graph);
    }

    private static string Unique(HashSet<string> names, string name)
    {
        string unique = name;
        for (int n = 2; !names.Add(unique); n++)
            unique = name + Format.Integer(n);
        return unique;
    }
}
