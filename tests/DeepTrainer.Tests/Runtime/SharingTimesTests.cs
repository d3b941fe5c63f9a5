using DeepTrainer.Runtime;

namespace DeepTrainer.Tests;

public class SharingTimesTests
{
    // What so many calls did that take so long on one thread, and on all.
    private static (int Shared, int Measured) Calls(ref SharingTimes.Entry entry, int count, double alone, double shared)
    {
        (int share, int measured) = (0, 0);
        for (int i = 0; i < count; i++)
        {
            share += entry.IsShared ? 1 : 0;
            if (!entry.IsMeasured)
            {
                entry.Count();
                continue;
            }
            measured++;
            entry.Note(entry.IsShared ? shared : alone, 1);
        }
        return (share, measured);
    }

    [Fact]
    public void TheFirstCallsTryBoth_ThenTheFasterIsTaken()
    {
        SharingTimes times = new();
        ref SharingTimes.Entry fast = ref times.Of(1, 16), slow = ref times.Of(2, 16);
        Assert.True(fast.IsShared);
        Assert.Equal((4, 8), Calls(ref fast, 8, 2e-6, 1e-6));
        Assert.Equal(400, Calls(ref fast, 400, 2e-6, 1e-6).Shared);
        Assert.Equal((4, 8), Calls(ref slow, 8, 1e-6, 3e-6));
        Assert.Equal(0, Calls(ref slow, 400, 1e-6, 3e-6).Shared);
    }

    [Theory]
    [InlineData(1e-6, 1.01e-6)]
    [InlineData(1e-6, 100e-6)]
    [InlineData(100e-6, 1e-6)]
    [InlineData(1e-6, 4e-3)]
    public void TheSlowerIsTriedNowAndThen_ForAPercentOfTheTimeAtMost(double alone, double shared)
    {
        ref SharingTimes.Entry entry = ref new SharingTimes().Of(1, 1);
        Calls(ref entry, 8, alone, shared);
        const int Count = 20_000_000;
        (int share, int measured) = Calls(ref entry, Count, alone, shared);
        int slower = alone < shared ? share : Count - share;
        Assert.InRange(slower, 4, Count / 100);
        Assert.InRange(slower * Math.Abs(shared - alone), 0, Count * Math.Min(alone, shared) / 100);
        Assert.InRange(measured, Count / 20, Count / 10);
    }

    [Fact]
    public void WhenOtherProgramsTakeTheCores_OneThreadGoesOn_AndAllDoAgainLater()
    {
        ref SharingTimes.Entry entry = ref new SharingTimes().Of(1, 1);
        Assert.InRange(Calls(ref entry, 10_000, 10e-6, 6e-6).Shared, 9_800, 10_000);
        Calls(ref entry, 1_000, 10e-6, 900e-6);
        Assert.InRange(Calls(ref entry, 10_000, 10e-6, 900e-6).Shared, 0, 20);
        Calls(ref entry, 200_000, 10e-6, 6e-6);
        Assert.InRange(Calls(ref entry, 10_000, 10e-6, 6e-6).Shared, 9_900, 10_000);
    }

    [Fact]
    public void OneSlowCall_ChangesNothing()
    {
        ref SharingTimes.Entry entry = ref new SharingTimes().Of(1, 1);
        Calls(ref entry, 100, 10e-6, 6e-6);
        while (!entry.IsMeasured)
            entry.Count();
        entry.Note(5e-3, 1);
        Assert.Equal(300, Calls(ref entry, 300, 10e-6, 6e-6).Shared);
    }

    [Fact]
    public void CallsTooShortForTheClock_AreTriedAgain_TheSlowerWayToo()
    {
        ref SharingTimes.Entry entry = ref new SharingTimes().Of(1, 1);
        Calls(ref entry, 8, 0, 0);
        int share = Calls(ref entry, 2_000, 0, 0).Shared;
        Assert.InRange(share, 4, 1_996);
    }

    [Fact]
    public void LongCalls_AreTriedTwice()
    {
        ref SharingTimes.Entry entry = ref new SharingTimes().Of(1, 1);
        Assert.Equal((2, 4), Calls(ref entry, 4, 2, 1));
        Assert.Equal(100, Calls(ref entry, 100, 2, 1).Shared);
    }

    [Fact]
    public void EachWorkAndSize_IsKnownByItself_AndTheTableNeverOverflows()
    {
        SharingTimes times = new();
        Calls(ref times.Of(1, 100), 8, 1, 2);
        Assert.False(times.Of(1, 100).IsShared);
        Assert.False(times.Of(1, 127).IsShared);
        Assert.True(times.Of(1, 128).IsShared);
        Assert.True(times.Of(1, 95).IsShared);
        Assert.True(times.Of(2, 100).IsShared);
        for (int work = 1; work < 300; work++)
        {
            for (long samples = 1; samples > 0; samples *= 2)
                Assert.Equal(work, times.Of(work, samples).Work);
        }
    }
}
