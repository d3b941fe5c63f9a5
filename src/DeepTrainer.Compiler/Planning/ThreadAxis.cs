using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Compiler.Planning;

/// <summary>
/// Which axis of each kernel threads share: those with which all kernels together take least, the parts of the thread that has most to do and what it reads that
/// others have stored. It is one of the results' axes, so that nothing is added up across threads, and parts end where tiles do, so that every result is computed
/// the same way whatever the number of threads.
/// </summary>
internal sealed class ThreadAxis
{
    // Each round looks at every kernel with what its neighbours chose: few change after the second.
    private const int Rounds = 4;

    private readonly ImmutableArray<KernelPlan> plans;
    private readonly double weights;
    private readonly Choice[][] choices;
    private readonly Handover[] handovers;
    private readonly ILookup<int, Handover> around;

    private ThreadAxis(ImmutableArray<KernelPlan> plans)
    {
        this.plans = plans;
        weights = plans.SelectMany(p => p.Kernel.Accesses).Select(a => a.Storage.Root).Where(s => s.Kind == StorageKind.Persistent).Distinct().Sum(s => (double)s.Shape.SampleSize);
        choices = [.. plans.Select((p, k) => Choices(p, k).ToArray())];
        // What a batch hands over mostly leaves the caches in any case, and samples are each thread's own.
        handovers = [.. plans.Any(p => p.Kernel.Axes.Any(a => a.Extent < 0)) ? [] : Handovers()];
        around = handovers.SelectMany(h => new[] { (Kernel: h.Writer, Handover: h), (Kernel: h.Reader, Handover: h) }).ToLookup(p => p.Kernel, p => p.Handover);
    }

    /// <summary>The axes of a kernel that could be shared, with the part of the work of the thread that has most to do; none for what one thread does alone.</summary>
    public static ImmutableArray<Candidate> Candidates(KernelPlan plan)
    {
        Kernel kernel = plan.Kernel;
        // Threads share the bands around it.
        if (kernel.Loop?.Variable == StepLoop.Band || plan.Lane < 0 || kernel.Stores.Any(s => s.Adds) || kernel.KeepsFirstOf > 0)
            return [];
        if (plan.IsDotTile)
        {
            DotTiling[] tilings = [.. Target.All.Select(w => DotTiling.Choose(plan, w))];
            return tilings.All(t => t.Row >= 0 && (t.Group == kernel.Axes[t.Row].Extent || t.Group > t.Rows))
                && tilings.Max(t => Part(t.Group, t.Rows)) is < 1 and var part ? [new(tilings[0].Row, OuterAxis(plan, tilings[0].Row), part)] : [];
        }
        Tiling[] tiles = kernel.Reduction is null || plan.LanesAreReduced ? [] : [.. Target.All.Select(t => Tiling.Choose(kernel, plan.Lane, t))];
        return [.. kernel.OutputAxes.Select(a => new Candidate(a, OuterAxis(plan, a),
            Target.All.Select((target, t) => Part(kernel.Axes[a].Extent, Step(a, target, tiles.Length == 0 ? null : tiles[t]))).Max())).Where(c => c.Part < 1)];

        int Step(int axis, Target target, Tiling? tile) => axis == plan.Lane ? (tile?.Vectors ?? 1) * target.Lanes
            : axis == tile?.Row ? tile.Rows : axis == tile?.Column ? tile.Columns : 1;
    }

    // Of axes that were made one, that with the longest steps.
    private static int OuterAxis(KernelPlan plan, int axis)
    {
        ImmutableArray<Axis> axes = plan.Uncollapsed.Axes;
        Axis inner = axes.First(a => a.Name == plan.Kernel.Axes[axis].Name);
        return inner.Extent == plan.Kernel.Axes[axis].Extent ? axes.IndexOf(inner)
            : Enumerable.Range(0, axes.Length).Where(a => axes[a].IsReduced == inner.IsReduced && plan.Kernel.Axes.All(k => k.Name != axes[a].Name))
                .OrderByDescending(a => KernelPlan.StrideOf(plan.Uncollapsed.Stores[0].Access, a).Count).First();
    }

    private static double Part(int extent, int step)
    {
        int steps = ((extent < 0 ? Costs.UsualBatch : extent) + step - 1) / step;
        return (double)((steps + Costs.Threads - 1) / Costs.Threads) / steps;
    }

    /// <summary>The kernels with their axes.</summary>
    public static ImmutableArray<KernelPlan> Choose(ImmutableArray<KernelPlan> plans)
    {
        if (!plans.Any(p => !p.Shares.IsEmpty && IsLong(p)))
            return plans;
        ThreadAxis pass = new(plans);
        int[] best = new[]
        {
            pass.Settled(c => c.Axis < 0 ? 0 : c.Cycles + 1), pass.Settled(c => c.Cycles), pass.Settled(c => c.IsPosition ? c.Cycles : c.Cycles + plans[c.Kernel].Cycles),
        }.OrderBy(pass.Total).First();
        int[] axes = [.. best.Select((choice, k) => pass.choices[k][choice].Axis)];
        // Barriers for short kernels alone aren't worth it.
        return plans.Where((plan, k) => axes[k] >= 0 && IsLong(plan)).Any() ? [.. plans.Select((plan, k) => axes[k] >= 0 ? Shared(plan, axes[k]) : plan)] : plans;
    }

    // In each step of a loop threads wait for each other.
    private static int Steps(KernelPlan plan) => plan.Kernel.Loop?.Steps ?? 1;

    private static bool IsLong(KernelPlan plan) => plan.Cycles >= Costs.SharedKernel * Steps(plan);

    private static KernelPlan Shared(KernelPlan plan, int axis)
    {
        KernelPlan shared = plan with { Kernel = plan.Kernel with { SharedAxis = axis } };
        // Its places are no longer loaded and stored together.
        return plan.Kernel.Reduction is null && plan.ElementsAcross == axis ? shared with { Cycles = Estimate.Of(shared) } : shared;
    }

    // From what each kernel would choose by itself to what none would change.
    private int[] Settled(Func<Choice, double> first)
    {
        int[] chosen = [.. choices.Select(own => Array.IndexOf(own, own.OrderBy(first).First()))];
        bool changed = true;
        for (int round = 0; round < Rounds && changed; round++)
        {
            changed = false;
            for (int i = 0; i < chosen.Length; i++)
            {
                int kernel = round % 2 == 0 ? i : chosen.Length - 1 - i;
                if (choices[kernel].Length == 1)
                    continue;
                int before = chosen[kernel];
                chosen[kernel] = Enumerable.Range(0, choices[kernel].Length).OrderBy(c => CyclesWith(chosen, kernel, c)).First();
                changed |= chosen[kernel] != before;
            }
        }
        return chosen;
    }

    private double CyclesWith(int[] chosen, int kernel, int choice)
    {
        chosen[kernel] = choice;
        return choices[kernel][choice].Cycles + around[kernel].Sum(h => h.Cycles(chosen));
    }

    private double Total(int[] chosen) => chosen.Select((choice, kernel) => choices[kernel][choice].Cycles).Sum() + handovers.Sum(h => h.Cycles(chosen));

    private IEnumerable<Choice> Choices(KernelPlan plan, int kernel)
    {
        yield return new(kernel, -1, -1, plan.Cycles + WeightsRead(plan, _ => 1), IsPosition: false);
        // Samples are each thread's own from the first kernel to the last.
        Candidate[] samples = [.. plan.Shares.Where(s => plan.Kernel.Axes[s.Axis].Extent < 0)];
        foreach ((int axis, int outer, double part) in samples.Length > 0 ? samples : [.. plan.Shares])
        {
            yield return new(kernel, axis, outer, (plan.Cycles * part) + WeightsRead(plan, a => a.MovesAlong(outer) ? part : 1) + (Costs.Barrier * Steps(plan)),
                Loads(plan).All(a => a.Storage.Shape.IsBatched == a.MovesAlong(outer)));
        }
    }

    // Weights that don't fit the second-level cache are read from beyond it, by each thread those of its part.
    private double WeightsRead(KernelPlan plan, Func<Access, double> part) => weights <= Costs.CacheFloats ? 0
        : Loads(plan).Where(a => a.Storage.Kind == StorageKind.Persistent).Sum(a => a.Storage.Shape.SampleSize * part(a) * Costs.DistantLoad / Placement.Padding);

    // What a kernel stores in working memory and a later one reads, or stores once more over what a border was filled with.
    private IEnumerable<Handover> Handovers()
    {
        Dictionary<Storage, List<(int Kernel, Access Access)>> stored = [];
        for (int kernel = 0; kernel < plans.Length; kernel++)
        {
            Access[] stores = [.. Temporaries(Stores(plans[kernel]))];
            foreach (Access seen in Temporaries(Loads(plans[kernel])).Concat(stores))
            {
                foreach ((int writer, Access store) in stored.TryGetValue(seen.Storage.Root, out var all) ? all : [])
                    yield return new(writer, kernel, seen.Storage.Root.Shape.SampleSize, SplitsOf(writer, store), SplitsOf(kernel, seen));
            }
            foreach (Access store in stores)
            {
                if (!stored.TryGetValue(store.Storage.Root, out var all) || all.TrueForAll(w => IsFill(plans[w.Kernel])))
                    stored[store.Storage.Root] = all = [];
                all.Add((kernel, store));
            }
        }

        static IEnumerable<Access> Temporaries(IEnumerable<Access> accesses) =>
            accesses.Where(a => a.Storage.Kind == StorageKind.Temporary).GroupBy(a => a.Storage.Root).Select(g => g.First());
    }

    private static bool IsFill(KernelPlan plan) => !plan.Kernel.Operands.OfType<Operand.Load>().Any();

    // How each choice of a kernel parts what it stores or reads.
    private Split[] SplitsOf(int kernel, Access access) => [.. choices[kernel].Select(c =>
        c.Axis < 0 ? plans[kernel].Kernel.Loop?.Variable == StepLoop.Band ? new Split(null, 0) : Split.Alone
        : access.DimensionOf(c.Outer) is >= 0 and var dimension ? new(access.Storage.Shape, dimension) : Split.Whole)];

    private static IEnumerable<Access> Loads(KernelPlan plan) => plan.Uncollapsed.Operands.OfType<Operand.Load>().Select(l => l.Access);

    private static IEnumerable<Access> Stores(KernelPlan plan) => plan.Uncollapsed.InnerStores.Concat(plan.Uncollapsed.Stores).Select(s => s.Access);

    /// <summary>An axis that could be shared.</summary>
    /// <param name="Axis">The axis.</param>
    /// <param name="Outer">What it is in the kernel with a loop for each dimension: of several that were made one, the outermost.</param>
    /// <param name="Part">The part of the work of the thread that has most to do.</param>
    public readonly record struct Candidate(int Axis, int Outer, double Part);

    /// <summary>How a kernel may be shared.</summary>
    /// <param name="Kernel">Which one of the graph's.</param>
    /// <param name="Axis">The axis; negative where one thread does it alone.</param>
    /// <param name="Outer">The outermost of what was made the axis.</param>
    /// <param name="Cycles">What it takes the thread that has most to do.</param>
    /// <param name="IsPosition">
    /// Whether a sample's values move along the axis, and weights don't: threads that share such axes, one kernel after another, mostly read what they have stored themselves.
    /// </param>
    private readonly record struct Choice(int Kernel, int Axis, int Outer, double Cycles, bool IsPosition);

    /// <summary>The part of a tensor that is a thread's: of places along a dimension.</summary>
    private readonly record struct Split(Shape? Shape, int Dimension)
    {
        /// <summary>One thread has all.</summary>
        public static Split Alone { get; } = new(null, -1);

        /// <summary>Every thread has all.</summary>
        public static Split Whole { get; } = new(null, -2);
    }

    /// <summary>What one kernel stores and another one reads.</summary>
    /// <param name="Writer">The one that stores it.</param>
    /// <param name="Reader">The one that reads it.</param>
    /// <param name="Floats">How many numbers it is.</param>
    /// <param name="Stored">How it is parted by each choice of the one that stores it.</param>
    /// <param name="Read">How it is parted by each choice of the one that reads it.</param>
    private sealed record Handover(int Writer, int Reader, double Floats, Split[] Stored, Split[] Read)
    {
        private const double OwnPart = 1.0 / Costs.Threads;

        /// <summary>What it takes to read what another thread has stored.</summary>
        public double Cycles(int[] chosen)
        {
            Split stored = Stored[chosen[Writer]], read = Read[chosen[Reader]];
            double part = stored == read ? 0
                : stored == Split.Alone ? (read == Split.Whole ? 1 : OwnPart)
                : read == Split.Alone || read == Split.Whole ? 1 - OwnPart
                : OwnPart * (1 - OwnPart);
            return Floats * part / Costs.LineFloats * Costs.LineOfAnother;
        }
    }
}
