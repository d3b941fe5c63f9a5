namespace DeepTrainer;

/// <summary>
/// The orders in which epochs go over samples: one sequence that follows from a seed and the number of samples, so that it can be gone on with
/// from any epoch.
/// </summary>
internal sealed class SampleOrder(int seed, int samples)
{
    private readonly int[] _order = [.. Enumerable.Range(0, samples)];
    private readonly RandomSource _random = new(seed);

    public int Seed => seed;

    public int Samples => samples;

    /// <summary>How many orders there have been.</summary>
    public long Drawn { get; private set; }

    /// <summary>The order of the last epoch that has begun.</summary>
    public ReadOnlySpan<int> Current => _order;

    /// <summary>Goes on to the next epoch's order.</summary>
    public void Next()
    {
        _random.Shuffle(_order);
        Drawn++;
    }

    /// <summary>Goes on to the order of a later epoch, as after a checkpoint was loaded.</summary>
    public void AdvanceTo(long drawn)
    {
        while (Drawn < drawn)
            Next();
    }
}
