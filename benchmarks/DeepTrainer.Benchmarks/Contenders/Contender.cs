namespace DeepTrainer.Benchmarks.Contenders;

/// <summary>One way to do a workload.</summary>
internal abstract class Contender(string name) : IDisposable
{
    public string Name => name;

    /// <summary>What is timed: calls that take the elements of the pool in turn. Gives a sum over outputs, so that all are needed.</summary>
    public abstract float Run(int calls);

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
