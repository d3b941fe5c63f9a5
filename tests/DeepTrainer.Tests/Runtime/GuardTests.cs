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
        Assert.StartsWith("Load of 'Digits' was refused: it would change weights while Save is at work",
            Refused(() => _guard.BeginChange("Digits", Use.Load)), StringComparison.Ordinal);
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
    public void WorkOfManyCalls_KeepsOthersFromChanging_AndItsOwnThreadNot()
    {
        _guard.BeginHold("Digits", Use.Fit);
        OnAnotherThread(() =>
        {
            string held = "of 'Digits' was refused: Fit is at work on another thread";
            Assert.StartsWith($"Load {held}", Refused(() => _guard.BeginChange("Digits", Use.Load)), StringComparison.Ordinal);
            Assert.StartsWith($"SetLearningRate {held}", Refused(() => _guard.CheckHolds("Digits", Use.SetLearningRate)), StringComparison.Ordinal);
            Assert.StartsWith($"Evaluate {held}", Refused(() => _guard.BeginHold("Digits", Use.Evaluate)), StringComparison.Ordinal);
            Assert.StartsWith($"Fit {held}", Refused(() => _guard.BeginHold("Digits", Use.Fit)), StringComparison.Ordinal);
            _guard.BeginReading("Digits", Use.Save);
            _guard.EndReading(Use.Save);
            _guard.EndGlance(_guard.BeginGlance("Digits", Use.Predict), "Digits", Use.Predict);
        });
        _guard.CheckHolds("Digits", Use.SetLearningRate);
        _guard.BeginChange("Digits", Use.TrainBatch);
        _guard.EndChange();
        _guard.BeginHold("Digits", Use.Evaluate);
        _guard.EndHold(Use.Evaluate);
        OnAnotherThread(() => Refused(() => _guard.BeginChange("Digits", Use.Load)));
        _guard.EndHold(Use.Fit);
        OnAnotherThread(() => { _guard.BeginHold("Digits", Use.Fit); _guard.EndHold(Use.Fit); });
    }

    [Fact]
    public void SeveralMayEvaluateAtOnce_AndNobodyTrainsMeanwhile()
    {
        _guard.BeginHold("Digits", Use.Evaluate);
        OnAnotherThread(() =>
        {
            _guard.BeginHold("Digits", Use.Evaluate);
            Assert.Contains("Evaluate is at work", Refused(() => _guard.BeginChange("Digits", Use.TrainBatch)), StringComparison.Ordinal);
            Assert.Contains("Evaluate is at work", Refused(() => _guard.BeginHold("Digits", Use.Fit)), StringComparison.Ordinal);
            _guard.EndHold(Use.Evaluate);
        });
        _guard.EndHold(Use.Evaluate);
        _guard.BeginChange("Digits", Use.TrainBatch);
        OnAnotherThread(() => Assert.Contains("TrainBatch is at work", Refused(() => _guard.BeginHold("Digits", Use.Fit)), StringComparison.Ordinal));
        _guard.EndChange();
    }

    private static void OnAnotherThread(Action action)
    {
        Exception? failure = null;
        Thread thread = new(() => failure = Record.Exception(action));
        thread.Start();
        thread.Join();
        Assert.Null(failure);
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
