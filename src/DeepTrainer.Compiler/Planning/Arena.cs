using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Compiler.Planning;

/// <summary>
/// Working memory: temporaries that are not alive at the same time share space. Batched ones take a multiple of the padded number
/// of samples, the others a fixed part at the front.
/// </summary>
/// <param name="Fixed">Floats at the front.</param>
/// <param name="PerRow">Floats for each padded sample behind it.</param>
/// <param name="Offsets">Where each temporary starts: in floats, or in floats a sample for batched ones.</param>
public sealed record Arena(long Fixed, long PerRow, IReadOnlyDictionary<Placement, long> Offsets)
{
    /// <summary>Floats behind the end that may be read, though nothing comes of them: a vector of every second value.</summary>
    public const int Slack = 2 * Placement.Padding;

    /// <summary>Places the temporaries by lifetime: first fit, in order of first use.</summary>
    public static Arena Plan(ImmutableArray<KernelPlan> kernels, ImmutableHashSet<Storage> kept)
    {
        List<Lifetime> lifetimes = LifetimesOf(kernels, kept);
        Dictionary<Placement, long> offsets = new(lifetimes.Count);
        long constant = Fit(lifetimes.Where(l => !l.Placement.Storage.Shape.IsBatched), offsets);
        long perRow = Fit(lifetimes.Where(l => l.Placement.Storage.Shape.IsBatched), offsets);
        return new(constant, perRow, offsets);
    }

    /// <summary>Floats for each padded sample that every plan of the kernels takes at least: all values that are alive at the same time.</summary>
    public static long LeastPerRow(ImmutableArray<Kernel> kernels)
    {
        Dictionary<Storage, (int First, int Last)> lives = [];
        for (int step = 0; step < kernels.Length; step++)
        {
            foreach (Storage used in kernels[step].Accesses.Select(a => a.Storage.Root).Where(s => s.Kind == StorageKind.Temporary && s.Shape.IsBatched))
                lives[used] = (lives.TryGetValue(used, out (int First, int) life) ? life.First : step, step);
        }
        long[] changes = new long[kernels.Length + 1];
        foreach (KeyValuePair<Storage, (int First, int Last)> life in lives)
        {
            changes[life.Value.First] += life.Key.Shape.SampleSize;
            changes[life.Value.Last + 1] -= life.Key.Shape.SampleSize;
        }
        long alive = 0;
        return changes.Max(change => alive += change);
    }

    private static List<Lifetime> LifetimesOf(ImmutableArray<KernelPlan> kernels, ImmutableHashSet<Storage> kept)
    {
        Dictionary<Placement, Lifetime> lifetimes = [];
        Dictionary<object, (int First, int Last)> loops = kernels.Select((k, step) => (Loop: LoopAround(k.Kernel), Step: step)).Where(k => k.Loop is not null)
            .GroupBy(k => k.Loop!, k => k.Step).ToDictionary(g => g.Key, g => (g.First(), g.Last()));
        for (int step = 0; step < kernels.Length; step++)
        {
            foreach (Access access in kernels[step].Kernel.Accesses)
            {
                if (access.Storage.Kind != StorageKind.Temporary)
                    continue;
                Placement root = new Placement(access).Root;
                // what a loop uses is used from its first turn to its last
                (int first, int last) = LoopAround(kernels[step].Kernel) is { } loop ? loops[loop] : (step, step);
                int end = kept.Contains(root.Storage) ? kernels.Length : last;
                lifetimes[root] = lifetimes.TryGetValue(root, out Lifetime known) ? known with { End = Math.Max(known.End, end) } : new(root, first, end);
            }
        }
        return [.. lifetimes.Values.OrderBy(l => l.Start).ThenBy(l => l.Placement.Storage.Name, StringComparer.Ordinal).ThenBy(l => l.Placement.Layout.Inner)];
    }

    // Over the steps of a recurrence, or over the groups of samples of a chain of sums.
    private static object? LoopAround(Kernel kernel) => (object?)kernel.Loop ?? kernel.Chain;

    // Lifetimes come in the order in which they start: what has ended by then leaves its place for good.
    private static long Fit(IEnumerable<Lifetime> lifetimes, Dictionary<Placement, long> offsets)
    {
        Gaps gaps = new();
        SortedDictionary<int, List<(long From, long Size)>> ends = [];
        foreach (Lifetime life in lifetimes)
        {
            while (ends.Count > 0 && ends.First() is var ended && ended.Key < life.Start)
            {
                foreach ((long from, long length) in ended.Value)
                    gaps.Give(from, length);
                ends.Remove(ended.Key);
            }
            long size = life.Placement.Size, offset = gaps.Take(size);
            offsets[life.Placement] = offset;
            if (!ends.TryGetValue(life.End, out List<(long, long)>? together))
                ends[life.End] = together = [];
            together.Add((offset, size));
        }
        return gaps.End;
    }

    // The free places: those between others, in order, and all behind the end.
    private sealed class Gaps
    {
        private readonly List<(long From, long To)> free = [];

        public long End { get; private set; }

        // The first place that is large enough; the last gap may reach the end and go on behind it.
        public long Take(long size)
        {
            int index = free.FindIndex(g => g.To - g.From >= size || g.To == End);
            if (index < 0)
            {
                End += size;
                return End - size;
            }
            (long from, long to) = free[index];
            free.RemoveAt(index);
            if (from + size < to)
                free.Insert(index, (from + size, to));
            End = Math.Max(End, from + size);
            return from;
        }

        public void Give(long from, long size)
        {
            long to = from + size;
            int index = free.FindIndex(g => g.From >= from);
            if (index < 0)
                index = free.Count;
            if (index < free.Count && free[index].From == to)
            {
                to = free[index].To;
                free.RemoveAt(index);
            }
            if (index > 0 && free[index - 1].To == from)
                free[--index] = (free[index].From, to);
            else
                free.Insert(index, (from, to));
        }
    }

    private readonly record struct Lifetime(Placement Placement, int Start, int End);
}
