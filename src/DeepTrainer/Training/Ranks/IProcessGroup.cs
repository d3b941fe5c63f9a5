namespace DeepTrainer;

/// <summary>
/// Processes that train one network together, each with its part of every batch: <see cref="Trainer{TNetwork}.Group"/>. <c>MpiGroup</c> of the package
/// <c>DeepTrainer.Mpi</c> is one; others need these five members.
/// </summary>
/// <remarks>
/// Calls are collective, as in MPI: all processes make the same ones in the same order, and each waits for the others. They come from the thread that trains.
/// </remarks>
public interface IProcessGroup
{
    /// <summary>The number of this process, from 0.</summary>
    int Rank { get; }

    /// <summary>The number of processes; at least 1.</summary>
    int Size { get; }

    /// <summary>
    /// Replaces values by their sums over all processes, the same bits on each of them. Where all but one give −0, the sum is what that one gives, exactly.
    /// </summary>
    /// <param name="values">As many on each.</param>
    void AllReduce(Span<float> values);

    /// <summary>Gives each process what all have.</summary>
    /// <param name="own">What this one has; as many bytes on each.</param>
    /// <param name="all">Takes all of it, in the order of ranks.</param>
    void AllGather(ReadOnlySpan<byte> own, Span<byte> all);

    /// <summary>
    /// Ends all processes, or lets their waiting calls fail: one of them can't go on, and the others would wait for it for ever. It may return or not.
    /// </summary>
    /// <param name="message">What happened, for people.</param>
    void Abort(string message);
}
