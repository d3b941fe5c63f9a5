using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Compiler.Planning;

/// <summary>How a kernel runs: the axis in vector lanes, the axis tiled in registers, and where its tensors lie.</summary>
/// <param name="Kernel">What it computes.</param>
/// <param name="Name">Its method's name.</param>
/// <param name="Lane">The axis whose neighbours share a vector; negative for a kernel without axes.</param>
public sealed record KernelPlan(Kernel Kernel, string Name, int Lane)
{
    /// <summary>The kernel with a loop for each dimension, as it is documented.</summary>
    public Kernel Uncollapsed { get; init; } = Kernel;

    /// <summary>About what it takes for a usual batch, with vectors of the widest kind.</summary>
    public double Cycles { get; init; }

    /// <summary>The axes that threads could share.</summary>
    internal ImmutableArray<ThreadAxis.Candidate> Shares { get; init; } = [];

    /// <summary>Whether it is so short that its method is inlined where it is called.</summary>
    public bool IsInlined { get; init; }

    public Axis? LaneAxis => Lane < 0 ? null : Kernel.Axes[Lane];

    /// <summary>Whether the lanes run over what is reduced, so that a vector is combined at the end.</summary>
    public bool LanesAreReduced => LaneAxis?.IsReduced ?? false;

    /// <summary>Whether it is a sum of products with lanes over samples that are summed: such sums are made in register tiles.</summary>
    public bool IsDotTile => LanesAreReduced && Kernel.IsProduct && LaneAxis!.Extent < 0 && Kernel.OutputAxes.Any()
        && FactorsAlongLanes.All(f => f.Storage.Kind == StorageKind.Temporary);

    /// <summary>
    /// What is set to 0 behind the last sample before the kernel runs: the factors of a sum over the samples, which is then one over whole vectors, however
    /// many samples there are.
    /// </summary>
    public ImmutableArray<Placement> Cleared => IsDotTile ? [.. FactorsAlongLanes.Select(f => new Placement(f).Root).Distinct()] : [];

    private IEnumerable<Access> FactorsAlongLanes => Kernel.Element!.Inputs.Select(i => ((Operand.Load)Kernel.Operands[i]).Access).Where(f => f.MovesAlong(Lane));

    /// <summary>Places of an axis that are loaded or stored together, where lanes are a stride apart.</summary>
    internal const int Neighbours = 4;

    /// <summary>The part of so many places that are loaded or stored together.</summary>
    internal static double Together(int places) => (double)(places / Neighbours * Neighbours) / places;

    /// <summary>
    /// The axis, of those given, along which lies side by side what lanes read or write a stride apart: a few places of it are loaded, or stored,
    /// together, by a transposition. Negative if there is none.
    /// </summary>
    internal int Across(IEnumerable<int> axes)
    {
        ImmutableArray<int> read = Kernel.ReadByStores;
        int Count(int axis) => read.Count(o => LiesAcross(Kernel.Operands[o], axis)) + Kernel.Stores.Count(s => LiesAcross(s, axis));
        return axes.Where(a => a != Lane && Kernel.Axes[a].Extent >= Neighbours && Count(a) > 0).OrderByDescending(Count).DefaultIfEmpty(-1).First();
    }

    /// <summary>That axis of an element-wise kernel.</summary>
    internal int ElementsAcross => Kernel.CurrentRow is not null ? -1 : Across(Kernel.OutputAxes.Where(a => a != Kernel.SharedAxis));

    /// <summary>That axis of a register tile, where it has so many places.</summary>
    internal int TileAcross(Tiling tiling) => Across(new[] { (Axis: tiling.Row, Count: tiling.Rows), (Axis: tiling.Column, Count: tiling.Columns) }
        .Where(side => side.Axis >= 0 && side.Count >= Neighbours).Select(side => side.Axis));

    internal bool LiesAcross(Operand operand, int axis) => operand is Operand.Load load && LiesAcross(load.Access, axis);

    internal bool LiesAcross(Store store, int axis) => !store.Adds && LiesAcross(store.Access, axis);

    private bool LiesAcross(Access access, int axis) => axis >= 0 && access.Row is null && access.Storage.Element == ElementType.Float32
        && StrideOf(access, Lane) is { IsBlocked: false, Count: >= Neighbours } && StrideOf(access, axis) is { IsBlocked: false, IsUnit: true };

    /// <summary>The distance in memory between neighbours along an axis.</summary>
    public static Stride StrideOf(Access access, int axis) => StrideOf(access, access.Layout, axis);

    /// <summary>The same in another layout.</summary>
    internal static Stride StrideOf(Access access, Layout layout, int axis)
    {
        Placement placement = new(access.Storage, layout);
        Stride stride = Stride.Zero;
        for (int d = 0; d < access.Indices.Count; d++)
        {
            if (access.Indices[d].StepAlong(axis) is not 0 and int step)
                stride = stride.Plus(placement.StrideOf(d).Times(step));
        }
        return stride;
    }

    /// <summary>How many samples a tile takes.</summary>
    internal int SamplesAtOnce(Target target) => SamplesAtOnce([target]).First();

    /// <summary>The same for each of some targets.</summary>
    internal IEnumerable<int> SamplesAtOnce(ImmutableArray<Target> targets)
    {
        if (Kernel.Reduction is null || LanesAreReduced || Lane < 0)
            return targets.Select(_ => 1);
        TilingProblem problem = TilingProblem.Of(Kernel, Lane);
        return targets.Select(t => SamplesOf(Tiling.Choose(problem, t), t));
    }

    private int SamplesOf(Tiling tiling, Target target) =>
        new[] { (Axis: tiling.Row, Count: tiling.Rows), (Axis: tiling.Column, Count: tiling.Columns), (Axis: Lane, Count: tiling.Vectors * target.Lanes) }
            .Where(side => side.Axis >= 0 && Kernel.Axes[side.Axis].Extent < 0).Select(side => side.Count).DefaultIfEmpty(1).First();

    /// <summary>
    /// Whether the kernel takes as many vectors of a narrower kind. Those are at least as fast: some cores start two vectors of 256 bits in the time of
    /// one of 512 (AMD Zen 4).
    /// </summary>
    internal bool FitsNarrower(Target target, Target narrower) =>
        LaneAxis is not { } lane || (lane.Extent >= 0 && narrower.VectorsFor(lane.Extent) == target.VectorsFor(lane.Extent));

    /// <summary>Whether something must not be read or written past the lane axis's end.</summary>
    internal bool NeedsExactEnd() => Kernel.Operands.OfType<Operand.Load>().Any(l => !MayRunOver(l.Access, isLoad: true))
        || Kernel.Stores.Concat(Kernel.InnerStores).Any(s => !MayRunOver(s.Access, isLoad: false));

    /// <summary>Whether the access is to vectors that may run past the lane axis's end.</summary>
    public bool MayRunOver(Access access, bool isLoad)
    {
        int d = access.DimensionOf(Lane);
        Stride stride = d < 0 ? Stride.Zero : StrideOf(access, Lane);
        if (d < 0 || (isLoad && access.Storage.Kind != StorageKind.Caller && stride.IsUnit))
            return true;
        // Pooling reads every second value of working memory, which has that much room behind its end.
        if (isLoad && access.Storage.Kind == StorageKind.Temporary && stride == new Stride(Arena.Slack / Placement.Padding))
            return true;
        return new Placement(access).IsPadded(d) && access.Indices[d] == Affine.Along(Lane) && access.Storage.Shape[d] == LaneAxis!.Extent;
    }
}

/// <summary>All kernels of one graph, in order, and the working memory they share.</summary>
/// <param name="Kernels">The kernels.</param>
/// <param name="Arena">Where each temporary lies.</param>
/// <param name="Graph">What they compute.</param>
public sealed record GraphPlan(ImmutableArray<KernelPlan> Kernels, Arena Arena, Graph Graph)
{
    /// <summary>Whether it is for a single sample.</summary>
    public bool OneSample { get; init; }

    /// <summary>Whether threads can share the work.</summary>
    public bool IsShared { get; } = Kernels.Any(k => k.Kernel.SharedAxis >= 0 || k.Kernel.Loop?.Variable == StepLoop.Band);

    /// <summary>How many samples are predicted at once: as many as leave working memory in the second-level cache, in whole blocks.</summary>
    public int ChunkRows => Rows(IsInTiles ? TileRows : Placement.Padding);

    /// <summary>
    /// The samples that parts of a batch for several threads are multiples of: whole tiles, or whole chunks where a chunk has room for fewer, so that a sample is at the
    /// same place of a tile, and its result the same, whatever the number of threads.
    /// </summary>
    public int PartRows => IsInTiles ? TileRows : ChunkRows;

    /// <summary>Whether threads take parts of a batch that is predicted.</summary>
    public bool IsParted => IsShared || Kernels.Sum(k => k.Cycles) * (OneSample ? Costs.UsualBatch : 1) >= Costs.PartedBatch;

    private bool IsInTiles => IsParted && TileRows <= Rows(Placement.Padding);

    /// <summary>Of how many samples sums are made at once in training: as many as leave working memory in the second-level cache, in whole blocks.</summary>
    public int SumRows => Rows(Placement.Padding);

    private int Rows(int block)
    {
        long most = (Costs.MaxChunk + block - 1) / block * block, inCache = Costs.CacheFloats / Math.Max(1, Arena.PerRow) / block * block;
        return (int)Math.Max(block, Math.Min(most, inCache));
    }

    // The samples that whole tiles of all kernels take, whatever the target: the least common multiple.
    private int TileRows => tileRows ??= Kernels.SelectMany(k => k.SamplesAtOnce(Target.All))
        .Aggregate(Placement.Padding, (all, rows) => all / CommonDivisor(all, rows) * rows);

    private int? tileRows;

    private static int CommonDivisor(int a, int b) => b == 0 ? a : CommonDivisor(b, a % b);

    /// <summary>Whether samples of the caller's under this name must be whole blocks.</summary>
    public bool NeedsWhole(string name) =>
        Kernels.Any(k => k.Kernel.Accesses.Any(a => a.Storage is { Kind: StorageKind.Caller, EndsWithSamples: false } && a.Storage.Root.Name == name));

    /// <summary>
    /// Of samples that don't fill a block, how many are predicted one at a time by another plan at most: as many as take less than what the block takes, whose
    /// lanes or tiles work on all of it.
    /// </summary>
    public int SamplesByOne(GraphPlan one)
    {
        double sample = one.Kernels.Sum(k => k.Cycles) * Costs.SampleAlone, block = Kernels.Sum(k => k.Cycles) * Placement.Padding / Costs.UsualBatch;
        // What is read and written as whole blocks goes by way of copies.
        long copied = Kernels.SelectMany(k => k.Kernel.Accesses).Select(a => a.Storage)
            .Where(s => s is { Kind: StorageKind.Caller, EndsWithSamples: false }).Distinct().Sum(s => s.Shape.SampleSize);
        double copies = Costs.BlockCopies + (copied * Placement.Padding * Costs.CopiedFloat);
        int together = Math.Min(Placement.Padding, Kernels.Max(k => k.SamplesAtOnce(Target.Widest)));
        double Block(int rows) => copies + (block * ((rows + together - 1) / together * together) / Placement.Padding);
        return Enumerable.Range(1, Placement.Padding - 1).Where(rows => rows * sample <= Block(rows)).DefaultIfEmpty(0).Max();
    }

    /// <summary>
    /// Whether all samples are predicted one at a time by another plan, since a block's part for a sample takes longer. Each sample reads all weights then, from beyond
    /// the second-level cache if they are many.
    /// </summary>
    public bool IsByOne(GraphPlan one)
    {
        long weights = one.Kernels.SelectMany(k => k.Kernel.Accesses).Select(a => a.Storage.Root).Where(s => s.Kind == StorageKind.Persistent).Distinct()
            .Sum(s => s.Shape.SampleSize);
        double far = weights <= Costs.CacheFloats ? 0 : weights * Costs.DistantLoad / Placement.Padding;
        return (one.Kernels.Sum(k => k.Cycles) * Costs.SampleAlone) + far <= Kernels.Sum(k => k.Cycles) / Costs.UsualBatch;
    }

    /// <summary>Floats of working memory for so many samples.</summary>
    public long Floats(int samples) => Arena.Slack + Arena.Fixed + (Arena.PerRow * (OneSample ? 1 : Placement.Padded(samples)));
}
