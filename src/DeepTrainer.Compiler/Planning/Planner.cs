using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Compiler.Planning;

/// <summary>
/// Kernels → plans: which axis runs in lanes, how temporaries lie in memory, where in the arena. Lanes go where neighbours
/// in memory are; where a product's operand is a temporary, it is laid out for the product.
/// </summary>
public static class Planner
{
    /// <summary>The plan of one graph. <paramref name="weights"/> are the layouts of weights, the same in all of a network's graphs.</summary>
    internal static GraphPlan Run(Graph graph, IReadOnlyDictionary<string, Layout> weights)
    {
        Storages storages = new();
        ImmutableArray<Kernel> kernels = Lower.Run(graph, storages);
        Layouts layouts = new(kernels, weights);
        HashSet<string> names = [];
        ImmutableArray<KernelPlan> plans = [.. kernels.Select(k => layouts.Plan(k, Unique(names, k.Name)))];
        ImmutableHashSet<Storage> kept = [.. graph.Outputs.Select(o => storages.TryFind(o.Value)).OfType<Storage>().Select(s => s.Root)];
        return new(plans, Arena.Plan(plans, kept), graph);
    }

    /// <summary>
    /// How weights lie: outputs side by side, since the forward product and the weight gradient both run over them in lanes.
    /// That is the dimension of a weight which a contraction keeps.
    /// </summary>
    public static ImmutableDictionary<string, Layout> WeightLayouts(Graph inference)
    {
        var layouts = ImmutableDictionary.CreateBuilder<string, Layout>();
        foreach (Node node in inference.Nodes)
        {
            if (node.Primitive is not Contract contract)
                continue;
            foreach ((Node operand, string letters) in new[] { (node.Inputs[0], contract.A), (node.Inputs[1], contract.B) })
            {
                if (operand.Primitive is Source { Kind: SourceKind.Parameter } source && letters.Length > 1
                    && source.Shape[0] > 1 && contract.Result.IndexOf(letters[0]) >= 0)
                    layouts[source.Name] = Layout.Columns;
            }
        }
        return layouts.ToImmutable();
    }

    private static string Unique(HashSet<string> names, string name)
    {
        string unique = name;
        for (int n = 2; !names.Add(unique); n++)
            unique = name + Format.Integer(n);
        return unique;
    }
}
