using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace DeepTrainer.Runtime;

/// <summary>
/// The threads that share a network's work. All of them run the same code, each on its part of every kernel's output, and wait for
/// each other between kernels; or each on samples of its own. Nothing is allocated by a run.
/// </summary>
/// <remarks>
/// Calls are measured, and the calling thread works alone where that is faster.
/// Idle threads sleep, and end when the team is collected or replaced. Work that is shared must not throw: an exception, on any of the
/// threads, ends the process as an unhandled one does. That of work that is done alone is the caller's.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class Team
{
    // Parts become too small long before, and the barrier's one counter is made for fewer.
    private const int MaxThreads = 64;

    private const int Idle = 0;
    private const int Running = 1;
    private const int Ended = 2;

    private readonly TeamThreads _threads;
    private readonly SharingTimes _times = new();
    private int _state;

    private Team(int threads)
    {
        _threads = new TeamThreads(threads);
        _threads.Start();
    }

    /// <summary>Ends the threads.</summary>
    ~Team() => End();

    /// <summary>The number of threads, the caller's among them: at least 2.</summary>
    public int Threads => _threads.Parts;

    /// <summary>Makes sure that a network's team has so many threads. A team of another number is replaced; its threads end, after the
    /// run they are in.</summary>
    /// <param name="team">The team; null for 1 thread, which needs none.</param>
    /// <param name="threads">The number of threads, from 1 to 64. More than there are cores are slow.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public static void Resize(ref Team? team, int threads)
    {
        if (Checked(threads) == (team?.Threads ?? 1))
            return;
        Team? replacement = threads == 1 ? null : new Team(threads);
        Interlocked.Exchange(ref team, replacement)?.End();
    }

    /// <summary>The number itself, if a network can have so many threads.</summary>
    /// <param name="threads">The number of threads, from 1 to 64.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public static int Checked(int threads) => threads is >= 1 and <= MaxThreads ? threads
        : throw new ArgumentOutOfRangeException(nameof(threads), $"A network runs on 1 to {MaxThreads} threads, but not on {threads}.");

    /// <summary>Whether all threads take part in every call, even where one alone is faster: for tests and measurements. False at first.</summary>
    internal static bool SharesAll { get; set; }

    /// <summary>
    /// Does work, on all threads where that is faster, and returns when it is done. If the team is at work already (for another thread, or for this one) or was replaced,
    /// the caller works alone.
    /// </summary>
    /// <param name="team">The threads; null if there is but the caller.</param>
    /// <param name="network">Passed on; null where the work needs none.</param>
    /// <param name="work">
    /// Gets the network, the team (null if it works alone), the part's number, from 0, which is the caller's, how many parts there are, and the arguments.
    /// </param>
    /// <param name="arguments">Passed on.</param>
    /// <param name="samples">How many samples it works on; at least 1.</param>
    public static void Run(Team? team, object? network, delegate*<object?, Team?, int, int, void*, void> work, void* arguments, long samples)
    {
        if (team?.TryRun(network, work, arguments, samples) != true)
            work(network, null, 0, 1, arguments);
    }

    /// <summary>The same, but false, with nothing done, if the team is at work already or was replaced.</summary>
    /// <inheritdoc cref="Run"/>
    internal bool TryRun(object? network, delegate*<object?, Team?, int, int, void*, void> work, void* arguments, long samples)
    {
        if (Interlocked.CompareExchange(ref _state, Running, Idle) != Idle)
            return false;
        try
        {
            RunMeasured(network, work, arguments, samples);
        }
        finally
        {
            if (Interlocked.CompareExchange(ref _state, Idle, Running) == Ended)
                _threads.End();
        }
        return true;
    }

    private void RunMeasured(object? network, delegate*<object?, Team?, int, int, void*, void> work, void* arguments, long samples)
    {
        if (SharesAll)
        {
            _threads.Run(this, network, work, arguments);
            return;
        }
        ref SharingTimes.Entry entry = ref _times.Of((nint)work, samples);
        long start = entry.IsMeasured ? Stopwatch.GetTimestamp() : 0;
        if (entry.IsShared)
            _threads.Run(this, network, work, arguments);
        else
            work(network, null, 0, 1, arguments);
        if (start == 0)
            entry.Count();
        else
            entry.Note((double)(Stopwatch.GetTimestamp() - start) / Stopwatch.Frequency, samples);
    }

    /// <summary>
    /// Returns when all parts have called it. What each did before is seen by all afterwards. Only work calls it, every part equally often.
    /// </summary>
    public void Wait() => _threads.Barrier.Wait();

    /// <summary>The share of a part in a loop, in whole steps.</summary>
    /// <param name="extent">The places of the loop.</param>
    /// <param name="step">The places of a step; only the last one may have fewer.</param>
    /// <param name="part">The part's number, from 0.</param>
    /// <param name="parts">The number of parts, at least 1.</param>
    /// <param name="from">The share's first place.</param>
    /// <param name="to">The place after its last.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Share(nint extent, int step, int part, int parts, out nint from, out nint to)
    {
        // One thread needs no divisions, which kernels of some hundred cycles would feel.
        if (parts == 1)
        {
            (from, to) = (0, extent);
            return;
        }
        nint steps = (extent + step - 1) / step;
        from = steps * part / parts * step;
        to = Math.Min(extent, steps * (part + 1) / parts * step);
    }

    private void End()
    {
        // Not there if the constructor ran out of memory.
        if (_threads is null)
            return;
        if (Interlocked.Exchange(ref _state, Ended) == Idle)
            _threads.End();
    }
}
