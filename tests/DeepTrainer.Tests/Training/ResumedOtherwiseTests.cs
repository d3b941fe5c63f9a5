namespace DeepTrainer.Tests;

/// <summary>A training that is resumed must be given what it was given before: what can be told is.</summary>
public class ResumedOtherwiseTests
{
    [Fact]
    public void OtherValuesOfAsManySamples_AreRefused()
    {
        SoftmaxRegression network = Interrupted(Runs.Train);
        float[] before = Runs.Weights(network);
        ArgumentException error = Assert.Throws<ArgumentException>("resume", () => Resumed(network, Runs.Train.Scale(2)));
        Assert.Contains("other samples", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Runs.Weights(network));
        Assert.False(Resumed(network, Runs.Train).Cancelled);
    }

    [Fact]
    public void ASourceThatGivesOtherSamplesNow_IsRefused()
    {
        Assert.False(Resumed(Interrupted(Shuffled(1)), Shuffled(1)).Cancelled);
        foreach (IBatchSource other in new[] { Shuffled(2), Shuffled(1, Runs.Train.Scale(2)), Shuffled(1).Prefetch().ShuffleWithin(5, seed: 1) })
        {
            SoftmaxRegression network = Interrupted(Shuffled(1));
            Assert.Contains("had read other samples in pass 0 over 'train'",
                Assert.Throws<InvalidOperationException>(() => Resumed(network, other)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ACheckpoint_KnowsWhatWasRead()
    {
        using Temporary files = new();
        Interrupted(Shuffled(1)).SaveCheckpoint(files["run.safetensors"]);
        SoftmaxRegression network = Runs.Network(5);
        Assert.Throws<InvalidOperationException>(() => new Trainer<INetwork>(network).Fit(Shuffled(2), epochs: 2, batchSize: Runs.BatchSize, resume: files["run.safetensors"]));
        Interrupted(Runs.Train).SaveCheckpoint(files["run.safetensors"]);
        Assert.Throws<ArgumentException>("resume", () => new Trainer<INetwork>(network)
            .Fit(Runs.Train.Scale(2), epochs: 2, batchSize: Runs.BatchSize, resume: files["run.safetensors"]));
    }

    // Each goes on with what it remembers itself, in whatever order they are.
    [Fact]
    public void TwoCallbacksOfAKind_AreKnownByWhatTheyLookAt()
    {
        EarlyStopping ByLoss() => new(30);
        EarlyStopping ByAccuracy() => new(2) { Objective = Objective.Accuracy };
        SoftmaxRegression whole = Runs.Network(), parted = Runs.Network();
        History expected = Runs.Fit(whole, 40, [ByLoss(), ByAccuracy()]);
        Runs.Fit(parted, 40, [ByLoss(), ByAccuracy(), new StopAfter(2 * Runs.Batches)]);
        History actual = Runs.Fit(parted, 40, [ByAccuracy(), ByLoss()], resume: true);
        Assert.Equal(expected.StopReason, actual.StopReason);
        Assert.Equal(expected.Epochs[^1].Epoch, actual.Epochs[^1].Epoch);
        Assert.Equal(Runs.Bits(whole), Runs.Bits(parted));
    }

    [Fact]
    public void SamplesWithOtherClassNames_AreNotMeasured()
    {
        SoftmaxRegression network = Runs.Network();
        NetworkMetadata.Set(network, new NetworkMetadata { Classes = ["cat", "dog", "eel"] });
        Trainer<SoftmaxRegression> trainer = new(network);
        Dataset Named(params string[] names) => Dataset.FromLabels(new float[6], [2], [0, 1, 1], [.. names]);
        Assert.Equal(trainer.Evaluate(Named("cat", "dog", "eel")).Loss, trainer.Evaluate(Named("0", "1")).Loss);
        Assert.Contains("'dog', 'eel'", Assert.Throws<ArgumentException>("data", () => trainer.Evaluate(Named("dog", "eel"))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("data", () => trainer.Confusion(Named("dog", "eel")));
    }

    private static IBatchSource Shuffled(int seed, Dataset? data = null) =>
        BatchSource.From(Runs.Train.Format, Enumerable.Range(0, Runs.Train.Count)
            .Select(i => new Sample((data ?? Runs.Train).Input(i).ToArray(), Runs.Train.Label(i)))).ShuffleWithin(20, seed);

    private static SoftmaxRegression Interrupted(IBatchSource train)
    {
        SoftmaxRegression network = Runs.Network();
        Assert.True(new Trainer<INetwork>(network).Fit(train, epochs: 2, batchSize: Runs.BatchSize, callbacks: [new StopAfter(5)]).Cancelled);
        return network;
    }

    private static History Resumed(INetwork network, IBatchSource train) => new Trainer<INetwork>(network).Fit(train, epochs: 2, batchSize: Runs.BatchSize, resume: true);
}
