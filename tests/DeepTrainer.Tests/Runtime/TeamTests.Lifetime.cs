using System.Runtime.CompilerServices;
using DeepTrainer.Runtime;

namespace DeepTrainer.Tests;

/// <content>How teams begin, are replaced and end, and their threads with them.</content>
public unsafe partial class TeamTests
{
    [Fact]
    public void ThreadsEnd_WhenTheTeamIsCollected()
    {
        Thread[] threads = ThreadsOfADroppedTeam(runs: 3);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.All(threads, thread => Assert.True(thread.Join(10_000)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Thread[] ThreadsOfADroppedTeam(int runs)
    {
        Team team = TeamOf(4);
        long* counts = stackalloc long[4];
        for (int run = 0; run < runs; run++)
            team.TryRun(null, &Count, counts, 1);
        return [.. s_threads[1..4]!];
    }

    [Fact]
    public void Resize_MakesKeepsReplacesAndEndsTeams()
    {
        Team? team = null;
        Team.Resize(ref team, 1);
        Assert.Null(team);
        Team.Resize(ref team, 2);
        Team first = team!;
        long* counts = stackalloc long[64];
        first.TryRun(null, &Count, counts, 1);
        Thread worker = s_threads[1]!;
        Team.Resize(ref team, 2);
        Assert.Same(first, team);
        Assert.False(worker.Join(50));
        Team.Resize(ref team, 3);
        Assert.Equal(3, team!.Threads);
        Assert.True(worker.Join(10_000));
        Assert.False(first.TryRun(null, &Count, counts, 1));
        team.TryRun(null, &Count, counts, 1);
        worker = s_threads[2]!;
        Team.Resize(ref team, 1);
        Assert.Null(team);
        Assert.True(worker.Join(10_000));
    }

    [Fact]
    public void ATeamReplacedDuringARun_FinishesIt()
    {
        s_inner = TeamOf(3);
        Team first = s_inner;
        long counted = 0;
        Assert.True(first.TryRun(null, &ReplaceAndCount, &counted, 1));
        Assert.Equal(3, counted);
        Assert.Equal(2, s_inner.Threads);
        Assert.True(s_threads[2]!.Join(10_000));
        Team.Resize(ref s_inner, 1);
    }

    private static void ReplaceAndCount(object? network, Team? team, int part, int parts, void* counter)
    {
        s_threads[part] = Thread.CurrentThread;
        if (part == 1)
            Team.Resize(ref s_inner, 2);
        team!.Wait();
        Interlocked.Increment(ref *(long*)counter);
    }

    [Fact]
    public void ManyTeams_StartRunAndEnd()
    {
        Team? team = null;
        long counted = 0;
        for (int i = 0; i < 300; i++)
        {
            Team.Resize(ref team, 2 + (i % 3));
            if (i % 2 == 0)
                team!.TryRun(null, &AddOne, &counted, 1);
        }
        Team.Resize(ref team, 1);
        Assert.Equal(150 / 3 * (2 + 3 + 4), counted);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(65)]
    public void Resize_RefusesOtherNumbersThan1To64_AndKeepsTheTeam(int threads)
    {
        Team? team = TeamOf(2);
        Team before = team;
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Team.Resize(ref team, threads));
        Assert.Contains($"1 to 64 threads, but not on {threads}.", error.Message, StringComparison.Ordinal);
        Assert.Same(before, team);
        Assert.True(team.TryRun(null, &Nothing, null, 1));
        Team.Resize(ref team, 1);
    }
}
