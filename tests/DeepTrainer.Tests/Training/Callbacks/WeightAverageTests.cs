namespace DeepTrainer.Tests;

public class WeightAverageTests
{
    [Fact]
    public void TheExponentialAverage_IsThatOfTheWeightsAfterEachBatch_FromThoseBeforeTheFirst()
    {
        SoftmaxRegression network = Runs.Network(), plain = Runs.Network();
        double[] expected = Array.ConvertAll(Runs.Weights(plain), w => (double)w);
        Runs.Fit(plain, 3, [new Each(() => expected = [.. expected.Zip(Runs.Weights(plain), (average, w) => 0.8 * average + 0.2 * w)])]);
        List<double> losses = [];
        Runs.Fit(network, 3, [WeightAverage.Exponential(0.8)]);
        AssertClose(expected, Runs.Weights(network));
        Assert.NotEqual(Runs.Weights(plain), Runs.Weights(network));
    }

    [Fact]
    public void TheStochasticAverage_IsThatOfTheLastEpochs()
    {
        SoftmaxRegression network = Runs.Network(), plain = Runs.Network();
        List<float[]> ends = [];
        Runs.Fit(plain, 6, [new Each(() => { }) { Epoch = () => ends.Add(Runs.Weights(plain)) }]);
        WeightAverage average = WeightAverage.Stochastic(startEpoch: 4);
        Runs.Fit(network, 6, [average]);
        Assert.Equal(3, average.Count);
        AssertClose([.. Enumerable.Range(0, ends[0].Length).Select(i => ends.Skip(3).Average(w => (double)w[i]))], Runs.Weights(network));
        // Before its first epoch, training is as without it.
        SoftmaxRegression early = Runs.Network(), same = Runs.Network();
        Runs.Fit(early, 3, [WeightAverage.Stochastic(4)]);
        Runs.Fit(same, 3, []);
        Assert.Equal(Runs.Bits(same), Runs.Bits(early));
    }

    [Fact]
    public void ValidationIsOfTheAverage_AndTrainingGoesOnWithItsOwnWeights()
    {
        SoftmaxRegression network = Runs.Network(), plain = Runs.Network();
        List<float[]> before = [], after = [];
        History own = Runs.Fit(plain, 3, [new Each(() => before.Add(Runs.Weights(plain)))]);
        History history = Runs.Fit(network, 3, [WeightAverage.Exponential(0.9), new Each(() => after.Add(Runs.Weights(network)))]);
        Assert.Equal(before, after);
        Assert.Equal(own.Epochs.Select(e => e.TrainLoss), history.Epochs.Select(e => e.TrainLoss));
        Assert.Equal(new Trainer<INetwork>(network).Evaluate(Runs.Validation).Loss, history.Epochs[^1].ValidationLoss!.Value, 1e-6);
        Assert.NotEqual(own.Epochs[^1].ValidationLoss, history.Epochs[^1].ValidationLoss);
    }

    [Fact]
    public void AnEpochThatStoppedBehindItsLastBatch_IsInTheAverageOfTheOneThatResumes()
    {
        SoftmaxRegression whole = Runs.Network(), parts = Runs.Network();
        Runs.Fit(whole, 3, [WeightAverage.Stochastic(3)]);
        Runs.Fit(parts, 3, [WeightAverage.Stochastic(3), new CancelsBehind(3, Runs.Batches)]);
        WeightAverage average = WeightAverage.Stochastic(3);
        Runs.Fit(parts, 3, [average], resume: true);
        Assert.Equal(1, average.Count);
        Assert.Equal(Runs.Bits(whole), Runs.Bits(parts));
    }

    [Fact]
    public void WithEarlyStopping_TheNetworkEndsWithTheAverageOfTheBestEpoch()
    {
        Objective objective = new("second", epoch => epoch.Epoch == 2 ? 0 : 1);
        SoftmaxRegression network = Runs.Network(), second = Runs.Network();
        Runs.Fit(network, 9, [WeightAverage.Exponential(0.9), new EarlyStopping(2) { Objective = objective }]);
        Runs.Fit(second, 2, [WeightAverage.Exponential(0.9)]);
        Assert.Equal(Runs.Bits(second), Runs.Bits(network));
        // And it can be gone on with.
        SoftmaxRegression whole = Runs.Network(), parts = Runs.Network();
        Runs.Fit(whole, 5, [WeightAverage.Exponential(0.9)]);
        Runs.Fit(parts, 2, [WeightAverage.Exponential(0.9)]);
        Runs.Fit(parts, 5, [WeightAverage.Exponential(0.9)], resume: true);
        Assert.Equal(Runs.Bits(whole), Runs.Bits(parts));
    }

    [Fact]
    public void FilesHoldTheAverage_ForWhoLoadsWeights()
    {
        using Temporary files = new();
        SoftmaxRegression network = Runs.Network(), loaded = Runs.Network(3);
        Checkpoint checkpoint = new(files.Folder);
        Runs.Fit(network, 3, [WeightAverage.Exponential(0.9), checkpoint]);
        loaded.Load(checkpoint.BestPaths[0]);
        Assert.Equal(Runs.Weights(network), Runs.Weights(loaded));
    }

    [Fact]
    public void Numbers_AreChecked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => WeightAverage.Exponential(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => WeightAverage.Exponential(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => WeightAverage.Stochastic(0));
    }

    private static void AssertClose(double[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-5);
    }

    private sealed class CancelsBehind(int epoch, int batch) : Callback
    {
        public override void OnBatch(TrainingContext training, in BatchResult result)
        {
            if (result.Epoch == epoch && result.Batch == batch)
                training.Cancel();
        }
    }

    private sealed class Each(Action batch) : Callback
    {
        public Action? Epoch { get; init; }

        public override void OnBatch(TrainingContext training, in BatchResult result) => batch();

        public override void OnEpoch(TrainingContext training, in EpochResult epoch) => Epoch?.Invoke();
    }
}
