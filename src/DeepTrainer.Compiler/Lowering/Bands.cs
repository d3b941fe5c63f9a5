namespace DeepTrainer.Compiler.Lowering;

/// <summary>
/// Kernels that hand large maps to each other row by row run one behind another over a band of rows at a time: what one stores, the next finds in the caches,
/// and a map takes the memory of a band.
/// </summary>
internal sealed class Bands
{
    private readonly ImmutableArray<Kernel> kernels;
    private readonly Storage[][] written, read;
    private readonly ILookup<Storage, int> writers, readers;
    private readonly HashSet<Storage> seenOtherwise;

    // The floats of all maps of a chain that begins with a kernel, at most: where they are too few for bands, no chain is looked for.
    private readonly long[] most;

    private Bands(ImmutableArray<Kernel> kernels)
    {
        this.kernels = kernels;
        written = [.. kernels.Select(k => WrittenBy(k).Distinct().ToArray())];
        read = [.. kernels.Select(k => ReadBy(k).Distinct().ToArray())];
        writers = written.SelectMany((all, k) => all.Select(s => (Storage: s, Kernel: k))).ToLookup(p => p.Storage, p => p.Kernel);
        readers = read.SelectMany((all, k) => all.Select(s => (Storage: s, Kernel: k))).ToLookup(p => p.Storage, p => p.Kernel);
        seenOtherwise = [.. kernels.SelectMany(k => k.Accesses).Where(a => a.Storage.Root != a.Storage || a.Row is not null).Select(a => a.Storage.Root)];
        most = new long[kernels.Length];
        for (int k = kernels.Length - 1; k >= 0; k--)
            most[k] = HandedOn(k).Select(h => h.Map.Shape.SampleSize + most[h.Reader]).DefaultIfEmpty(0).Max();
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

    /// <summary>Kernels that hand on nothing but the maps between them; all that stands between them can be done before.</summary>
    private sealed class Chain(Bands bands)
    {
        private readonly HashSet<Storage> written = [], read = [], readBetween = [];

        public List<Link> Links { get; } = [];

        /// <summary>Makes the chain longer by a kernel, to which the last one hands a map, unless it then were none.</summary>
        public bool TryAdd(Link next, Link? handing = null)
        {
            Storage[] reads = bands.read[next.Kernel], writes = bands.written[next.Kernel];
            int[] between = handing is { } last ? [.. Enumerable.Range(last.Kernel + 1, next.Kernel - last.Kernel - 1)] : [];
            if (reads.Any(s => s != handing?.Map && (written.Contains(s) || writes.Contains(s))) || writes.Any(s => read.Contains(s) || readBetween.Contains(s))
                || !between.All(b => IsFree(bands.kernels[b]) && !bands.read[b].Any(s => written.Contains(s) || writes.Contains(s))
                    && bands.written[b].All(s => s.Kind == StorageKind.Temporary)))
                return false;
            if (handing is not null)
                Links[Links.Count - 1] = handing.Value;
            Links.Add(next);
            written.UnionWith(writes);
            read.UnionWith(reads);
            foreach (int b in between)
                readBetween.UnionWith(bands.read[b]);
            return true;
        }
    }

    /// <summary>A kernel of a chain, its axis over the rows, and the map that it hands on with the dimension of its rows.</summary>
    private readonly record struct Link(int Kernel, int Axis, Storage? Map, int Dimension);

    // The longest chain that begins with a kernel, if it pays.
    private List<Link>? From(int first)
    {
        Kernel kernel = kernels[first];
        return most[first] <= Costs.BandedFloats || !IsFree(kernel) ? null
            : kernel.OutputAxes.Where(a => kernel.Axes[a].Extent > 1).Select(a => ChainOf(new(first, a, null, -1))).FirstOrDefault(c => c.Count > 1 && RowsOf(c) > 0);
    }

    private List<Link> ChainOf(Link first)
    {
        Chain chain = new(this);
        bool isLonger = IsOverRows(first) && chain.TryAdd(first);
        while (isLonger)
        {
            Link last = chain.Links[chain.Links.Count - 1];
            isLonger = HandedOn(last.Kernel).Any(h => Handed(last, h.Map, h.Reader) is (var handing, var next) && IsOverRows(next) && chain.TryAdd(next, handing));
        }
        return chain.Links;
    }

    // Of no other loop, and without rings, which are seen as a whole and from a place on.
    private static bool IsFree(Kernel kernel) => kernel is { Loop: null, Chain: null } && !kernel.Accesses.Any(a => a.Storage.Start is not null);

    // Weights are the same in all rows.
    private bool IsOverRows(Link link) => !LoadsOf(kernels[link.Kernel]).Any(a => a.Storage.Kind == StorageKind.Persistent && a.MovesAlong(link.Axis));

    // Maps that a kernel stores, and that one other kernel reads and nobody else.
    private IEnumerable<(Storage Map, int Reader)> HandedOn(int kernel)
    {
        foreach (Storage map in written[kernel])
        {
            if (map.Kind == StorageKind.Temporary && map.Shape.IsBatched && !seenOtherwise.Contains(map) && writers[map].Count() == 1
                && readers[map].ToArray() is [var reader] && reader > kernel && IsFree(kernels[reader]))
                yield return (map, reader);
        }
    }

    // Two kernels, as one hands a map to the other row by row.
    private (Link Handing, Link Next)? Handed(Link last, Storage map, int reader)
    {
        Kernel next = kernels[reader];
        int dimension = DimensionOf(StoresOf(kernels[last.Kernel]).Where(a => a.Storage == map), last.Axis);
        int[] axes = dimension < 0 ? [] : [.. LoadsOf(next).Where(a => a.Storage == map).Select(a => AxisOf(next, a, dimension)).Distinct()];
        return axes is [>= 0 and var axis] && next.Axes[axis].Extent == kernels[last.Kernel].Axes[last.Axis].Extent
            ? (last with { Map = map, Dimension = dimension }, new(reader, axis, null, -1)) : null;
    }

    // The dimension along which all accesses move row by row.
    private static int DimensionOf(IEnumerable<Access> stores, int axis)
    {
        int[] dimensions = [.. stores.Select(a => a.Indices.ToList().IndexOf(Affine.Along(axis))).Distinct()];
        return dimensions is [var only] ? only : -1;
    }

    private static int AxisOf(Kernel kernel, Access load, int dimension) => load.Indices[dimension] is { Offset: 0, Terms: [{ Step: 1, Axis: var axis }] }
        && !kernel.Axes[axis].IsReduced && load.Indices.Where((_, d) => d != dimension).All(i => i.StepAlong(axis) == 0) ? axis : -1;

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
