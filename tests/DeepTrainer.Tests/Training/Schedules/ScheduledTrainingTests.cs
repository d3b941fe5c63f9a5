namespace DeepTrainer.Tests;

/// <summary>What <see cref="Trainer{TNetwork}.Fit"/> does with a schedule.</summary>
public class ScheduledTrainingTests
{
    // Five batches of 2 an epoch.
    private const int BatchSize = 2;
    private const int Batches = 5;

    private static readonly Dataset Data = Dataset.FromLabels([.. Enumerable.Range(0, 10).Select(i => (float)i)], [1], new int[10], 2);

    // The rate tells the step: step t has the rate (1 + t) · base, with a base rate of 1/8.
    private static readonly LearningRateSchedule Counting = new LambdaSchedule(t => 1 + t);

    [Fact]
    public void EveryEpochHasTheRateOfItsStep_AndTheHistoryRecordsIt()
    {
        Spy spy = NewSpy();
        History history = Fit(spy, epochs: 3, Counting);
        Assert.Equal([1f, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3], Steps(spy));
        Assert.Equal([0.125f, 0.25f, 0.375f], history.Epochs.Select(epoch => epoch.LearningRate));
    }

    [Fact]
    public void EveryBatchHasTheRateOfItsStep_AndTheHistoryRecordsTheLastOfEachEpoch()
    {
        Spy spy = NewSpy();
        History history = Fit(spy, epochs: 2, Counting, ScheduleUnit.Batch);
        Assert.Equal(Enumerable.Range(1, 10).Select(i => (float)i), Steps(spy));
        Assert.Equal([5 * 0.125f, 10 * 0.125f], history.Epochs.Select(epoch => epoch.LearningRate));
    }

    [Fact]
    public void TheUnit_IsTheSchedulesOwnUnlessTold()
    {
        Spy batches = NewSpy();
        Fit(batches, epochs: 2, new OneCycleSchedule(1, 2 * Batches));
        Assert.Equal(2 * Batches, batches.Rates.Distinct().Count());
        Spy epochs = NewSpy();
        Fit(epochs, epochs: 2, new OneCycleSchedule(1, 2), ScheduleUnit.Epoch);
        Assert.Equal(2, epochs.Rates.Distinct().Count());
    }

    [Fact]
    public void AScheduleOfHalfTheRate_TrainsTheWeightsThatHalfTheRateTrains_BitForBit()
    {
        Assert.Equal(Trained(0.25f, null), Trained(0.5f, new LambdaSchedule(_ => 0.5)));
        Assert.NotEqual(Trained(0.5f, null), Trained(0.5f, new LambdaSchedule(_ => 0.5)));

        static float[] Trained(float rate, LearningRateSchedule? schedule)
        {
            var network = new SoftmaxRegression(1, 2, 1) { LearningRate = rate };
            new Trainer<SoftmaxRegression>(network).Fit(Data, epochs: 3, batchSize: BatchSize, schedule: schedule);
            return [.. network.Parameters.SelectMany(parameter => parameter.ToArray())];
        }
    }

    [Fact]
    public void AfterTraining_TheNetworkHasItsOwnRateAgain()
    {
        Spy spy = NewSpy();
        Fit(spy, epochs: 2, Counting);
        Assert.Equal(0.125f, spy.LearningRate);
        var diverging = new Spy(Data) { LearningRate = 0.125f, Loss = (batch, _) => batch == 7 ? float.NaN : 1 };
        var error = Assert.Throws<TrainingDivergedException>(() => Fit(diverging, epochs: 2, Counting));
        Assert.Contains("lower the learning rate (0.25)", error.Message, StringComparison.Ordinal);
        Assert.Equal(0.125f, diverging.LearningRate);
    }

    [Fact]
    public void WithoutASchedule_ARateSetByProgressStays()
    {
        Spy spy = NewSpy();
        new Trainer<Spy>(spy).Fit(Data, epochs: 2, batchSize: BatchSize, callbacks: [new Recorder { Epoch = _ => spy.LearningRate = 0.5f }]);
        Assert.Equal(0.5f, spy.LearningRate);
        Assert.Equal(0.5f, spy.Rates[^1]);
    }

    [Fact]
    public void ASecondFit_BeginsTheScheduleAnew()
    {
        Spy spy = NewSpy();
        Fit(spy, epochs: 2, Counting);
        Fit(spy, epochs: 1, Counting);
        Assert.Equal([1f, 1, 1, 1, 1], Steps(spy)[10..]);
    }

    [Theory]
    [InlineData(ScheduleUnit.Epoch)]
    [InlineData(ScheduleUnit.Batch)]
    public void TwoFitsThatGoOn_HaveTheRatesOfOne(ScheduleUnit unit)
    {
        Spy whole = NewSpy();
        Fit(whole, epochs: 4, Counting, unit);
        Spy parts = NewSpy();
        Fit(parts, epochs: 1, Counting, unit, start: 0);
        Fit(parts, epochs: 3, Counting, unit, start: 0);
        Assert.Equal(whole.Rates, parts.Rates);
    }

    [Fact]
    public void TheScheduleCanBeginAtAnyStepOfTheNetworks()
    {
        Spy spy = NewSpy();
        spy.Steps = 1000;
        Fit(spy, epochs: 1, Counting, ScheduleUnit.Batch);
        Fit(spy, epochs: 1, Counting, ScheduleUnit.Batch, start: 1000);
        Assert.Equal(Enumerable.Range(1, 10).Select(i => (float)i), Steps(spy));
    }

    [Fact]
    public void AnEpochThatWasCancelled_IsTrainedAgainAtItsRate()
    {
        Spy spy = NewSpy();
        using var source = new CancellationTokenSource();
        var progress = new Recorder { Batch = batch => { if (batch is { Epoch: 2, Batch: 3 }) source.Cancel(); } };
        History first = new Trainer<Spy>(spy).Fit(
            Data, epochs: 3, batchSize: BatchSize, schedule: Counting, callbacks: [progress], cancellationToken: source.Token);
        Assert.True(first.Cancelled);
        Assert.Equal((8, 0.125f), (spy.Steps, spy.LearningRate));
        Fit(spy, epochs: 2, Counting, start: 0);
        Assert.Equal([2f, 2, 2, 2, 2, 3, 3, 3, 3, 3], Steps(spy)[8..]);
    }

    [Fact]
    public void AfterEarlyStopping_TheScheduleGoesOnFromTheBestEpoch()
    {
        // Losses 3, 2, 1, 2, 3 of an epoch each.
        var spy = new Spy(Data) { LearningRate = 0.125f, Loss = (batch, _) => Math.Abs(batch / Batches - 2) + 1 };
        new Trainer<Spy>(spy).Fit(Data, epochs: 9, batchSize: BatchSize, schedule: Counting, callbacks: [new EarlyStopping(2)]);
        Assert.Equal((15, 0.125f), (spy.Steps, spy.LearningRate));
        spy.Rates.Clear();
        Fit(spy, epochs: 1, Counting, start: 0);
        Assert.Equal([4f, 4, 4, 4, 4], Steps(spy));
    }

    [Fact]
    public void APlateauOfTheLoss_LowersTheRateOfTheNextEpochs()
    {
        // The loss is lowest in epoch 2; epochs 3 and 4 are no better.
        var spy = new Spy(Data) { LearningRate = 0.125f, Loss = (batch, _) => batch < Batches ? 2 : 1 };
        History history = Fit(spy, epochs: 7, new ReduceOnPlateau(factor: 0.5, patience: 1));
        Assert.Equal([1f, 1, 1, 1, 0.5f, 0.5f, 0.25f], history.Epochs.Select(epoch => epoch.LearningRate / 0.125f));
        Assert.Equal(0.125f, spy.LearningRate);
    }

    [Fact]
    public void APlateau_IsThatOfTheMetricItMonitors_AlsoInASequenceOfBatches()
    {
        Spy spy = NewSpy();
        var seen = new List<int>();
        Objective objective = new("own", epoch =>
        {
            seen.Add(epoch.Epoch);
            return epoch.Epoch == 3 ? 0.5 : epoch.ValidationAccuracy!.Value - 1;
        }, HigherIsBetter: true);
        var plateau = new ReduceOnPlateau(objective, factor: 0.5, patience: 0);
        var schedule = new SequentialSchedule([new LinearSchedule(0.5, 1, Batches), plateau], [Batches]);
        new Trainer<Spy>(spy).Fit(Data, validation: Data, epochs: 5, batchSize: BatchSize, schedule: schedule, scheduleUnit: ScheduleUnit.Batch);
        Assert.Equal([2, 3, 4, 5], seen);
        Assert.Equal([1f, 1, 1, 0.5f], Steps(spy)[Batches..].Chunk(Batches).Select(epoch => epoch.Distinct().Single()));
    }

    [Fact]
    public void WhatCannotWork_IsRefusedBeforeTheFirstBatch()
    {
        Spy spy = NewSpy();
        Refused("The schedule has 10 steps, but training goes to step 15 (3 epochs of 5 batches, counted in batches from 0)", () =>
            Fit(spy, epochs: 3, new OneCycleSchedule(1, 10)));
        Refused("different units by default", () =>
            Fit(spy, epochs: 3, new SequentialSchedule([new LinearSchedule(), new CyclicSchedule(1)], [2])));
        Refused("must begin at one of the network's 0 steps so far", () => Fit(spy, epochs: 1, Counting, start: 1));
        Refused("must begin at one of the network's 0 steps so far", () => Fit(spy, epochs: 1, Counting, start: -1));
        Refused("must begin at one of the network's 0 steps so far", () => new Trainer<Spy>(spy).Fit(Data, epochs: 1, scheduleStart: -1));
        Assert.Equal((0, 0.125f), (spy.Steps, spy.LearningRate));

        static void Refused(string part, Action fit) =>
            Assert.Contains(part, Assert.ThrowsAny<ArgumentException>(fit).Message, StringComparison.Ordinal);
    }

    private static Spy NewSpy() => new(Data) { LearningRate = 0.125f };

    private static float[] Steps(Spy spy) => [.. spy.Rates.Select(rate => rate / 0.125f)];

    private static History Fit(Spy spy, int epochs, LearningRateSchedule schedule, ScheduleUnit? unit = null, long? start = null) =>
        new Trainer<Spy>(spy).Fit(Data, epochs: epochs, batchSize: BatchSize, schedule: schedule, scheduleUnit: unit, scheduleStart: start);
}
