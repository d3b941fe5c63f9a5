using System.Collections.Concurrent;

namespace DeepTrainer.Engine.Execution;

/// <summary>Executors of one graph, as many as threads ask for at once. The first one costs no allocation to take and give back.</summary>
internal sealed class ExecutorPool<T>(Graph graph, IReadOnlyDictionary<string, Storage<T>> tensors)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly ConcurrentBag<Executor<T>> others = [];
    private Executor<T>? first;

    public Executor<T> Take() =>
        Interlocked.Exchange(ref first, null) ?? (others.TryTake(out Executor<T>? executor) ? executor : new Executor<T>(graph, tensors));

    public void Return(Executor<T> executor)
    {
        if (Interlocked.CompareExchange(ref first, executor, null) is not null)
            others.Add(executor);
    }
}
