using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Passes;

namespace DeepTrainer.Compiler.Planning;

/// <summary>The plans of a training step whose batch is worked on in chunks that fit the cache.</summary>
/// <param name="Before">Of what samples need of all others; none if they need nothing.</param>
/// <param name="Chunk">Of a chunk's part of the sums over samples.</param>
/// <param name="After">Of what follows from the sums.</param>
internal sealed record ChunkPlans(GraphPlan? Before, GraphPlan Chunk, GraphPlan After)
{
    /// <summary>
    /// The plans for a step, where they pay: a usual batch doesn't fit the cache, and the sums' way through memory is little against what a block of samples takes.
    /// </summary>
    /// <param name="step">The step, cut.</param>
    /// <param name="whole">The step as a whole.</param>
    /// <param name="plan">Its plan, which is asked for only if it isn't clear without it that chunks pay.</param>
    /// <param name="layouts">How weights and sums lie.</param>
    /// <param name="sumFloats">The floats of all sums.</param>
    /// <param name="sumRows">Given by tests: sums of so many samples, whether that pays or not.</param>
    public static ChunkPlans? Of(StepInChunks step, Graph whole, Lazy<GraphPlan> plan, WeightLayouts layouts, long sumFloats, int? sumRows)
    {
        // Of a large table only the rows that occur are added up and updated; totals over chunks would be of all rows.
        if (RowUpdates.Run(whole).Nodes.Any(n => n.Primitive is FirstOccurrences))
            return null;
        // What all values of a sample take is no less than what those take that are alive at the same time: if it is too little, it needs no kernels to tell.
        long most = whole.Nodes.Where(n => n.Shape.IsBatched).Sum(n => n.Shape.SampleSize);
        Lazy<Planner.LoweredGraph?> lowered = new(() => Planner.LoweredInChunks(step.Chunk, layouts), isThreadSafe: false);
        bool pays = sumRows is not null || (Pays(samples => most * samples) && lowered.Value is { } kernels && Pays(samples => Arena.LeastPerRow(kernels.Kernels) * samples))
            || Pays(plan.Value.Floats);
        if (!pays || lowered.Value is not { } samples)
            return null;
        GraphPlan chunk = Planner.InChunks(samples, layouts);
        GraphPlan? before = step.Before is null ? null : Planner.InChunks(step.Before, layouts);
        return before is null && step.Before is not null ? null : new(before, chunk, Planner.Run(step.After, layouts)) { SumRows = sumRows ?? chunk.SumRows };

        bool Pays(Func<int, long> floats) => floats(Costs.UsualBatch) > Costs.CacheFloats && sumFloats <= Costs.SummedFloats * floats(Placement.Padding);
    }

    /// <summary>Floats of working memory whatever the batch.</summary>
    public long Fixed => Arena.Slack + Math.Max(Chunk.Arena.Fixed, Math.Max(Before?.Arena.Fixed ?? 0, After.Arena.Fixed));

    /// <summary>Floats of working memory for each padded sample of a chunk.</summary>
    public long PerRow => Math.Max(Chunk.Arena.PerRow, Before?.Arena.PerRow ?? 0);

    /// <summary>Sums are made of so many samples after another, at least.</summary>
    public int SumRows { get; private init; }
}
