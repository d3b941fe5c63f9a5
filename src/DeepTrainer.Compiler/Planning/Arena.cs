using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Compiler.Planning;

/// <summary>
/// Working memory: temporaries that are not alive at the same time share space. Batched ones take a multiple of the padded number
/// of samples, the others a fixed part at the front.
/// </summary>
/// <param name="Fixed">Floats at the front.</param>
/// <param name="PerRow">Floats for each padded sample behind it.</param>
/// <param name="Offsets">Where each temporary starts: in floats, or in floats a sample for batched ones.</param>
public sealed record Arena(long Fixed, long PerRow, ImmutableDictionary<Placement, long> Offsets)
{
    /// <summary>Floats behind the end that may be read, though nothing comes of them: a vector of every second value.</summary>
    public const int Slack = 2 * Placement.Padding;

    /// <summary>Places the temporaries by lifetime: first fit, in order of first use.</summary>
    public static Arena Plan(ImmutableArray<KernelPlan> kernels, ImmutableHashSet<Storage> kept)
    {
        List<Lifetime> lifetimes = LifetimesOf(kernels, kept);
        var offsets = ImmutableDictionary.CreateBuilder<Placement, long>();
        long constant = Fit(lifetimes.Where(l => !l.Placement.Storage.Shape.IsBatched), offsets);
        long perRow = Fit(lifetimes.Where(l => l.Placement.Storage.Shape.IsBatched), offsets);
        return new(constant, perRow, offsets.ToImmutable());
    }

    private static List<Lifetime> LifetimesOf(ImmutableArray<KernelPlan> kernels, ImmutableHashSet<Storage> kept)
    {
        Dictionary<Placement, Lifetime> lifetimes = [];
        ILookup<StepLoop?, int> loops = kernels.Select((k, step) => (k.Kernel.Loop, Step: step)).ToLookup(k => k.Loop, k => k.Step);
        for (int step = 0; step < kernels.Length; step++)
        {
            foreach (Placement used in kernels[step].Kernel.Accesses.Select(a => new Placement(a)).Where(p => p.Storage.Kind == StorageKind.Temporary))
            {
                Placement root = used.Root;
                // what a recurrence uses is used from its first step to its last
                (int first, int last) = kernels[step].Kernel.Loop is { } loop ? (loops[loop].Min(), loops[loop].Max()) : (step, step);
                int end = kept.Contains(root.Storage) ? kernels.Length : last;
                lifetimes[root] = lifetimes.TryGetValue(root, out Lifetime known) ? known with { End = Math.Max(known.End, end) } : new(root, first, end);
            }
        }
        return [.. lifetimes.Values.OrderBy(l => l.Start).ThenBy(l => l.Placement.Storage.Name, StringComparer.Ordinal).ThenBy(l => l.Placement.Layout.Inner)];
    }

    private static long Fit(IEnumerable<Lifetime> lifetimes, ImmutableDictionary<Placement, long>.Builder offsets)
    {
        List<(Lifetime Life, long From, long To)> placed = [];
        long size = 0;
        foreach (Lifetime life in lifetimes)
        {
            long offset = 0;
            foreach (var (_, from, to) in placed.Where(p => p.Life.Start <= life.End && life.Start <= p.Life.End).OrderBy(p => p.From))
            {
                if (offset + life.Placement.Size > from && offset < to)
                    offset = to;
            }
            offsets[life.Placement] = offset;
            placed.Add((life, offset, offset + life.Placement.Size));
            size = Math.Max(size, offset + life.Placement.Size);
        }
        return size;
    }

    private readonly record struct Lifetime(Placement Placement, int Start, int End);
}
