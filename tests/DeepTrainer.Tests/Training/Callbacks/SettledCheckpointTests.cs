namespace DeepTrainer.Tests;

/// <summary>Checkpoints that callbacks ask for at any moment hold what all callbacks know of the same batches.</summary>
public class SettledCheckpointTests
{
    public static TheoryData<string> Hooks => ["start", "epoch start", "batch start", "batch", "validation start", "validation end", "epoch", "end"];

    [Theory]
    [MemberData(nameof(Hooks))]
    public void ACheckpointOfAnyMoment_IsGoneOnWithExactly(string hook)
    {
        using Temporary files = new();
        SoftmaxRegression whole = Runs.Network(), rest = Runs.Network(99);
        Counter first = new(), last = new(), restFirst = new(), restLast = new();
        Runs.Fit(whole, 2, [first, last]);
        int calls = 0;
        Hook saver = new((called, training) =>
        {
            if (called == hook && ++calls == (hook is "batch start" or "batch" ? 20 : 1))
                training.SaveCheckpoint(files["asked.safetensors"]);
        });
        Runs.Fit(Runs.Network(), 2, [new Counter(), saver, new Counter()]);
        Runs.Fit(rest, 2, [restFirst, new Hook((_, _) => { }), restLast], resume: files["asked.safetensors"]);
        Assert.Equal(Runs.Bits(whole), Runs.Bits(rest));
        Assert.Equal((2 * Runs.Batches, 2), (first.Batches, first.Epochs));
        Assert.Equal((first.Batches, first.Epochs), (restFirst.Batches, restFirst.Epochs));
        Assert.Equal((last.Batches, last.Epochs), (restLast.Batches, restLast.Epochs));
    }

    [Fact]
    public void AnExceptionOfACallback_LeavesTheOthersExact()
    {
        SoftmaxRegression whole = Runs.Network(), broken = Runs.Network();
        Counter counter = new(), after = new();
        Runs.Fit(whole, 2, []);
        bool thrown = false;
        Hook thrower = new((called, training) =>
        {
            if (called == "batch" && training.Network.Steps == 5 && !thrown)
            {
                thrown = true;
                throw new IOException("mine");
            }
        });
        Assert.Equal("mine", Assert.Throws<IOException>(() => Runs.Fit(broken, 2, [thrower, counter])).Message);
        Assert.Equal(5, counter.Batches);
        Runs.Fit(broken, 2, [thrower, after], resume: true);
        Assert.Equal((2 * Runs.Batches, 2), (after.Batches, after.Epochs));
        Assert.Equal(Runs.Bits(whole), Runs.Bits(broken));
    }

    // Each of two folders' files knows what both keep.
    [Fact]
    public void TwoCheckpoints_AreResumedExactly()
    {
        using Temporary files = new();
        Checkpoint[] Both() => [new(files["loss"]) { Best = 1 },
            new(files["f1"]) { Best = 1, Objective = new Objective("wave", e => e.Epoch == 2 ? 5 : e.Epoch, HigherIsBetter: true) }];
        Checkpoint[] first = Both(), rest = Both();
        Runs.Fit(Runs.Network(), 2, first);
        Runs.Fit(Runs.Network(9), 4, rest, resume: files["loss/last.safetensors"]);
        Assert.Equal(["best-0002.safetensors"], rest[1].BestPaths.Select(Path.GetFileName));
        Assert.Equal(["best-0002.safetensors", "last.safetensors"], Directory.GetFiles(files["f1"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void WhenTrainingFails_NothingIsSavedAnyMore()
    {
        using Temporary files = new();
        File.WriteAllText(files["good.safetensors"], "good");
        Hook saver = new((called, training) =>
        {
            if (called == "batch start" && training.Network.Steps == 3)
            {
                training.SaveCheckpoint(files["good.safetensors"]);
                training.Network.Parameters[0][0, 0] = float.NaN;
            }
        });
        Assert.Throws<TrainingDivergedException>(() => Runs.Fit(Runs.Network(), 1, [saver]));
        Assert.Equal("good", File.ReadAllText(files["good.safetensors"]));
    }

    [Fact]
    public void WhatCannotBeResumed_IsRefusedBeforeAnythingIsLoaded()
    {
        using Temporary files = new();
        Runs.Fit(Runs.Network(), 1, [new Checkpoint(files.Folder)]);
        SoftmaxRegression network = Runs.Network(5), untrained = Runs.Network(6);
        int[] before = Runs.Bits(network);
        string last = files["last.safetensors"], plain = files["plain.safetensors"];
        Trainer<SoftmaxRegression> trainer = new(network);
        Assert.Throws<ArgumentException>("resume", () => trainer.Fit(Runs.Train, epochs: 2, batchSize: 8, resume: last));
        Assert.Throws<ArgumentException>("resume", () => trainer.Fit(Runs.Train, epochs: 2, batchSize: Runs.BatchSize, seed: 3, resume: last));
        Assert.Throws<ArgumentException>("train", () => trainer.Fit(Dataset.FromLabels([1, 2, 3], [3], [0], 3), epochs: 2, batchSize: Runs.BatchSize, resume: last));
        Assert.Throws<ArgumentException>("scheduleStart", () => trainer.Fit(Runs.Train, epochs: 2, batchSize: Runs.BatchSize, scheduleStart: 0, resume: last));
        untrained.SaveCheckpoint(plain);
        Assert.Contains("has no training to go on with", Assert.Throws<InvalidDataException>(() => trainer.Fit(Runs.Train, resume: plain)).Message, StringComparison.Ordinal);
        Assert.Equal(before, Runs.Bits(network));
        Assert.Equal(0, network.Steps);
    }

    [Fact]
    public void ObjectivesThatNoEpochWillHave_AreToldBeforeTraining()
    {
        SoftmaxRegression network = Runs.Network();
        Trainer<SoftmaxRegression> trainer = new(network);
        using Temporary files = new();
        foreach (Callback callback in (Callback[])[new EarlyStopping(2) { Objective = Objective.Accuracy },
            new StopAtTarget(0.9, Objective.Of(Metric.F1())), new Checkpoint(files["never"]) { Objective = Objective.Of(Metric.TopK(2)) }])
            Assert.Contains(callback.Name, Assert.Throws<ArgumentException>("callbacks", () => trainer.Fit(Runs.Train, callbacks: [callback])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("schedule", () => trainer.Fit(Runs.Train, schedule: new ReduceOnPlateau(Objective.Accuracy)));
        Assert.Equal(0, network.Steps);
        Assert.False(Directory.Exists(files["never"]));
        trainer.Metrics = [Metric.F1()];
        trainer.MeasureTrainAccuracy = true;
        trainer.Fit(Runs.Train, epochs: 1, callbacks: [new StopAtTarget(2, Objective.Of(Metric.F1())), new EarlyStopping(2) { Objective = Objective.Accuracy }]);
    }

    private sealed class Counter : Callback
    {
        public long Batches { get; private set; }

        public long Epochs { get; private set; }

        public override void OnBatch(TrainingContext training, in BatchResult batch) => Batches++;

        public override void OnEpoch(TrainingContext training, in EpochResult epoch) => Epochs++;

        public override void SaveState(CallbackState state)
        {
            state.Write("batches", Batches);
            state.Write("epochs", Epochs);
        }

        public override void LoadState(CallbackState state) => (Batches, Epochs) = (state.Whole("batches") ?? 0, state.Whole("epochs") ?? 0);
    }

    private sealed class Hook(Action<string, TrainingContext> called) : Callback
    {
        public override void OnStart(TrainingContext training) => called("start", training);

        public override void OnEpochStart(TrainingContext training) => called("epoch start", training);

        public override void OnBatchStart(TrainingContext training) => called("batch start", training);

        public override void OnBatch(TrainingContext training, in BatchResult batch) => called("batch", training);

        public override void OnValidationStart(TrainingContext training) => called("validation start", training);

        public override void OnValidationEnd(TrainingContext training) => called("validation end", training);

        public override void OnEpoch(TrainingContext training, in EpochResult epoch) => called("epoch", training);

        public override void OnEnd(TrainingContext training) => called("end", training);
    }
}
