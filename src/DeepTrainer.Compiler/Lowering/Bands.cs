namespace DeepTrainer.Compiler.Lowering;

/// <summary>
/// Kernels that hand large maps to each other row by row run one behind another over a band of rows at a time: what one stores, the next finds in the caches,
/// and a map takes the memory of a band.
/// </summary>
internal sealed class Bands
{
    private readonly ImmutableArray<Kernel> kernels;
    private readonly ILookup<Storage, int> writers, readers;
    private readonly HashSet<Storage> seenOtherwise;

    private Bands(ImmutableArray<Kernel> kernels)
    {
        this.kernels = kernels;
        writers = kernels.SelectMany((k, i) => WrittenBy(k).Select(s => (Storage: s, Kernel: i))).Distinct().ToLookup(p => p.Storage, p => p.Kernel);
        readers = kernels.SelectMany((k, i) => ReadBy(k).Select(s => (Storage: s, Kernel: i))).Distinct().ToLookup(p => p.Storage, p => p.Kernel);
        seenOtherwise = [.. kernels.SelectMany(k => k.Accesses).Where(a => a.Storage.Root != a.Storage || a.Row is not null).Select(a => a.Storage.Root)];
    }

    /// <summary>The kernels of one sample, those that run in bands one behind another.</summary>
    public static ImmutableArray<Kernel> Run(ImmutableArray<Kernel> kernels)
    {
        Bands bands = new(kernels);
        List<Kernel> ordered = [];
        HashSet<int> done = [];
        for (int first = 0; first < kernels.Length; first++)
        {
            if (done.Contains(first))
                continue;
            if (bands.From(first) is not { } chain)
            {
                ordered.Add(kernels[first]);
                continue;
            }
            int[] members = [.. chain.Select(link => link.Kernel)];
            // what stands between them is done before
            for (int between = first; between < members[members.Length - 1]; between++)
            {
                if (!members.Contains(between) && done.Add(between))
                    ordered.Add(kernels[between]);
            }
            done.UnionWith(members);
            ordered.AddRange(bands.InBands(chain));
        }
        return [.. ordered];
    }

    /// <summary>A kernel of a chain, its axis over the rows, and the map that it hands on with the dimension of its rows.</summary>
    private readonly record struct Link(int Kernel, int Axis, Storage? Map, int Dimension);

    // The longest chain that begins with a kernel, if it pays.
    private List<Link>? From(int first)
    {
        Kernel kernel = kernels[first];
        return !IsFree(kernel) ? null
            : kernel.OutputAxes.Where(a => kernel.Axes[a].Extent > 1).Select(a => ChainOf(new(first, a, null, -1))).FirstOrDefault(c => c.Count > 1 && RowsOf(c) > 0);
    }

    private List<Link> ChainOf(Link first)
    {
        List<Link> chain = [];
        for (List<Link>? longer = IsOverRows(first) ? [first] : null; longer is not null; longer = Longer(chain).FirstOrDefault(c => IsOverRows(c[c.Count - 1]) && IsApart(c)))
            chain = longer;
        return chain;
    }

    // Of no other loop, and without rings, which are seen as a whole and from a place on.
    private static bool IsFree(Kernel kernel) => kernel is { Loop: null, Chain: null } && !kernel.Accesses.Any(a => a.Storage.Start is not null);

    // Weights are the same in all rows.
    private bool IsOverRows(Link link) => !LoadsOf(kernels[link.Kernel]).Any(a => a.Storage.Kind == StorageKind.Persistent && a.MovesAlong(link.Axis));

    // The chain with a kernel more: what reads a map that the last one stores, and nobody else does.
    private IEnumerable<List<Link>> Longer(List<Link> chain)
    {
        (int kernel, int axis, _, _) = chain[chain.Count - 1];
        foreach (Storage map in WrittenBy(kernels[kernel]).Distinct())
        {
            if (map.Kind != StorageKind.Temporary || !map.Shape.IsBatched || seenOtherwise.Contains(map) || writers[map].Count() > 1
                || readers[map].ToArray() is not [var next] || next <= kernel || !IsFree(kernels[next]))
                continue;
            int dimension = DimensionOf(StoresOf(kernels[kernel]).Where(a => a.Storage == map), axis);
            int[] axes = dimension < 0 ? [] : [.. LoadsOf(kernels[next]).Where(a => a.Storage == map).Select(a => AxisOf(kernels[next], a, dimension)).Distinct()];
            if (axes is [>= 0 and var follows] && kernels[next].Axes[follows].Extent == kernels[kernel].Axes[axis].Extent)
                yield return [.. chain.Take(chain.Count - 1), new(kernel, axis, map, dimension), new(next, follows, null, -1)];
        }
    }

    // The dimension along which all accesses move row by row.
    private static int DimensionOf(IEnumerable<Access> stores, int axis)
    {
        int[] dimensions = [.. stores.Select(a => a.Indices.ToList().IndexOf(Affine.Along(axis))).Distinct()];
        return dimensions is [var only] ? only : -1;
    }

    private static int AxisOf(Kernel kernel, Access load, int dimension) => load.Indices[dimension] is { Offset: 0, Terms: [{ Step: 1, Axis: var axis }] }
        && !kernel.Axes[axis].IsReduced && load.Indices.Where((_, d) => d != dimension).All(i => i.StepAlong(axis) == 0) ? axis : -1;

    // Whether nothing else is handed on within the chain, and all that stands between its kernels can be done before.
    private bool IsApart(List<Link> chain)
    {
        HashSet<Storage> maps = [.. chain.Select(l => l.Map).OfType<Storage>()], written = [.. chain.SelectMany(l => WrittenBy(kernels[l.Kernel]))];
        HashSet<int> members = [.. chain.Select(l => l.Kernel)];
        int first = chain[0].Kernel, last = chain[chain.Count - 1].Kernel;
        bool handsOn = members.SelectMany(m => ReadBy(kernels[m])).Any(s => written.Contains(s) && !maps.Contains(s));
        return !handsOn && Enumerable.Range(first, last - first).Where(b => !members.Contains(b)).All(between =>
            IsFree(kernels[between]) && !ReadBy(kernels[between]).Any(written.Contains) && WrittenBy(kernels[between]).All(s => s.Kind == StorageKind.Temporary));
    }

    // The rows of a band; 0 if it doesn't pay: the maps have room in the cache as they are, or what each band reads again has none beside one.
    private int RowsOf(List<Link> chain)
    {
        long maps = chain.Select(l => l.Map).OfType<Storage>().Sum(m => m.Shape.SampleSize);
        if (maps <= Costs.BandedFloats)
            return 0;
        long again = chain.SelectMany(l => LoadsOf(kernels[l.Kernel]).Where(a => !a.MovesAlong(l.Axis)).Select(a => a.Storage)).Distinct().Sum(s => s.Shape.SampleSize);
        int extent = kernels[chain[0].Kernel].Axes[chain[0].Axis].Extent;
        return Enumerable.Range(1, extent - 1).Where(rows => extent % rows == 0 && again + (maps / extent * rows) <= Costs.CacheFloats / 2
            && again * (extent / rows) <= Costs.ReadAgain * maps).DefaultIfEmpty(0).First();
    }

    private IEnumerable<Kernel> InBands(List<Link> chain)
    {
        int rows = RowsOf(chain), extent = kernels[chain[0].Kernel].Axes[chain[0].Axis].Extent;
        StepLoop loop = new(chain[0].Kernel, extent / rows, Reverse: false) { Variable = StepLoop.Band };
        Dictionary<Storage, Storage> folded = chain.Where(l => l.Map is not null).ToDictionary(l => l.Map!, l => Folded(l.Map!, l.Dimension, rows));
        return chain.Select(l => InBand(kernels[l.Kernel], l.Axis, rows, loop, folded));
    }

    private static Storage Folded(Storage map, int dimension, int rows) =>
        new(map.Name, map.Origin, map.Shape.With(dimension, rows), StorageKind.Temporary) { Apart = map.Apart, IsOfBand = true };

    private static Kernel InBand(Kernel kernel, int axis, int rows, StepLoop loop, Dictionary<Storage, Storage> folded)
    {
        int band = kernel.Axes.Length;
        Affine Moved(Affine at) => at.StepAlong(axis) is not 0 and int step ? at with { Terms = at.Terms.Append(new(band, step * rows)).ToEquatableArray() } : at;
        Kernel split = kernel.With(access => folded.TryGetValue(access.Storage, out Storage? map)
            ? access with { Storage = map }
            : access with { Indices = access.Indices.Select(Moved).ToEquatableArray() });
        split = split with
        {
            Axes = kernel.Axes.SetItem(axis, kernel.Axes[axis] with { Extent = rows }).Add(new(loop.Variable, loop.Steps, IsReduced: false, IsGiven: true)),
            Operands = [.. split.Operands.Select(o => o switch
            {
                Operand.Position position => position with { Index = Moved(position.Index) },
                Operand.Uniform uniform => uniform with { Indices = uniform.Indices.Select(Moved).ToEquatableArray() },
                _ => o,
            })],
            Loop = loop,
        };
        return rows == 1 ? split.Without(axis) : split;
    }

    private static IEnumerable<Access> LoadsOf(Kernel kernel) => kernel.Operands.OfType<Operand.Load>().Select(l => l.Access);

    private static IEnumerable<Access> StoresOf(Kernel kernel) => kernel.InnerStores.Concat(kernel.Stores).Select(s => s.Access);

    private static IEnumerable<Storage> ReadBy(Kernel kernel) => LoadsOf(kernel).SelectMany(a => a.Row is { } row ? new[] { a, row } : [a]).Select(a => a.Storage.Root);

    private static IEnumerable<Storage> WrittenBy(Kernel kernel) => StoresOf(kernel).Select(a => a.Storage.Root);
}
