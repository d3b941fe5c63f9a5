using System.Diagnostics;
using DeepTrainer.Runtime;

namespace DeepTrainer.Tests;

/// <summary>For tests that measure the whole process; they run after all others, one by one.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public static class Alone;

[Collection(nameof(Alone))]
public unsafe partial class TeamTests
{
    private static readonly Thread?[] s_threads = new Thread?[64];

    /// <summary>What the work below is given.</summary>
    private struct Rounds
    {
        public int Count;
        public long* Values;
        public int Errors;
        public bool Again;
    }

    [Theory]
    [InlineData(0, 16)]
    [InlineData(1, 16)]
    [InlineData(100, 8)]
    [InlineData(128, 16)]
    [InlineData(17, 1)]
    public void SharesAreWholeSteps_OneAfterAnother(int extent, int step)
    {
        for (int parts = 1; parts <= 5; parts++)
        {
            nint last = 0;
            for (int part = 0; part < parts; part++)
            {
                Team.Share(extent, step, part, parts, out nint from, out nint to);
                Assert.Equal(last, from);
                Assert.True((to % step == 0 && to <= extent) || to == extent);
                last = to;
            }
            Assert.Equal(extent, last);
        }
    }

    [Theory]
    [InlineData(2, 20_000)]
    [InlineData(3, 3_000)]
    [InlineData(4, 3_000)]
    [InlineData(7, 1_000)]
    [InlineData(64, 30)]
    public void AfterWait_EveryPartSeesWhatTheOthersWrote(int threads, int count)
    {
        Team team = TeamOf(threads);
        long* values = stackalloc long[threads * 2];
        for (int run = 0; run < 5; run++)
        {
            var rounds = new Rounds { Count = count / 5, Values = values };
            Assert.True(team.TryRun(null, &WriteAndCompare, &rounds, 1));
            Assert.Equal(0, rounds.Errors);
        }
        Team.Resize(ref team!, 1);
    }

    // Each round writes into one half, and reads the other half's values of the round before while the next may be under way.
    private static void WriteAndCompare(object? network, Team? team, int part, int parts, void* arguments)
    {
        var rounds = (Rounds*)arguments;
        for (int round = 0; round < rounds->Count; round++)
        {
            long* half = rounds->Values + (round % 2 * team!.Threads);
            half[part] = round * 100L + part;
            team!.Wait();
            for (int other = 0; other < team!.Threads; other++)
            {
                if (half[other] != round * 100L + other)
                    Interlocked.Increment(ref rounds->Errors);
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(64)]
    public void ARun_HasEveryPartOnce_TheCallersFirst_AndReturnsWhenAllAreDone(int threads)
    {
        Team team = TeamOf(threads);
        Assert.Equal(threads, team.Threads);
        long* counts = stackalloc long[64];
        new Span<long>(counts, 64).Clear();
        for (int run = 1; run <= 50; run++)
        {
            Assert.True(team.TryRun(null, &Count, counts, 1));
            for (int part = 0; part < 64; part++)
                Assert.Equal(part < threads ? run : 0, counts[part]);
        }
        Thread?[] parts = s_threads[..threads];
        Assert.Same(Thread.CurrentThread, parts[0]);
        Assert.Equal(threads, parts.Distinct().Count());
        Assert.All(parts.Skip(1), thread => Assert.True(thread!.IsBackground));
        Assert.Equal(Enumerable.Range(1, threads - 1).Select(i => $"DeepTrainer {i}"), parts.Skip(1).Select(thread => thread!.Name!));
        Team.Resize(ref team!, 1);
    }

    private static void Count(object? network, Team? team, int part, int parts, void* counts)
    {
        ((long*)counts)[part]++;
        s_threads[part] = Thread.CurrentThread;
    }

    [Fact]
    public void TryRun_WhileAtWork_IsFalseForEveryThread_AndTrueAfterwards()
    {
        Team team = TeamOf(3);
        var rounds = new Rounds { Again = true };
        Assert.True(team.TryRun(null, &RunAgain, &rounds, 1));
        Assert.False(rounds.Again);
        Assert.True(team.TryRun(null, &Nothing, null, 1));
        Team.Resize(ref team!, 1);
    }

    private static void RunAgain(object? network, Team? team, int part, int parts, void* arguments)
    {
        bool again = team!.TryRun(null, &Nothing, null, 1);
        team!.Wait();
        if (part == 1)
            ((Rounds*)arguments)->Again = again;
    }

    private static void Nothing(object? network, Team? team, int part, int parts, void* arguments)
    {
    }

    [Fact]
    public void ManyCallers_EachRunOnTheTeamOrAreToldThatItIsBusy()
    {
        Team team = TeamOf(2);
        long runs = 0, counted = 0;
        nint counter = (nint)(&counted);
        Thread[] callers = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < 2000; i++)
            {
                if (team.TryRun(null, &AddOne, (void*)counter, 1))
                    Interlocked.Increment(ref runs);
            }
        }))];
        Array.ForEach(callers, caller => caller.Start());
        Array.ForEach(callers, caller => caller.Join());
        Assert.InRange(runs, 1, 8000);
        Assert.Equal(2 * runs, counted);
        Team.Resize(ref team!, 1);
    }

    private static void AddOne(object? network, Team? team, int part, int parts, void* counter) => Interlocked.Increment(ref *(long*)counter);

    [Fact]
    public void Run_TriesBothWays_AndGivesTheTeamBackAfterAnException()
    {
        Team? team = TeamOf(2);
        long* parts = stackalloc long[3];
        new Span<long>(parts, 3).Clear();
        Team.SharesAll = false;
        try
        {
            for (int call = 0; call < 100; call++)
                Team.Run(team, null, &CountParts, parts, 5);
            Assert.Equal(100, parts[1] + (parts[2] / 2));
            // Two tries each way at least, where calls are long since the machine is busy.
            Assert.InRange(parts[1], 2, 98);
            Assert.InRange(parts[2], 2 * 2, 2 * 98);
            // Some of them are done alone.
            int thrown = 0;
            for (int call = 0; call < 100; call++)
            {
                try
                {
                    Team.Run(team, null, &ThrowAlone, null, 1);
                }
                catch (IOException)
                {
                    thrown++;
                }
            }
            Assert.InRange(thrown, 1, 99);
            Assert.True(team.TryRun(null, &Nothing, null, 1));
        }
        finally
        {
            Team.SharesAll = true;
        }
        Team.Run(null, null, &CountParts, parts, 1);
        Team.Resize(ref team, 1);
    }

    private static void CountParts(object? network, Team? team, int part, int parts, void* counts)
    {
        Assert.Equal(parts == 1, team is null);
        Interlocked.Increment(ref ((long*)counts)[parts]);
    }

    private static void ThrowAlone(object? network, Team? team, int part, int parts, void* arguments)
    {
        if (parts == 1)
            throw new IOException("alone");
    }

    [Fact]
    public void ARun_OfOneTeamWithinAnothersWork_IsARun()
    {
        Team outer = TeamOf(2);
        s_inner = TeamOf(3);
        long counted = 0;
        Assert.True(outer.TryRun(null, &RunInner, &counted, 1));
        Assert.Equal(3, counted);
        Team.Resize(ref s_inner, 1);
        Team.Resize(ref outer!, 1);
    }

    private static Team? s_inner;

    private static void RunInner(object? network, Team? team, int part, int parts, void* counter)
    {
        if (part == 1)
            s_inner!.TryRun(null, &AddOne, counter, 1);
        team!.Wait();
    }

    [Fact]
    public void AnInterruptOfTheCaller_WaitsUntilTheRunIsOver()
    {
        Team team = TeamOf(2);
        bool ran = false, interrupted = false;
        var caller = new Thread(() =>
        {
            Thread.CurrentThread.Interrupt();
            ran = team.TryRun(null, &LetTheCallerWait, null, 1);
            try
            {
                Thread.Sleep(Timeout.Infinite);
            }
            catch (ThreadInterruptedException)
            {
                interrupted = true;
            }
        });
        caller.Start();
        caller.Join();
        Assert.True(ran);
        Assert.True(interrupted);
        Team.Resize(ref team!, 1);
    }

    private static void LetTheCallerWait(object? network, Team? team, int part, int parts, void* arguments)
    {
        if (part == 1)
            Thread.Sleep(20);
        team!.Wait();
    }

    [Fact]
    public void RunsAndWaits_DontAllocate()
    {
        Team team = TeamOf(4);
        long* values = stackalloc long[8];
        var rounds = new Rounds { Count = 10, Values = values };
        long ofCaller = 0;
        // The runtime itself allocates now and then, so what counts is the least.
        long ofAll = Enumerable.Range(0, 20).Min(_ =>
        {
            var mine = rounds;
            long callers = GC.GetAllocatedBytesForCurrentThread();
            long all = GC.GetTotalAllocatedBytes(precise: true);
            for (int run = 0; run < 20; run++)
            {
                team.TryRun(null, &WriteAndCompare, &mine, 1);
                // Long enough that the threads fall asleep and are woken.
                if (run % 4 == 0)
                    Thread.Sleep(1);
            }
            all = GC.GetTotalAllocatedBytes(precise: true) - all;
            ofCaller += GC.GetAllocatedBytesForCurrentThread() - callers;
            return all;
        });
        Assert.Equal(0, ofAll);
        Assert.Equal(0, ofCaller);
        Team.Resize(ref team!, 1);
    }

    [Fact]
    public void IdleThreads_UseNoProcessorTime()
    {
        Team team = TeamOf(2), large = TeamOf(8);
        Assert.True(team.TryRun(null, &Nothing, null, 1));
        Assert.True(large.TryRun(null, &Nothing, null, 1));
        // Compilers and collectors of the runtime may be at work at first.
        double milliseconds = Enumerable.Range(0, 10).Select(_ => ProcessorTimeOf300Milliseconds()).SkipWhile(ms => ms > 30).FirstOrDefault(300);
        Assert.True(milliseconds <= 30, $"{milliseconds} ms");
        Team.Resize(ref team!, 1);
        Team.Resize(ref large!, 1);
    }

    private static double ProcessorTimeOf300Milliseconds()
    {
        using var process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        Thread.Sleep(300);
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalMilliseconds;
    }

    private static Team TeamOf(int threads)
    {
        Team? team = null;
        Team.Resize(ref team, threads);
        return team!;
    }
}
