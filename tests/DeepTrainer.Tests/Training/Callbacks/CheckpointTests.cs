namespace DeepTrainer.Tests;

public class CheckpointTests
{
    [Fact]
    public void EveryCheckpoint_CanBeGoneOnWith_AndEndsWithTheSameBits()
    {
        using Temporary files = new();
        SoftmaxRegression whole = Runs.Network();
        History all = Runs.Fit(whole, 6, Callbacks());
        // One that is interrupted after every batch count from which a file may come.
        for (int batches = 1; batches <= 5 * Runs.Batches; batches += 6)
        {
            int left = batches;
            using CancellationTokenSource source = new();
            Runs.Fit(Runs.Network(), 6, [new Each(() => { if (--left == 0) source.Cancel(); }), .. Callbacks(),
                new Checkpoint(files.Folder) { EveryBatches = 5, KeepEvery = 2, Best = 2 }], token: source.Token);
            foreach (string file in Directory.GetFiles(files.Folder))
            {
                SoftmaxRegression rest = Runs.Network(99);
                History history = Runs.Fit(rest, 6, Callbacks(), resume: file);
                Assert.Equal(Runs.Bits(whole), Runs.Bits(rest));
                Assert.Equal(all.BestEpoch!.Value.Epoch, history.BestEpoch!.Value.Epoch);
            }
        }
        Assert.Equal(
            ["best-0004.safetensors", "best-0005.safetensors", "epoch-0002.safetensors", "epoch-0004.safetensors", "last.safetensors"],
            Directory.GetFiles(files.Folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));

        static Callback[] Callbacks() => [new EarlyStopping(4), WeightAverage.Exponential(0.9)];
    }

    [Fact]
    public void TheBestOfAnyMetric_AreKept_AndTheOthersDeleted()
    {
        using Temporary files = new();
        Objective objective = new("wave", epoch => epoch.Epoch is 3 or 7 ? 9 : epoch.Epoch is 5 ? double.NaN : epoch.Epoch, HigherIsBetter: true);
        Checkpoint checkpoint = new(files["deep/er"]) { Best = 3, Objective = objective, EveryEpochs = 0 };
        Runs.Fit(Runs.Network(), 8, [checkpoint]);
        Assert.Equal(["best-0003", "best-0007", "best-0008"], checkpoint.BestPaths.Select(Path.GetFileNameWithoutExtension));
        Assert.Equal(4, Directory.GetFiles(checkpoint.Folder).Length);
        SoftmaxRegression seventh = Runs.Network(5), expected = Runs.Network();
        seventh.LoadCheckpoint(checkpoint.BestPaths[1]);
        Runs.Fit(expected, 7, []);
        Assert.Equal(Runs.Bits(expected), Runs.Bits(seventh));
    }

    [Fact]
    public void Cancellation_LeavesACheckpoint_AndAnExceptionDoesNot()
    {
        using Temporary files = new();
        using CancellationTokenSource source = new();
        int batches = 0;
        Checkpoint checkpoint = new(files.Folder) { EveryEpochs = 0, Best = 0 };
        Runs.Fit(Runs.Network(), 3, [new Each(() => { if (++batches == 20) source.Cancel(); }), checkpoint], token: source.Token);
        SoftmaxRegression network = Runs.Network(7);
        network.LoadCheckpoint(checkpoint.LastPath);
        Assert.Equal(20, network.Steps);

        File.Delete(checkpoint.LastPath);
        Assert.Throws<IOException>(() => Runs.Fit(Runs.Network(), 3, [new Each(() => throw new IOException("of another")), checkpoint]));
        Assert.False(File.Exists(checkpoint.LastPath));
    }

    [Fact]
    public void Resume_BeginsWithoutAFile_AndRefusesADamagedOne()
    {
        using Temporary files = new();
        SoftmaxRegression fresh = Runs.Network(), network = Runs.Network();
        Checkpoint checkpoint = new(files.Folder) { EveryTime = TimeSpan.Zero };
        Runs.Fit(fresh, 2, []);
        Runs.Fit(network, 2, [checkpoint], resume: checkpoint);
        Assert.Equal(Runs.Bits(fresh), Runs.Bits(network));
        File.WriteAllText(checkpoint.LastPath, "no checkpoint");
        int[] before = Runs.Bits(network);
        Assert.Throws<InvalidDataException>(() => Runs.Fit(network, 3, [checkpoint], resume: checkpoint));
        Assert.Equal(before, Runs.Bits(network));
        Assert.Throws<ArgumentException>(() => Runs.Fit(network, 3, [], resume: ""));
    }

    [Fact]
    public void StatesOfCallbacks_AreCheckedBeforeTrainingGoesOn()
    {
        using Temporary files = new();
        SoftmaxRegression network = Runs.Network();
        Checkpoint checkpoint = new(files.Folder);
        Runs.Fit(network, 1, [new EarlyStopping(3), checkpoint]);
        TensorFile file = TensorFile.Read(checkpoint.LastPath);
        Dictionary<string, string> metadata = file.Metadata.ToDictionary();
        string key = metadata.Keys.Single(k => k.EndsWith(".epochs_without_better", StringComparison.Ordinal));
        metadata[key] = "many";
        new TensorFile(file.Tensors.Values, metadata).Write(checkpoint.LastPath);
        string message = Assert.Throws<InvalidDataException>(() => Runs.Fit(network, 2, [new EarlyStopping(3)], resume: checkpoint)).Message;
        Assert.Equal("The checkpoint says 'many' for 'epochs_without_better' of the callback 'EarlyStopping by loss', which is no whole number.", message);
        Assert.Equal(Runs.Batches, network.Steps);
    }

    private sealed class Each(Action action) : Callback
    {
        public override void OnBatch(TrainingContext training, in BatchResult batch) => action();
    }
}
