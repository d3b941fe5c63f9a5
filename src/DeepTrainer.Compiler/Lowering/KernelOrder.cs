namespace DeepTrainer.Compiler.Lowering;

/// <summary>
/// Kernels in an order in which weights and state are overwritten after all have read what was in them. Where kernels wait for each other so (two
/// states that change places), the new content is written beside the old one, and copied over it at the end.
/// </summary>
internal sealed class KernelOrder
{
    private readonly Storages storages;
    private readonly Unit[] units;
    private readonly Dictionary<Group, int> places;
    private readonly ILookup<Storage, Unit> readers;
    private readonly HashSet<(Unit Writer, Storage Target)> beside = [];

    private KernelOrder(Storages storages, IEnumerable<(Group Group, ImmutableArray<Kernel> Kernels)> groups)
    {
        this.storages = storages;
        units = [.. groups.Select(g => new Unit(g.Group, g.Kernels))];
        places = units.Select((u, place) => (u.Group, place)).ToDictionary(u => u.Group, u => u.place);
        readers = units.SelectMany(u => u.Reads.Select(s => (Storage: s, Unit: u))).ToLookup(r => r.Storage, r => r.Unit);
        foreach (Unit unit in units)
            beside.UnionWith(unit.Writes.Where(s => !unit.WritesInPlace(s)).Select(s => (unit, s)));
    }

    /// <summary>The kernels of groups that are in an order in which values are made before they are used.</summary>
    public static ImmutableArray<Kernel> Run(Graph graph, Storages storages, IEnumerable<(Group Group, ImmutableArray<Kernel> Kernels)> groups)
    {
        KernelOrder schedule = new(storages, groups);
        List<Unit> ordered = [];
        while (schedule.Order(ordered) is { } circle)
        {
            schedule.beside.Add(circle.OrderBy(wait => wait.Target.Shape.SampleSize).First());
            ordered.Clear();
        }
        return [.. ordered.SelectMany(schedule.KernelsOf), .. schedule.Copies(), .. schedule.Missing(graph)];
    }

    // What one of a circle of units waits for as it would overwrite what another reads; none if all are in order.
    private List<(Unit Writer, Storage Target)>? Order(List<Unit> ordered)
    {
        HashSet<Unit> done = [];
        List<(Unit Unit, Storage? Target)> open = [];
        HashSet<Unit> waiting = [];
        return units.Select(u => Visit(u, null)).FirstOrDefault(circle => circle is not null);

        List<(Unit, Storage)>? Visit(Unit unit, Storage? target)
        {
            if (waiting.Contains(unit))
            {
                int first = open.FindIndex(o => o.Unit == unit);
                open.Add((unit, target));
                return [.. open.Skip(first).Zip(open.Skip(first + 1), (writer, read) => (writer.Unit, read.Target!)).Where(wait => wait.Item2 is not null)];
            }
            if (!done.Add(unit))
                return null;
            open.Add((unit, target));
            waiting.Add(unit);
            foreach ((Unit before, Storage? waitsFor) in Before(unit))
            {
                if (Visit(before, waitsFor) is { } circle)
                    return circle;
            }
            open.RemoveAt(open.Count - 1);
            waiting.Remove(unit);
            ordered.Add(unit);
            return null;
        }
    }

    // The units that must have run, and what of theirs this one would overwrite.
    private IEnumerable<(Unit Unit, Storage? Target)> Before(Unit unit) =>
        unit.Group.DependsOn.Select(g => places[g]).OrderBy(place => place).Select(place => (units[place], (Storage?)null))
            .Concat(unit.Writes.Where(s => !beside.Contains((unit, s))).SelectMany(s => readers[s].Where(r => r != unit).Select(r => (r, (Storage?)s))));

    private IEnumerable<Kernel> KernelsOf(Unit unit) => unit.Kernels.Select(k => k with
    {
        InnerStores = [.. k.InnerStores.Select(s => Moved(unit, s))],
        Stores = [.. k.Stores.Select(s => Moved(unit, s))],
    });

    private Store Moved(Unit unit, Store store) =>
        beside.Contains((unit, store.Access.Storage)) ? store with { Access = store.Access with { Storage = storages.Beside(store.Access.Storage) } } : store;

    private IEnumerable<Kernel> Copies() => beside.Select(b => b.Target).Distinct().OrderBy(t => Array.FindIndex(units, u => u.Writes.Contains(t)))
        .Select(target => Kernel.Copy(storages.Beside(target), target));

    // What has been added up row by row lies in memory of its own.
    private IEnumerable<Kernel> Missing(Graph graph)
    {
        HashSet<Storage> written = [.. units.SelectMany(u => u.Writes)];
        return graph.Updates
            .Where(u => u.Target.Primitive is Source { Kind: SourceKind.Parameter or SourceKind.State } && !written.Contains(storages.Of(u.Target)))
            .Select(u => Kernel.Copy(storages.MemoryOf(u.Value), storages.Of(u.Target)));
    }

    /// <summary>The kernels of a group, and which weights and state they read and write.</summary>
    private sealed class Unit
    {
        public Unit(Group group, ImmutableArray<Kernel> kernels)
        {
            Group = group;
            Kernels = kernels;
            Reads = [.. kernels.SelectMany(k => k.Operands).OfType<Operand.Load>().SelectMany(l => l.Access.Row is { } row ? [row, l.Access] : new[] { l.Access })
                .Select(a => a.Storage.Root).Where(IsKept)];
            Writes = [.. kernels.SelectMany(k => k.InnerStores.Concat(k.Stores)).Select(s => s.Access.Storage).Where(IsKept)];
        }

        public Group Group { get; }

        public ImmutableArray<Kernel> Kernels { get; }

        public HashSet<Storage> Reads { get; }

        public HashSet<Storage> Writes { get; }

        private static bool IsKept(Storage storage) => storage.Kind == StorageKind.Persistent;

        /// <summary>Whether each element is overwritten where it is read, for the last time.</summary>
        public bool WritesInPlace(Storage target)
        {
            if (!Reads.Contains(target))
                return true;
            if (Kernels.Length > 1)
                return false;
            Kernel kernel = Kernels[0];
            bool isInner = kernel.InnerStores.Any(s => s.Access.Storage == target);
            Store store = kernel.InnerStores.Concat(kernel.Stores).First(s => s.Access.Storage == target);
            ImmutableArray<int> read = Expr.InputsOf(kernel.InnerStores.Concat(kernel.Stores).Select(s => s.Expression)
                .Concat(kernel.Element is null ? [] : new[] { kernel.Element }));
            int[] loads = [.. read.Where(i => kernel.Operands[i] is Operand.Load load
                && (load.Access.Storage.Root == target || load.Access.Row?.Storage.Root == target))];
            IEnumerable<Expr> elsewhere = isInner ? kernel.Stores.Select(s => s.Expression)
                : kernel.InnerStores.Select(s => s.Expression).Concat(kernel.Element is null ? [] : [kernel.Element]);
            return loads.All(i => ((Operand.Load)kernel.Operands[i]).Access == store.Access) && !elsewhere.SelectMany(e => e.Inputs).Any(loads.Contains);
        }
    }
}
