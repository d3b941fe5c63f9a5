namespace DeepTrainer.Benchmarks.Sweep;

/// <summary>Networks of which each has one size by one larger than the one before: where time jumps between two, the plan has a cliff.</summary>
internal static class Series
{
    private static readonly (string Name, int First, int Last, Func<int, int, Draft> Draw)[] All =
    [
        ("outputs of the first layer", 120, 136, (id, n) => new Draft(id, 64).Dense(n).Activate(Relu).Dense(10)),
        ("inputs", 120, 136, (id, n) => new Draft(id, n).Dense(64).Activate(Relu).Dense(10)),
        ("few outputs", 8, 24, (id, n) => new Draft(id, 100).Dense(n)),
        ("layers of a large network", 504, 520, (id, n) => new Draft(id, 256).Dense(n).Activate(Relu).Dense(n)),
        ("channels out", 8, 24, (id, n) => new Draft(id, 8, 16, 16).Conv(n, 3, 1, 1).Activate(Relu).Vector(true).Dense(10)),
        ("channels in", 8, 24, (id, n) => new Draft(id, n, 16, 16).Conv(16, 3, 1, 1).Activate(Relu).Vector(true).Dense(10)),
        ("image", 8, 24, (id, n) => new Draft(id, 8, n, n).Conv(16, 3, 1, 1).Activate(Relu).Vector(true).Dense(10)),
        ("strided image", 9, 25, (id, n) => new Draft(id, 3, n, n).Conv(16, 5, 2, 2).Activate(Relu).Conv(32, 3, 1, 1).Vector(true).Dense(10)),
    ];

    private static (string, Func<Engine.NetworkBuilder, Engine.NetworkBuilder>) Relu => ("relu", n => n.Relu());

    /// <summary>All of them, neighbours next to each other.</summary>
    /// <param name="number">That of the first.</param>
    public static IEnumerable<Topology> Draw(int number)
    {
        foreach (var (name, first, last, draw) in All)
        {
            for (int size = first; size <= last; size++)
                yield return draw(number++, size).Finish(name);
        }
    }
}
