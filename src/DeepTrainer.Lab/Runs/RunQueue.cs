using System.Runtime.ExceptionServices;

namespace DeepTrainer.Lab;

/// <summary>Runs on several threads, each taking the next one when it is done. The first exception ends all and is thrown again.</summary>
internal sealed class RunQueue(IReadOnlyList<ExperimentRun> runs, Action<ExperimentRun, RunResult> done)
{
    private readonly Lock _lock = new();
    private int _next;
    private ExceptionDispatchInfo? _failure;

    public void Run(int parallelism, CancellationToken cancellationToken)
    {
        using CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Thread[] threads = [.. Enumerable.Range(0, Math.Min(parallelism, runs.Count)).Select(i => new Thread(() => Work(source)) { IsBackground = true, Name = $"run {i}" })];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        _failure?.Throw();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private void Work(CancellationTokenSource source)
    {
        try
        {
            while (!source.IsCancellationRequested && Interlocked.Increment(ref _next) - 1 is var index && index < runs.Count)
            {
                RunResult result = runs[index].Execute(source.Token);
                lock (_lock)
                    done(runs[index], result);
            }
        }
#pragma warning disable CA1031 // It is thrown again, on the thread of the caller.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
            source.Cancel();
        }
    }
}
