using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Compiler.Planning;

/// <summary>Chooses lane axes and the layouts of temporaries, kernel after kernel.</summary>
internal sealed class Layouts
{
    private const int UsualLanes = 8;
    private const int NoAxis = -1;

    private readonly IReadOnlyDictionary<string, Layout> weights;
    private readonly bool bySample;
    private readonly bool isBatch;
    private readonly Dictionary<Storage, ImmutableArray<Layout>> layouts = [];
    private readonly Dictionary<Kernel, int> productLanes = new(ReferenceComparer.Of<Kernel>());
    private readonly KernelForms unplaced, forms = new(_ => []);
    private readonly Dictionary<(int Form, EquatableArray<double> Stepped), int> lanes = [];
    private readonly Dictionary<int, Decision> decisions = [];
    private readonly ILookup<Storage, Kernel> makers, readers;

    /// <summary>Products choose first, since what they demand of their operands their makers must know.</summary>
    /// <param name="kernels">All kernels of a graph.</param>
    /// <param name="weights">How weights and state lie.</param>
    /// <param name="bySample">Whether lanes run over the samples of a batch wherever they can, and not within each sample.</param>
    public Layouts(ImmutableArray<Kernel> kernels, IReadOnlyDictionary<string, Layout> weights, bool bySample)
    {
        this.weights = weights;
        this.bySample = bySample;
        unplaced = new(Available);
        isBatch = kernels.Any(k => k.Axes.Any(a => a.Extent == Shape.Batch));
        Kernel[] maps = [.. kernels.Where(k => k.Reduction is null)];
        makers = maps.SelectMany(k => k.Stores.Select(s => (s.Access.Storage, Kernel: k)).Distinct()).ToLookup(p => p.Storage, p => p.Kernel);
        readers = maps.SelectMany(k => k.Operands.OfType<Operand.Load>().Select(l => (l.Access.Storage, Kernel: k)).Distinct()).ToLookup(p => p.Storage, p => p.Kernel);
        foreach (Storage alias in kernels.SelectMany(k => k.Accesses).Select(a => a.Storage).Where(s => s.Root != s && s.Kind == StorageKind.Temporary))
            Demand(alias.Root, AliasLayout(alias.Root.Shape));
        foreach (Kernel kernel in kernels.Where(k => k.Stores.Any(s => s.Adds && s.Access.Row is not null)))
            DemandRows(kernel, kernels);
        foreach (Kernel kernel in kernels.Where(_ => bySample))
        {
            if (SampleLane(kernel) is { } axis)
            {
                foreach (Access load in kernel.Operands.OfType<Operand.Load>().Select(l => l.Access).Where(a => IsBatchedTemporary(a.Storage) && a.MovesAlong(axis)))
                    Demand(load.Storage, BySample(load.Storage.Root.Shape));
            }
        }
        foreach (Kernel kernel in kernels.Where(k => !isBatch && !k.IsProduct && k.Loop?.Variable == StepLoop.Time))
            DemandSteps(kernel);
        // From the last to the first, so that makers know what the next product demands.
        foreach (Kernel kernel in kernels.Where(k => k.IsProduct).Reverse())
        {
            int lane = BestLane(kernel);
            productLanes[kernel] = lane;
            foreach (Access operand in kernel.Operands.OfType<Operand.Load>().Select(l => Original(l.Access, lane)).Where(a => a.Storage.Kind == StorageKind.Temporary))
            {
                if (operand.Storage.Root == operand.Storage && IsFactor(kernel, operand) && operand.DimensionOf(lane) is >= 0 and int d)
                    Demand(operand.Storage, LayoutAlong(operand.Storage, d));
            }
        }
    }

    // A table's gradient lies as the table does, and the rows that are added to it lie row by row.
    private void DemandRows(Kernel kernel, ImmutableArray<Kernel> kernels)
    {
        Storage sums = kernel.Stores[0].Access.Storage;
        if (kernels.Where(k => k.Accesses.Any(a => a.Storage == sums)).SelectMany(k => k.Accesses).Select(a => a.Storage)
            .FirstOrDefault(s => s.Kind == StorageKind.Persistent && s.Shape == sums.Shape) is not { } weights)
            return;
        // a row of one number would lie in a vector by itself
        if (!layouts.ContainsKey(sums) && sums.Shape.SampleSize > sums.Shape[0])
            Demand(sums, Available(weights)[0] with { Block = 0 });
        foreach (Access load in kernel.Operands.OfType<Operand.Load>().Select(l => l.Access)
            .Where(a => IsBatchedTemporary(a.Storage) && a.Storage.Root == a.Storage && a.Storage.Shape.SampleSize > 1))
            Demand(load.Storage, Layout.Rows(load.Storage.Shape));
    }

    // One step of a loop over time: its numbers of what has those of all steps lie side by side.
    private void DemandSteps(Kernel kernel)
    {
        int lane = BestLane(kernel);
        foreach (Access access in kernel.Accesses.Where(a => a.Storage.Kind == StorageKind.Temporary && a.Storage.Root == a.Storage && a.MovesAlong(lane)))
        {
            if (!layouts.ContainsKey(access.Storage))
                Demand(access.Storage, LayoutAlong(access.Storage, access.DimensionOf(lane)));
        }
    }

    /// <summary>How a kernel runs. Equal layers have equal kernels: what one has been planned for holds for the others.</summary>
    public KernelPlan Plan(Kernel kernel, string name)
    {
        int lane = productLanes.TryGetValue(kernel, out int chosen) ? chosen : BestLane(kernel);
        Kernel placed = Placed(kernel, lane);
        int form = forms.Of(placed, lane);
        if (!decisions.TryGetValue(form, out Decision? decision))
            decisions[form] = decision = Decide(placed, lane);
        (Kernel collapsed, int collapsedLane) = Collapse.Run(placed, lane, decision.Collapsed);
        if (decision.ScratchFloats > 0)
            collapsed = collapsed with { Scratch = DotTiling.Scratch(name, decision.ScratchFloats) };
        return new(collapsed, name, collapsedLane)
        {
            Uncollapsed = placed,
            Cycles = decision.Cycles,
            Shares = decision.Shares,
            IsInlined = kernel.Axes.All(a => a.Extent > 0) && decision.Cycles < Costs.InlinedKernel,
        };
    }

    private static Decision Decide(Kernel placed, int lane)
    {
        (Kernel collapsed, int collapsedLane, ImmutableArray<(int, int)> pairs) = Collapse.Run(placed, lane);
        KernelPlan plan = new(collapsed, "", collapsedLane) { Uncollapsed = placed };
        int floats = plan.IsDotTile ? DotTiling.ScratchFloats(plan) : 0;
        double cycles = Estimate.Of(plan);
        return new(pairs, floats, cycles < Costs.SmallestShared ? [] : ThreadAxis.Candidates(plan), cycles);
    }

    /// <summary>What is decided of a kernel whose tensors have their places.</summary>
    /// <param name="Collapsed">The pairs of loops that are made one.</param>
    /// <param name="ScratchFloats">Floats of partial sums in memory; 0 if there are none.</param>
    /// <param name="Shares">The axes that threads could share.</param>
    /// <param name="Cycles">About what it takes.</param>
    private sealed record Decision(ImmutableArray<(int Outer, int Inner)> Collapsed, int ScratchFloats, ImmutableArray<ThreadAxis.Candidate> Shares, double Cycles);

    private Kernel Placed(Kernel kernel, int lane)
    {
        ImmutableArray<Store> inner = Homes(kernel.InnerStores, lane), stores = Homes(kernel.Stores, lane);
        var operands = ImmutableArray.CreateBuilder<Operand>(kernel.Operands.Length);
        foreach (Operand operand in kernel.Operands)
            operands.Add(operand is Operand.Load load ? new Operand.Load(Nearest(Original(load.Access, lane), lane)) : operand);
        return kernel with { InnerStores = inner, Stores = stores, Operands = operands.MoveToImmutable() };
    }

    // A copy with samples side by side is for lanes over samples. Lanes over features find those side by side in what it was made of.
    private static Access Original(Access access, int lane) => access.Storage.CopyOf is { } original && access.DimensionOf(lane) > 0 ? access with { Storage = original } : access;

    // A value is stored once in every layout that is wanted of it.
    private ImmutableArray<Store> Homes(ImmutableArray<Store> stores, int lane)
    {
        var homes = ImmutableArray.CreateBuilder<Store>(stores.Length);
        foreach (Store store in stores)
        {
            Storage storage = store.Access.Storage;
            if (storage.Kind == StorageKind.Temporary && !layouts.ContainsKey(storage.Root))
                Demand(storage, bySample && storage.Shape.IsBatched ? BySample(storage.Root.Shape) : LayoutAlong(storage, Math.Max(0, store.Access.DimensionOf(lane))));
            ImmutableArray<Layout> all = Available(storage);
            foreach (Layout layout in all.Length == 1 ? all : [.. all.OrderBy(l => l.Inner)])
                homes.Add(store with { Access = store.Access with { Layout = layout, Row = store.Access.Row is { } row ? Nearest(row, lane) : null } });
        }
        return homes.ToImmutable();
    }

    // What has several layouts is read in the one that lies along the lanes.
    private Access Nearest(Access access, int lane) =>
        access with { Layout = NearestLayout(access, lane), Row = access.Row is { } row ? Nearest(row, lane) : null };

    private Layout NearestLayout(Access access, int lane)
    {
        ImmutableArray<Layout> all = Available(access.Storage);
        Layout nearest = all[0];
        for (int i = 1; i < all.Length; i++)
        {
            if ((IsStrided(access, all[i], lane), all[i].Inner).CompareTo((IsStrided(access, nearest, lane), nearest.Inner)) < 0)
                nearest = all[i];
        }
        return nearest;
    }

    private int BestLane(Kernel kernel)
    {
        // What stands around a product counts, too.
        var form = (unplaced.Of(kernel), kernel.IsProduct ? Enumerable.Range(0, kernel.Axes.Length).Select(a => Stepped(kernel, a)).ToEquatableArray() : default);
        if (!lanes.TryGetValue(form, out int lane))
            lanes[form] = lane = NewBestLane(kernel);
        return lane;
    }

    private int NewBestLane(Kernel kernel) => SampleLane(kernel) is { } samples && bySample ? samples
        : bySample && kernel.ReducedAxes.Any(a => kernel.Axes[a].Extent < 0)
            ? Candidates(kernel).OrderBy(axis => kernel.IsProduct ? SumCost(kernel, axis) : Estimate.Of(Expected(kernel, axis)))
            .DefaultIfEmpty(NoAxis).First()
        : Candidates(kernel).OrderBy(axis => kernel.Axes[axis].Extent == 1 ? 1 : 0).ThenBy(axis => LaneCost(kernel, axis))
            .ThenBy(axis => WidestWaste(kernel.Axes[axis].Extent)).ThenByDescending(axis => axis)
            .DefaultIfEmpty(NoAxis).First();

    // Row numbers differ from lane to lane on their own axes: there only single numbers can be read.
    private static IEnumerable<int> Candidates(Kernel kernel)
    {
        Access[] rows = [.. kernel.Accesses.Select(a => a.Row).OfType<Access>()];
        return Enumerable.Range(0, kernel.Axes.Length).Where(axis => !kernel.Axes[axis].IsGiven && !rows.Any(row => row.MovesAlong(axis)));
    }

    private static int? SampleLane(Kernel kernel)
    {
        int[] samples = [.. Candidates(kernel).Where(a => kernel.Axes[a] is { Extent: < 0, IsReduced: false })];
        return samples.Length == 0 ? null : samples[0];
    }

    // What has been laid out is read as it lies; what has not, and what a product demands, will lie along the lanes. So will the numbers of rows, which are
    // accesses of their own here.
    private KernelPlan Expected(Kernel kernel, int lane)
    {
        bool IsDemanded(Access access) => IsFactor(kernel, access) && access.Storage.Kind == StorageKind.Temporary && access.MovesAlong(lane);
        return new(kernel.With(access => Available(access.Storage).IsEmpty || IsDemanded(access)
            ? access with { Layout = LayoutAlong(access.Storage, Math.Max(0, access.DimensionOf(lane))) }
            : access with { Layout = NearestLayout(access, lane) }), "", lane);
    }

    // Factors that lie otherwise are laid out once more. What no one has laid out yet will lie along the lanes, but not across samples.
    private double LaneCost(Kernel kernel, int lane)
    {
        double moved = 0;
        foreach (Access access in kernel.Operands.OfType<Operand.Load>().Select(l => Original(l.Access, lane)).Where(a => IsFactor(kernel, a) && a.MovesAlong(lane)))
        {
            Storage storage = access.Storage;
            ImmutableArray<Layout> known = Available(storage) is { IsEmpty: true } && kernel.Axes[lane].Extent < 0 && storage.Shape.SampleSize > 1
                ? [Layout.Rows(storage.Shape)] : Available(storage);
            if (storage.Kind == StorageKind.Temporary && !known.IsEmpty && known.All(l => IsStrided(access, l, lane)))
                moved += storage.Shape.SampleSize * (double)(isBatch ? Costs.UsualBatch : 1) * Costs.TransposedVector / Placement.Padding;
        }
        return Estimate.Of(Expected(kernel, lane)) + moved + (kernel.IsProduct ? Stepped(kernel, lane) : 0);
    }

    // What makes a product's factors or reads its result has lanes where the product has them. What it reads or stores step by step along them, such as every
    // second place, is then no vector in any layout.
    private double Stepped(Kernel product, int lane)
    {
        double cycles = 0;
        foreach (Operand operand in product.Operands)
        {
            if (operand is Operand.Load { Access: var factor } && IsSeen(factor) && IsFactor(product, factor))
                cycles += makers[factor.Storage].Sum(m => SteppedIn(m, m.Stores.First(s => s.Access.Storage == factor.Storage).Access, factor.DimensionOf(lane)));
        }
        foreach (Store store in product.Stores)
        {
            if (IsSeen(store.Access))
                cycles += readers[store.Access.Storage].Sum(r => SteppedIn(r, LoadsOf(r).First(a => a.Storage == store.Access.Storage), store.Access.DimensionOf(lane)));
        }
        return cycles;

        bool IsSeen(Access access) => access.Storage.Kind == StorageKind.Temporary && access.DimensionOf(lane) >= 0;
    }

    private static double SteppedIn(Kernel map, Access seen, int dimension)
    {
        if (seen.Indices[dimension].Terms is not [{ Step: 1, Axis: var lane }])
            return 0;
        int loads = 0, stores = 0;
        foreach (Operand operand in map.Operands)
            loads += operand is Operand.Load load && IsStepped(load.Access, lane) ? 1 : 0;
        foreach (Store store in map.Stores)
            stores += IsStepped(store.Access, lane) ? 1 : 0;
        double elements = map.Loop?.Steps ?? 1;
        foreach (Axis axis in map.Axes)
            elements *= axis.IsReduced || axis.IsGiven ? 1 : axis.Extent < 0 ? Costs.UsualBatch : axis.Extent;
        return ((Costs.StridedVector * loads) + (Costs.StridedStore * stores)) * elements / Placement.Padding;
    }

    private static bool IsStepped(Access access, int lane)
    {
        foreach (Affine index in access.Indices)
        {
            if (Math.Abs(index.StepAlong(lane)) > 1)
                return true;
        }
        return false;
    }

    private static IEnumerable<Access> LoadsOf(Kernel kernel) => kernel.Operands.OfType<Operand.Load>().Select(l => l.Access);

    // Factors that don't lie along the lanes are laid out once more.
    private double SumCost(Kernel kernel, int lane)
    {
        if (kernel.Axes[lane] is { IsReduced: true, Extent: > 0 })
            return double.MaxValue;
        double moved = 0;
        Kernel laid = kernel.With(access =>
        {
            if (!IsFactor(kernel, access) || !access.MovesAlong(lane))
                return access;
            Access original = Original(access, lane);
            if (original.Storage.Kind == StorageKind.Temporary && kernel.Axes[lane].Extent > 0)
                moved += access.Storage.Shape.SampleSize * (double)Costs.UsualBatch * Costs.TransposedVector / Placement.Padding;
            return original;
        });
        KernelPlan plan = Expected(laid, lane);
        return (Estimate.Of(plan) * (plan.FitsNarrower(Target.Widest, Target.All[1]) ? Costs.NarrowVector : 1)) + moved;
    }

    private static bool IsStrided(Access access, Layout layout, int lane) => access.MovesAlong(lane) && !KernelPlan.StrideOf(access, layout, lane).IsUnit;

    // With vectors of the widest kind, or of half of them where there is one only. A batch is padded anyway.
    private static double WidestWaste(int extent) => extent < 0 ? 0 : Waste(extent, extent <= UsualLanes ? UsualLanes : Placement.Padding);

    // The share of a last, partly filled step over the extent, against what is needed.
    private static double Waste(int extent, int step) => ((double)((extent + step - 1) / step * step) / extent) - 1;

    private static bool IsFactor(Kernel kernel, Access access)
    {
        if (!kernel.IsProduct)
            return false;
        foreach (int i in kernel.Element!.Inputs)
        {
            if (kernel.Operands[i] is Operand.Load load && load.Access == access)
                return true;
        }
        return false;
    }

    private void Demand(Storage storage, Layout layout)
    {
        ImmutableArray<Layout> known = layouts.TryGetValue(storage.Root, out ImmutableArray<Layout> sofar) ? sofar : [];
        if (!known.Contains(layout))
            layouts[storage.Root] = known.Add(layout);
    }

    // Seen under another shape, a tensor lies row by row, or sample by sample.
    private ImmutableArray<Layout> Available(Storage storage) => storage.Kind switch
    {
        StorageKind.Caller => [CallerLayout(storage)],
        StorageKind.Persistent => [storage.Root == storage && weights.TryGetValue(storage.Origin, out Layout layout) ? layout : Layout.Rows(storage.Shape)],
        _ when storage.IsRowByRow => [CallerLayout(storage)],
        _ when storage.Root != storage => [AliasLayout(storage.Shape)],
        _ => layouts.TryGetValue(storage, out ImmutableArray<Layout> known) ? known : [],
    };

    private Layout AliasLayout(Shape shape) => bySample && shape.IsBatched ? BySample(shape) : Layout.Rows(shape);

    private static bool IsBatchedTemporary(Storage storage) => storage.Kind == StorageKind.Temporary && storage.Shape.IsBatched;

    // One value a sample: rows and columns are the same, and samples are neighbours.
    private static Layout CallerLayout(Storage storage) => storage.Shape.IsBatched && storage.Shape.SampleSize == 1 ? new(0) : Layout.Rows(storage.Shape);

    // A single number lies one way.
    private Layout LayoutAlong(Storage storage, int dimension) =>
        !isBatch && storage.Shape.IsBatched && dimension == 0 ? Layout.Rows(storage.Shape)
        : storage.Shape.IsBatched && dimension == 0 ? BySample(storage.Shape)
        : storage.Shape.SampleSize > 1 ? new(dimension)
        : storage.Shape.IsBatched ? new(0)
        : Layout.Rows(storage.Shape);

    // Samples lie side by side in blocks of a vector, so that every distance is known while compiling.
    private static Layout BySample(Shape shape) => shape.SampleSize == 1 ? new(0) : new(0, Placement.Padding);
}
