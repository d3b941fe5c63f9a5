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
    /// <param name="whole">The kernels of the step as a whole.</param>
    /// <param name="plan">Their plan, which is asked for only if it isn't clear without it that chunks pay.</param>
    /// <param name="layouts">How weights and sums lie.</param>
    /// <param name="sumFloats">The floats of all sums.</param>
    /// <param name="sumRows">Given by tests: sums of so many samples, whether that pays or not.</param>
    public static ChunkPlans? Of(StepInChunks step, Planner.LoweredGraph whole, Lazy<GraphPlan> plan, WeightLayouts layouts, long sumFloats, int? sumRows)
    {
        bool Pays(Func<int, long> floats) => floats(Costs.UsualBatch) > Costs.CacheFloats && sumFloats <= Costs.SummedFloats * floats(Placement.Padding);
        long least = Arena.LeastPerRow(whole.Kernels);
        // Of a large table only the rows that occur are added up and updated; totals over chunks would be of all rows.
        bool byRow = whole.Graph.Nodes.Any(n => n.Primitive is FirstOccurrences);
        if (byRow || !(sumRows is not null || Pays(samples => least * samples) || Pays(plan.Value.Floats)) || Planner.InChunks(step.Chunk, layouts) is not { } chunk)
            return null;
        GraphPlan? before = step.Before is null ? null : Planner.InChunks(step.Before, layouts);
        return before is null && step.Before is not null ? null : new(before, chunk, Planner.Run(step.After, layouts)) { SumRows = sumRows ?? chunk.SumRows };
    }

    /// <summary>Floats of working memory whatever the batch.</summary>
    public long Fixed => Arena.Slack + Math.Max(Chunk.Arena.Fixed, Math.Max(Before?.Arena.Fixed ?? 0, After.Arena.Fixed));

    /// <summary>Floats of working memory for each padded sample of a chunk.</summary>
    public long PerRow => Math.Max(Chunk.Arena.PerRow, Before?.Arena.PerRow ?? 0);

    /// <summary>Sums are made of so many samples after another, at least.</summary>
    public int SumRows { get; private init; }
}
