namespace DeepTrainer.Tests;

public class StoppingTests
{
    [Fact]
    public void EarlyStopping_LooksAtAnyMetric()
    {
        Objective objective = new("own", epoch => epoch.Epoch < 4 ? epoch.Epoch : 3.5, HigherIsBetter: true);
        SoftmaxRegression network = Runs.Network(), fourth = Runs.Network();
        History history = Runs.Fit(network, 50, [new EarlyStopping(3) { Objective = objective }]);
        Assert.Equal(7, history.Epochs.Count);
        Assert.Equal("own has not become better than 3.5 for 3 epochs", history.StopReason);
        Runs.Fit(fourth, 4, []);
        Assert.Equal(Runs.Bits(fourth), Runs.Bits(network));
    }

    [Fact]
    public void Objectives_AreOfLossesAccuraciesAndMetrics()
    {
        EpochResult epoch = new(1, 0.5, 0.8, 0.6, 0.7, 0.1f, TimeSpan.Zero) { Metrics = new MetricValues([new("F1", 0.9), new("RMSE", 2), new("perplexity", 3), new("R²", 0.4)]) };
        Assert.Equal((0.6, false), (Objective.Loss.Value(epoch), Objective.Loss.HigherIsBetter));
        Assert.Equal(0.5, Objective.TrainLoss.Value(epoch));
        Assert.Equal((0.7, true), (Objective.Accuracy.Value(epoch), Objective.Accuracy.HigherIsBetter));
        foreach ((Metric metric, double value, bool higher) in ((Metric, double, bool)[])
            [(Metric.F1(), 0.9, true), (Metric.RootMeanSquaredError(), 2, false), (Metric.Perplexity(), 3, false), (Metric.RSquared(), 0.4, true)])
        {
            Objective objective = Objective.Of(metric);
            Assert.Equal((value, higher), (objective.Value(epoch), objective.HigherIsBetter));
        }
        Assert.Throws<KeyNotFoundException>(() => Objective.Named("other", higherIsBetter: true).Value(epoch));
        Assert.Contains("give validation samples",
            Assert.Throws<InvalidOperationException>(() =>
                Objective.Accuracy.Value(epoch with { TrainAccuracy = null, ValidationAccuracy = null })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ATarget_EndsTrainingWhereItIsReached()
    {
        Objective objective = new("epoch", epoch => epoch.Epoch, HigherIsBetter: true);
        Assert.Equal(3, Runs.Fit(Runs.Network(), 9, [new StopAtTarget(3, objective)]).Epochs.Count);
        Assert.Single(Runs.Fit(Runs.Network(), 9, [new StopAtTarget(1e9)]).Epochs);
        History history = Runs.Fit(Runs.Network(), 2, [new StopAtTarget(0)]);
        Assert.Equal((2, false), (history.Epochs.Count, history.StoppedEarly));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StopAtTarget(double.NaN));
    }

    [Fact]
    public void ATimeLimit_Interrupts_AndWhatIsLeftIsDoneByResuming()
    {
        SoftmaxRegression whole = Runs.Network(), parts = Runs.Network();
        Runs.Fit(whole, 2, []);
        int calls = 0;
        History history;
        do
        {
            history = Runs.Fit(parts, 2, [new TimeLimit(TimeSpan.FromTicks(1))], resume: true);
            calls++;
        }
        while (history.Cancelled);
        // What is cancelled at the last batch is measured by the next call.
        Assert.Equal(2 * Runs.Batches + 1, calls);
        Assert.Equal(Runs.Bits(whole), Runs.Bits(parts));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TimeLimit(TimeSpan.Zero));
    }
}
