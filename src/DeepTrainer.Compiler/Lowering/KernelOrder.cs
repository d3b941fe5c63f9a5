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
    private readonly Dictionary<Storage, List<Unit>> readers = [];
    private readonly HashSet<(Unit Writer, Storage Target)> beside = [];

    private KernelOrder(Storages storages, IEnumerable<(Group Group, ImmutableArray<Kernel> Kernels)> groups)
    {
        this.storages = storages;
        units = [.. groups.Select(g => new Unit(g.Group, g.Kernels))];
        places = new(units.Length);
        for (int place = 0; place < units.Length; place++)
            places[units[place].Group] = place;
        foreach (Unit unit in units)
        {
            foreach (Storage storage in unit.Reads)
            {
                if (!readers.TryGetValue(storage, out List<Unit>? all))
                    readers[storage] = all = [];
                all.Add(unit);
            }
            foreach (Storage storage in unit.Writes)
            {
                if (!unit.WritesInPlace(storage))
                    beside.Add((unit, storage));
            }
        }
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

    // What one of a circle of units waits for as it would overwrite what another reads; none if all are in order. Units wait for each other as deep as the
    // network is, beyond what a compiler's stack has room for.
    private List<(Unit Writer, Storage Target)>? Order(List<Unit> ordered)
    {
        HashSet<Unit> done = [], waiting = [];
        List<Visit> open = [];
        foreach (Unit unit in units)
        {
            Open(unit, null);
            while (open.Count > 0)
            {
                Visit top = open[open.Count - 1];
                if (top.Next == top.Before.Count)
                {
                    open.RemoveAt(open.Count - 1);
                    waiting.Remove(top.Unit);
                    ordered.Add(top.Unit);
                    continue;
                }
                (Unit before, Storage? target) = top.Before[top.Next++];
                if (waiting.Contains(before))
                    return Circle(before, target);
                Open(before, target);
            }
        }
        return null;

        void Open(Unit unit, Storage? target)
        {
            if (!done.Add(unit))
                return;
            open.Add(new(unit, target, Before(unit)));
            waiting.Add(unit);
        }

        List<(Unit, Storage)> Circle(Unit unit, Storage? target)
        {
            int first = open.FindIndex(o => o.Unit == unit);
            Storage?[] waited = [.. open.Skip(first + 1).Select(o => o.Target), target];
            return [.. open.Skip(first).Zip(waited, (writer, read) => (writer.Unit, read!)).Where(wait => wait.Item2 is not null)];
        }
    }

    /// <summary>A unit whose turn comes when those before it are done, and what of theirs the one behind it would overwrite.</summary>
    private sealed record Visit(Unit Unit, Storage? Target, List<(Unit Unit, Storage? Target)> Before)
    {
        public int Next { get; set; }
    }

    // The units that must have run, and what of theirs this one would overwrite.
    private List<(Unit Unit, Storage? Target)> Before(Unit unit)
    {
        int[] needed = [.. unit.Group.DependsOn.Select(g => places[g])];
        Array.Sort(needed);
        List<(Unit, Storage?)> before = new(needed.Length);
        foreach (int place in needed)
            before.Add((units[place], null));
        foreach (Storage target in unit.Writes)
        {
            if (beside.Contains((unit, target)) || !readers.TryGetValue(target, out List<Unit>? all))
                continue;
            foreach (Unit reader in all)
            {
                if (reader != unit)
                    before.Add((reader, target));
            }
        }
        return before;
    }

    private IEnumerable<Kernel> KernelsOf(Unit unit) => beside.Count == 0 ? unit.Kernels : unit.Kernels.Select(k => k with
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
            foreach (Kernel kernel in kernels)
            {
                foreach (Operand operand in kernel.Operands)
                {
                    if (operand is not Operand.Load load)
                        continue;
                    if (load.Access.Row is { } row)
                        Add(Reads, row.Storage.Root);
                    Add(Reads, load.Access.Storage.Root);
                }
                foreach (Store store in kernel.InnerStores)
                    Add(Writes, store.Access.Storage);
                foreach (Store store in kernel.Stores)
                    Add(Writes, store.Access.Storage);
            }
        }

        public Group Group { get; }

        public ImmutableArray<Kernel> Kernels { get; }

        public HashSet<Storage> Reads { get; } = [];

        public HashSet<Storage> Writes { get; } = [];

        private static void Add(HashSet<Storage> kept, Storage storage)
        {
            if (storage.Kind == StorageKind.Persistent)
                kept.Add(storage);
        }

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
