using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DeepTrainer.Runtime;

/// <summary>
/// The threads of a <see cref="Team"/> and what they share. It knows the team and the network only during a run, so that idle
/// threads don't keep them alive.
/// </summary>
internal sealed unsafe class TeamThreads
{
    // About 40 microseconds of SpinWait(1): the next batch mostly comes sooner, and waking a thread costs about as much.
    private const int IdleSpins = 1000;

    private readonly Sleeper[] _sleepers;
    private readonly int _idleSpins;
    private Team? _team;
    private object? _network;
    private Job _job;
    private SpinBarrier _barrier;

    /// <summary>Prepares so many parts; no thread yet.</summary>
    public TeamThreads(int parts)
    {
        _barrier = new SpinBarrier(parts);
        _idleSpins = SpinBarrier.CanSpin(parts) ? IdleSpins : 0;
        _sleepers = new Sleeper[parts - 1];
        for (int i = 0; i < _sleepers.Length; i++)
            _sleepers[i] = new Sleeper();
    }

    /// <summary>The number of parts, the caller's among them.</summary>
    public int Parts => _sleepers.Length + 1;

    /// <summary>The barrier between kernels, and at the end of a run.</summary>
    public ref SpinBarrier Barrier => ref _barrier;

    /// <summary>Starts a thread for each part but the caller's.</summary>
    public void Start()
    {
        for (int part = 1; part < Parts; part++)
        {
            int own = part;
            var thread = new Thread(() => Loop(own)) { IsBackground = true, Name = $"DeepTrainer {part}" };
            // Unsafe: the caller's execution context would live as long as the thread.
            thread.UnsafeStart();
        }
    }

    /// <summary>Does the work on all threads, the caller's part here. No other run may be under way.</summary>
    public void Run(Team team, object? network, delegate*<object?, Team?, int, int, void*, void> work, void* arguments)
    {
        _team = team;
        _network = network;
        _job.Work = work;
        _job.Arguments = arguments;
        Publish();
        Do(0);
        _barrier.Wait();
        _team = null;
        _network = null;
    }

    /// <summary>Ends the threads. No run may be under way, and none may follow.</summary>
    public void End()
    {
        _job.Work = null;
        Publish();
    }

    private void Publish()
    {
        // A full fence: either a thread on its way to sleep sees the new number, or it is seen to be asleep here.
        Interlocked.Increment(ref _job.Number);
        foreach (Sleeper sleeper in _sleepers)
            sleeper.Wake();
    }

    private void Loop(int part)
    {
        Sleeper sleeper = _sleepers[part - 1];
        for (int done = 0; ; done++)
        {
            for (int spins = _idleSpins; spins > 0 && Volatile.Read(ref _job.Number) == done; spins--)
                Thread.SpinWait(1);
            while (Volatile.Read(ref _job.Number) == done)
                sleeper.SleepWhile(ref _job.Number, done);
            if (_job.Work == null)
                break;
            Do(part);
            _barrier.Arrive();
        }
        sleeper.Dispose();
    }

    // Never inlined: the loop's frame must not hold the team while the thread is idle.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Do(int part)
    {
        try
        {
            _job.Work(_network, _team, part, Parts, _job.Arguments);
        }
        catch (Exception e)
        {
            // The others wait for this part forever, and write to memory that the caller would take back.
            Environment.FailFast("A network's work threw an exception on one of its threads.", e);
        }
    }

    /// <summary>What to do, on cache lines of its own: idle threads read the number all the time.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 2 * SpinBarrier.Padding)]
    private struct Job
    {
        /// <summary>How many jobs there have been, this one included; written last.</summary>
        [FieldOffset(SpinBarrier.Padding)]
        public int Number;

        /// <summary>The work; null to end the thread.</summary>
        [FieldOffset(SpinBarrier.Padding + 8)]
        public delegate*<object?, Team?, int, int, void*, void> Work;

        [FieldOffset(SpinBarrier.Padding + 16)]
        public void* Arguments;
    }

    /// <summary>Where one thread sleeps. Whoever takes <c>_asleep</c> back to 0 decides: the thread itself goes on, others must wake it.</summary>
    private sealed class Sleeper : IDisposable
    {
        private readonly AutoResetEvent _wake = new(false);
        private int _asleep;

        /// <summary>Sleeps until woken, unless the number is another one already.</summary>
        public void SleepWhile(ref int number, int value)
        {
            Interlocked.Exchange(ref _asleep, 1);
            if (Volatile.Read(ref number) != value && Interlocked.Exchange(ref _asleep, 0) == 1)
                return;
            _wake.WaitOne();
        }

        public void Wake()
        {
            if (Volatile.Read(ref _asleep) == 1 && Interlocked.Exchange(ref _asleep, 0) == 1)
                _wake.Set();
        }

        public void Dispose() => _wake.Dispose();
    }
}
