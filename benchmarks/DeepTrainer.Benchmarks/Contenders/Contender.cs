namespace DeepTrainer.Benchmarks.Contenders;

/// <summary>One way to do a workload.</summary>
internal abstract class Contender(string name) : IDisposable
{
    public string Name => name;

    /// <summary>The number of calls in a pass.</summary>
    public abstract int CallsInPass { get; }

    /// <summary>One call for each element of the pool, which is what is timed; gives a sum over outputs, so that all are needed.</summary>
    public abstract float Pass();

    /// <summary>One call, untimed: every number that came out of it.</summary>
    /// <param name="index">The element of the pool.</param>
    public abstract float[] Result(int index);

    /// <summary>What has to happen between the check of results and the timing.</summary>
    public virtual void AfterCheck()
    {
    }

    public virtual void Dispose()
    {
    }
}
