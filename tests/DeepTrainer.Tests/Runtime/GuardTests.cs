using DeepTrainer.Runtime;

namespace DeepTrainer.Tests;

public class GuardTests
{
    private Guard _guard;

    [Fact]
    public void AChangeDuringAGlance_IsNoticedAtItsEnd()
    {
        int version = _guard.BeginGlance("Digits", Use.Predict);
        _guard.EndGlance(version, "Digits", Use.Predict);
        _guard.BeginChange("Digits", Use.Load);
        string during = Assert.Throws<InvalidOperationException>(() => _guard.EndGlance(version, "Digits", Use.Predict)).Message;
        _guard.EndChange();
        string after = Assert.Throws<InvalidOperationException>(() => _guard.EndGlance(version, "Digits", Use.Predict)).Message;
        Assert.StartsWith("Predict of 'Digits' was disturbed: Load changed weights", during, StringComparison.Ordinal);
        Assert.Equal(during, after);
    }

    [Fact]
    public void AGlanceIsRefusedDuringAChange()
    {
        _guard.BeginChange("Digits", Use.TrainBatch);
        Assert.StartsWith("Step of 'Digits' was refused: TrainBatch is at work", Refused(() => _guard.BeginGlance("Digits", Use.Step)), StringComparison.Ordinal);
        _guard.EndChange();
        _guard.BeginGlance("Digits", Use.Step);
    }

    [Fact]
    public void ReadingsRunBesideEachOther_AndNoChangeUntilTheLastEnds()
    {
        _guard.BeginReading("Digits", Use.Evaluate);
        _guard.BeginReading("Digits", Use.Save);
        Assert.StartsWith("Load of 'Digits' was refused: it would change weights while Save is at work", Refused(() => _guard.BeginChange("Digits", Use.Load)), StringComparison.Ordinal);
        _guard.EndReading(Use.Save);
        Assert.Contains("while Evaluate is at work", Refused(() => _guard.BeginChange("Digits", Use.Load)), StringComparison.Ordinal);
        _guard.EndReading(Use.Evaluate);
        _guard.BeginChange("Digits", Use.Load);
        Assert.Contains("Load is at work", Refused(() => _guard.BeginChange("Digits", Use.TrainBatch)), StringComparison.Ordinal);
        Assert.Contains("Load is at work", Refused(() => _guard.BeginReading("Digits", Use.Evaluate)), StringComparison.Ordinal);
        _guard.EndChange();
        _guard.BeginReading("Digits", Use.Evaluate);
        _guard.EndReading(Use.Evaluate);
    }

    [Fact]
    public void UnderManyThreads_ChangesAreAlone()
    {
        int inside = 0, changes = 0, counted = 0;
        Parallel.For(0, 20_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            bool isChange = i % 3 == 0;
            try
            {
                if (isChange)
                    _guard.BeginChange("Digits", Use.TrainBatch);
                else
                    _guard.BeginReading("Digits", Use.Evaluate);
            }
            catch (InvalidOperationException)
            {
                return;
            }
            if (isChange)
            {
                Assert.Equal(0, Volatile.Read(ref inside));
                // Not atomic: nobody else is here.
                counted++;
                Interlocked.Increment(ref changes);
                _guard.EndChange();
            }
            else
            {
                Interlocked.Increment(ref inside);
                Interlocked.Decrement(ref inside);
                _guard.EndReading(Use.Evaluate);
            }
        });
        Assert.Equal(changes, counted);
        _guard.BeginChange("Digits", Use.TrainBatch);
    }

    [Fact]
    public unsafe void BuffersAreTheCallersUntilReturned_AndKeptForTheNext()
    {
        BufferPool pool = new();
        const int Floats = 1 << 17;
        float* first = pool.Take(Floats, out AlignedBuffer? one), second = pool.Take(Floats, out AlignedBuffer? two);
        Assert.True(first != second);
        pool.Return(one);
        pool.Return(two);
        Assert.True(pool.Alone(Floats) == first);
        Assert.True(pool.Take(Floats, out AlignedBuffer? again) == first);
        Assert.True(again!.Length >= Floats);
        float* small = pool.Take(100, out AlignedBuffer? none);
        Assert.Null(none);
        Assert.True(small == Scratch.Floats(100));
        pool.Return(none);
    }

    private static string Refused(Action call) => Assert.Throws<InvalidOperationException>(call).Message;
}
