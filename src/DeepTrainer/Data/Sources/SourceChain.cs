namespace DeepTrainer;

/// <summary>A source that changes how another one is read.</summary>
internal interface IChainedSource : IBatchSource
{
    /// <summary>The other one.</summary>
    IBatchSource Below { get; }

    /// <summary>Whether it draws random numbers.</summary>
    bool IsRandom { get; }
}

/// <summary>Sources behind each other.</summary>
internal static class SourceChain
{
    /// <summary>
    /// The random numbers of a pass over a source. The same seed at another place of the chain gives others: what is drawn behind each other must have nothing in common.
    /// </summary>
    public static RandomSource Random(IBatchSource source, int seed, long pass) =>
        new((long)RandomSource.Mix((uint)seed ^ RandomSource.Mix((ulong)pass ^ RandomSource.Mix((ulong)PlaceOf(source) + 1))));

    /// <summary>Whether it ends in a dataset whose order nobody changes.</summary>
    public static bool IsInOrder(IBatchSource source) => source switch
    {
        Dataset => true,
        ShuffledSource => false,
        IChainedSource chained => IsInOrder(chained.Below),
        _ => false,
    };

    // How many below draw, too.
    private static int PlaceOf(IBatchSource source) => source is IChainedSource chained ? PlaceOf(chained.Below) + (chained.IsRandom ? 1 : 0) : 0;
}
