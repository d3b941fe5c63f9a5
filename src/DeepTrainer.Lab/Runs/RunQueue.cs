using System.Runtime.ExceptionServices;

namespace DeepTrainer.Lab;

/// <summary>
/// Runs on several threads, each taking the next one when it is done. After the first exception none is begun, and it is thrown again when
/// those in progress have ended.
/// </summary>
internal sealed class RunQueue(IReadOnlyList<ExperimentRun> runs, Action<ExperimentRun, RunResult> done)
{
    private readonly Lock _lock = new();
    private int _next;
    private ExceptionDispatchInfo? _failure;

    public void Run(int parallelism, CancellationToken cancellationToken)
    {
        Thread[] threads = [.. Enumerable.Range(0, Math.Min(parallelism, runs.Count))
            .Select(i => new Thread(() => Work(cancellationToken)) { IsBackground = true, Name = $"run {i}" })];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        _failure?.Throw();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private void Work(CancellationToken cancellationToken)
    {
        try
        {
            while (!cancellationToken.IsCancellationRequested && Volatile.Read(ref _failure) is null && Interlocked.Increment(ref _next) - 1 is var index && index < runs.Count)
            {
                RunResult result = runs[index].Execute(cancellationToken);
                lock (_lock)
                    done(runs[index], result);
            }
        }
#pragma warning disable CA1031 // It is thrown again, on the thread of the caller.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
        }
    }
}
