using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Compiler.Planning;

/// <summary>
/// Kernels → plans: which axis runs in lanes, how temporaries lie in memory, where in the arena. Lanes go where neighbours
/// in memory are; where a product's operand is a temporary, it is laid out for the product.
/// </summary>
public static class Planner
{
    /// <summary>
    /// The plan of one graph. <paramref name="weights"/> are the layouts of weights, the same in all of a network's graphs;
    /// with <paramref name="oneSample"/> it is for a single sample, so that every loop's length is known.
    /// </summary>
    internal static GraphPlan Run(Graph graph, WeightLayouts weights, bool oneSample = false) => Run(Lowered(graph, weights, oneSample), weights, oneSample);

    /// <summary>A graph as kernels, for one sample or for many.</summary>
    internal static LoweredGraph Lowered(Graph graph, WeightLayouts weights, bool oneSample = false) => LoweredAsIs(Winograd.Run(graph, weights, oneSample), weights);

    /// <summary>The plans of one graph for many samples and for one.</summary>
    internal static (GraphPlan Many, GraphPlan One) RunBoth(Graph graph, WeightLayouts weights)
    {
        Graph many = Winograd.Run(graph, weights, oneSample: false), one = Winograd.Run(graph, weights, oneSample: true);
        LoweredGraph lowered = LoweredAsIs(many, weights);
        return (Run(lowered, weights, oneSample: false), Run(many == one ? lowered : LoweredAsIs(one, weights), weights, oneSample: true));
    }

    private static LoweredGraph LoweredAsIs(Graph graph, WeightLayouts weights)
    {
        graph = RowUpdates.Run(AllSamples.Run(graph));
        Storages storages = new(weights, graph);
        return new(graph, storages, [.. Lower.Run(graph, storages).Select(k => ChannelFactors.Run(k, storages))]);
    }

    /// <summary>The plan of a graph that is kernels already.</summary>
    internal static GraphPlan Run(LoweredGraph lowered, WeightLayouts weights, bool oneSample)
    {
        (Graph graph, Storages storages, ImmutableArray<Kernel> kernels) = lowered;
        if (oneSample)
            kernels = Bands.Run([.. kernels.Select(k => k.ForOneSample())]);
        return Run(graph, weights, storages, kernels) with { OneSample = oneSample };
    }

    /// <summary>A part of a step that adds up what chunks of a batch give, as kernels in the order of <see cref="SumChains"/>; none if there is none.</summary>
    internal static LoweredGraph? LoweredInChunks(Graph graph, WeightLayouts weights)
    {
        graph = Winograd.Run(graph, weights, oneSample: false);
        Storages storages = new(weights, graph);
        return SumChains.Run(Lower.Run(graph, storages)) is { } kernels ? new(graph, storages, kernels) : null;
    }

    /// <summary>The plan of such a part.</summary>
    internal static GraphPlan InChunks(LoweredGraph lowered, WeightLayouts weights)
    {
        GraphPlan plan = Run(lowered.Graph, weights, lowered.Storages, lowered.Kernels);
        KernelForms forms = new();
        Dictionary<int, bool> divideBlocks = [];
        return plan with { Kernels = [.. plan.Kernels.Select(k => DividesBlocks(k) ? k : k with { Kernel = k.Kernel with { InWholeBlocks = true } })] };

        // A chunk has more blocks if there are more threads, and its samples are in other tiles then, unless tiles divide blocks.
        bool DividesBlocks(KernelPlan kernel)
        {
            int form = forms.Of(kernel);
            if (!divideBlocks.TryGetValue(form, out bool divides))
                divideBlocks[form] = divides = kernel.SamplesAtOnce(Target.All).All(samples => Placement.Padding % samples == 0);
            return divides;
        }
    }

    /// <summary>The same of a graph; none if its kernels can't be ordered so.</summary>
    internal static GraphPlan? InChunks(Graph graph, WeightLayouts weights) => LoweredInChunks(graph, weights) is { } lowered ? InChunks(lowered, weights) : null;

    // Whether a window slides along the lanes: its vectors begin anywhere in a line of the cache.
    private static bool CrossesLines(KernelPlan plan) => plan.Kernel.IsProduct && plan.Lane >= 0
        && plan.Kernel.Element!.Inputs.Select(i => ((Operand.Load)plan.Kernel.Operands[i]).Access).SelectMany(a => a.Indices)
            .Any(i => i.StepAlong(plan.Lane) != 0 && i.Terms.Any(t => t.Axis != plan.Lane && plan.Kernel.Axes[t.Axis].Extent > 1));

    // Whether a block of samples that are worked on at once has room in the caches.
    private static bool BlockStays(ImmutableArray<KernelPlan> plans) => Arena.Plan(plans, []).PerRow * Placement.Padding <= Costs.SharedCacheFloats;

    private static GraphPlan Run(Graph graph, WeightLayouts weights, Storages storages, ImmutableArray<Kernel> kernels)
    {
        ImmutableArray<KernelPlan> plans = Plans(kernels, new(kernels, weights.Layouts, bySample: false), double.PositiveInfinity)!.Value;
        if (kernels.Any(k => k.Axes.Any(a => a.Extent == Shape.Batch)))
        {
            kernels = InputCopies.Run(kernels);
            // Lanes over samples are taken where the others save little, if a block of samples has room in the caches.
            double cycles = plans.Sum(p => p.Cycles);
            if (Plans(kernels, new(kernels, weights.Layouts, bySample: true), plans.Any(CrossesLines) ? cycles / Costs.LanesOverSamples : cycles) is { } others
                && (others.Sum(p => p.Cycles) < cycles || BlockStays(others)))
            {
                plans = others;
            }
        }
        ImmutableHashSet<Storage> kept = [.. graph.Outputs.Select(o => storages.TryFind(o.Value)).OfType<Storage>().Select(s => s.Root)];
        return new(ThreadAxis.Choose(plans), Arena.Plan(plans, kept), graph);
    }

    /// <summary>A graph, where its values are, and the kernels that compute them.</summary>
    internal sealed record LoweredGraph(Graph Graph, Storages Storages, ImmutableArray<Kernel> Kernels);

    // None as soon as they take as many cycles as others.
    private static ImmutableArray<KernelPlan>? Plans(ImmutableArray<Kernel> kernels, Layouts layouts, double others)
    {
        UniqueNames unique = new("");
        string[] names = [.. kernels.Select(k => unique.Of(k.Name))];
        KernelPlan[] plans = new KernelPlan[names.Length];
        double cycles = 0;
        foreach (int k in Enumerable.Range(0, names.Length).OrderBy(k => FillsBorder(kernels, k)))
        {
            plans[k] = layouts.Plan(kernels[k], names[k]);
            cycles += plans[k].Cycles;
            if (cycles >= others)
                return null;
        }
        return [.. plans];
    }

    // What is filled before something else is stored there lies as that lies.
    private static bool FillsBorder(ImmutableArray<Kernel> kernels, int kernel)
    {
        if (kernels[kernel].Operands.Any(o => o is Operand.Load))
            return false;
        Storage filled = kernels[kernel].Stores[0].Access.Storage.Root;
        return kernels.Skip(kernel + 1).FirstOrDefault(k => StoresTo(k, filled) || Reads(k, filled)) is { } next && !Reads(next, filled);
    }

    private static bool StoresTo(Kernel kernel, Storage storage) => kernel.Stores.Concat(kernel.InnerStores).Any(s => s.Access.Storage.Root == storage);

    // Numbers of rows are read, too.
    private static bool Reads(Kernel kernel, Storage storage) =>
        kernel.Operands.OfType<Operand.Load>().Any(l => l.Access.Storage.Root == storage) || kernel.Accesses.Any(a => a.Row?.Storage.Root == storage);
}
