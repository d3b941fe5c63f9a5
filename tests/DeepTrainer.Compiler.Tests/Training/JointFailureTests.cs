using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Training;

/// <summary>Ranks that differ or fail: all are told, and none waits for ever.</summary>
public class JointFailureTests
{
    private static readonly NetworkBuilder Small = new NetworkBuilder("Small").Input(3).Dense(2).Mse().Sgd(0.1);

    private static readonly NetworkModel Model = GradientsAgainstEngine.WithGradients(Small.ToModel());

    [Theory]
    [InlineData("weights")]
    [InlineData("batchSize")]
    [InlineData("training samples")]
    [InlineData("LearningRate")]
    [InlineData("epochs")]
    [InlineData("Metrics")]
    [InlineData("MeasureTrainAccuracy")]
    public void RanksThatBeginUnlike_AreToldWhatDiffers_AndTrainNothing(string what)
    {
        (INetwork? Network, Exception? Error)[] all = ThreadGroup.Try<INetwork>(3, group =>
        {
            bool other = group.Rank == 2;
            EngineNetwork network = new(Model, 1);
            if (other && what == "weights")
                network.Parameters[0][0, 0] += 1;
            if (other && what == "LearningRate")
                network.LearningRate = 0.2f;
            Assert.Equal(0, network.Steps);
            Trainer<INetwork> trainer = new(network)
            {
                Group = group,
                Metrics = other && what == "Metrics" ? [Metric.MeanAbsoluteError()] : [],
                MeasureTrainAccuracy = other && what == "MeasureTrainAccuracy",
            };
            trainer.Fit(
                Data(other && what == "training samples" ? 31 : 30), epochs: other && what == "epochs" ? 3 : 2, batchSize: other && what == "batchSize" ? 8 : 7);
            return network;
        });
        Assert.All(all, rank =>
        {
            Assert.IsType<InvalidOperationException>(rank.Error);
            Assert.Contains($"for '{what}' rank 0 has", rank.Error.Message, StringComparison.Ordinal);
            Assert.Contains("rank 2 has", rank.Error.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void ARankThatCannotBegin_TellsTheOthersWhy()
    {
        (int, Exception? Error)[] all = ThreadGroup.Try(3, group =>
        {
            new Trainer<INetwork>(new EngineNetwork(Model, 1)) { Group = group }
                .Fit(group.Rank == 1 ? Dataset.FromTargets(new float[20], [4], new float[10], [2]) : Data(5), epochs: 1);
            return 0;
        });
        Assert.IsType<ArgumentException>(all[1].Error);
        Assert.All((Exception[])[all[0].Error!, all[2].Error!],
            e => Assert.StartsWith("Rank 1 can't begin to train: Samples of 'train' have 4 values", e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void AnExceptionOnOneRank_EndsAll()
    {
        (int, Exception? Error)[] all = ThreadGroup.Try(3, group =>
        {
            new Trainer<INetwork>(new EngineNetwork(Model, 1)) { Group = group }
                .Fit(Data(30), epochs: 2, batchSize: 7, callbacks: [new ThrowAt(group.Rank == 2 ? 3 : int.MaxValue)]);
            return 0;
        });
        Assert.Equal("mine", Assert.IsType<IOException>(all[2].Error).Message);
        Assert.All(all[..2], rank => Assert.Contains("Rank 2 of 3 can't go on with training 'Small'. System.IO.IOException: mine", rank.Error!.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void WeightsThatOneRankChanges_AreFoundAtTheEndOfTheEpoch()
    {
        (int, Exception? Error)[] all = ThreadGroup.Try(2, group =>
        {
            new Trainer<INetwork>(new EngineNetwork(Model, 1)) { Group = group }.Fit(Data(30), epochs: 2, batchSize: 7, callbacks: [new Meddle(group.Rank == 1)]);
            return 0;
        });
        Assert.All(all, rank => Assert.Contains("on rank 1 are no longer those of rank 0 after epoch 1", rank.Error!.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void ADivergedTraining_IsToldOnAllRanks_AndAbortsNone()
    {
        (int, Exception? Error)[] all = ThreadGroup.Try(3, group =>
        {
            EngineNetwork network = new(Model, 1) { LearningRate = 1e30f };
            new Trainer<INetwork>(network) { Group = group }.Fit(Data(30), epochs: 2, batchSize: 7);
            return 0;
        });
        Assert.All(all, rank => Assert.Equal(all[0].Error!.Message, Assert.IsType<TrainingDivergedException>(rank.Error).Message));
    }

    // A variance of 1e38 and more is infinite, and divides its batch down to 0: neither the loss nor a weight shows it.
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void ANoteOfOneRankThatIsNoNumber_EndsAll(int spoiled, int other)
    {
        NetworkModel normed = GradientsAgainstEngine.WithGradients(new NetworkBuilder("Normed").Input(3).Dense(4).BatchNorm().Dense(2).Mse().Sgd(0.1).ToModel());
        float[] inputs = Data(20).Inputs.ToArray(), targets = Data(20).Targets.ToArray();
        inputs[spoiled == 0 ? 4 : ^4] = 1e20f;
        (int, Exception? Error)[] all = ThreadGroup.Try(2, group =>
        {
            // A source is read in its order.
            new Trainer<INetwork>(new EngineNetwork(normed, 1)) { Group = group }.Fit(Source(Dataset.FromTargets(inputs, [3], targets, [2]), 20), epochs: 2, batchSize: 20);
            return 0;
        });
        Assert.Contains("running_var", Assert.IsType<TrainingDivergedException>(all[spoiled].Error).Parameter, StringComparison.Ordinal);
        Assert.Contains($"Rank {spoiled} of 2 can't go on", all[other].Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30, 20, "2 of 3 ranks have a batch more to train on")]
    [InlineData(30, 40, "1 of 3 ranks have a batch more to train on")]
    [InlineData(30, 29, "What rank 2 has read is not what rank 0 has read, after epoch 1")]
    public void SourcesThatDiffer_AreToldOnAllRanks(int samples, int others, string message)
    {
        (int, Exception? Error)[] all = ThreadGroup.Try(3, group =>
        {
            new Trainer<INetwork>(new EngineNetwork(Model, 1)) { Group = group }.Fit(Source(Data(40), group.Rank == 2 ? others : samples), epochs: 2, batchSize: 10);
            return 0;
        });
        Assert.All(all, rank => Assert.Contains(message, rank.Error!.Message, StringComparison.Ordinal));
    }

    // As many samples, which each rank makes by a random number generator of its own.
    [Fact]
    public void AugmentationWithoutASeed_IsToldAtTheEndOfTheEpoch()
    {
        (int, Exception? Error)[] all = ThreadGroup.Try(2, group =>
        {
            RandomSource random = new(group.Rank);
            IBatchSource source = BatchSource.From(Data(30).Format, Enumerable.Range(0, 30)
                .Select(_ => new Sample(Enumerable.Range(0, 3).Select(_ => random.NextSingle()).ToArray(), new float[2])), 30);
            new Trainer<INetwork>(new EngineNetwork(Model, 1)) { Group = group }.Fit(source, epochs: 2, batchSize: 7);
            return 0;
        });
        Assert.All(all, rank => Assert.Contains("give all the same samples in the same order, with the same seeds of shuffling and augmentation",
            rank.Error!.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(20, "Rank 0 has a batch of 10 samples to measure with and rank 1 one of 0")]
    [InlineData(27, "Rank 0 has a batch of 10 samples to measure with and rank 1 one of 7")]
    public void ValidationSourcesOfDifferentLengths_AreToldOnAllRanks(int others, string message)
    {
        (int, Exception? Error)[] all = ThreadGroup.Try(2, group =>
        {
            new Trainer<INetwork>(new EngineNetwork(Model, 1)) { Group = group, Metrics = [Metric.MeanAbsoluteError()] }.Fit(
                Data(30), Source(Data(40), group.Rank == 1 ? others : 30), epochs: 2, batchSize: 10);
            return 0;
        });
        Assert.All(all, rank => Assert.Contains(message, rank.Error!.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void WhatPartsOfBatchesCannotDo_IsRefusedOnAllRanks()
    {
        NetworkModel normed = GradientsAgainstEngine.WithGradients(new NetworkBuilder("Normed").Input(3).Dense(4).BatchNorm().Dense(2).Mse().Sgd(0.1).ToModel());
        (int, Exception? Error)[] small = ThreadGroup.Try(4, group =>
        {
            new Trainer<INetwork>(new EngineNetwork(normed, 1)) { Group = group }.Fit(Data(30), epochs: 1, batchSize: 7);
            return 0;
        });
        Assert.All(small, rank => Assert.Contains("A batch of 7 samples on 4 ranks has a part of 1, but 'batchNorm1'", rank.Error!.Message, StringComparison.OrdinalIgnoreCase));

        INetwork plain = CompiledNetwork.Compile([Small.ToModel()], [256]).Single()(1);
        Assert.IsNotType<IGradientNetwork>(plain, exactMatch: false);
        (int, Exception? Error)[] none = ThreadGroup.Try(2, group =>
        {
            new Trainer<INetwork>(CompiledNetwork.Compile([Small.ToModel()], [256]).Single()(1)) { Group = group }.Fit(Data(30), epochs: 1, batchSize: 7);
            return 0;
        });
        Assert.All(none, rank => Assert.Contains("can't be trained on parts of batches (Group): it hands out no gradients; declare it with "
            + "[Network(Gradients = true)]", rank.Error!.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Files_AreWrittenByRank0Alone()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            StringWriter[] texts = [new(), new()];
            ThreadGroup.Run(2, group => new Trainer<INetwork>(new EngineNetwork(Model, 1)) { Group = group }.Fit(Data(30), epochs: 2, batchSize: 7, callbacks:
            [
                new CsvLog(Path.Combine(folder, $"log{group.Rank}.csv")), new JsonLog(Path.Combine(folder, $"log{group.Rank}.jsonl")), new TextProgress(texts[group.Rank]),
                new Checkpoint(Path.Combine(folder, $"run{group.Rank}")), new TensorBoard(Path.Combine(folder, $"board{group.Rank}")),
                new Saving(Path.Combine(folder, $"own{group.Rank}.safetensors")),
            ]));
            Assert.All((string[])["log0.csv", "log0.jsonl", "run0/last.safetensors", "own0.safetensors"], file => Assert.True(File.Exists(Path.Combine(folder, file)), file));
            Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(folder), path => Path.GetFileName(path).Contains('1', StringComparison.Ordinal));
            Assert.Equal((2, ""), (texts[0].ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, texts[1].ToString()));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void AStep_IsOneSum_OneQuestion_AndNoAllocation()
    {
        int[] calls = ThreadGroup.Run(2, group =>
        {
            Steady probe = new(group);
            new Trainer<INetwork>(CompiledNetwork.Compile([Model], [256]).Single()(1)) { Group = group }.Fit(Data(100), epochs: 1, batchSize: 7, callbacks: [probe]);
            // What the runtime makes once may fall into a few of the 14.
            Assert.InRange(probe.AllocatingSteps, 0, 4);
            return probe.CallsOfAStep;
        });
        // A collective call of the threads waits twice.
        Assert.All(calls, c => Assert.Equal(4, c));
    }

    private static Dataset Data(int count)
    {
        RandomSource random = new(7);
        return Dataset.FromTargets([.. Enumerable.Range(0, count * 3).Select(_ => (float)random.NextGaussian())], [3],
            [.. Enumerable.Range(0, count * 2).Select(_ => random.NextSingle())], [2]);
    }

    // A source of a length that nobody knows.
    private static IBatchSource Source(Dataset data, int count) =>
        BatchSource.From(data.Format, Enumerable.Range(0, count).Select(i => new Sample(data.Input(i).ToArray(), data.Target(i).ToArray())));

    private sealed class ThrowAt(int step) : Callback
    {
        public override void OnBatch(TrainingContext training, in BatchResult batch)
        {
            if (training.Network.Steps == step)
                throw new IOException("mine");
        }
    }

    private sealed class Meddle(bool active) : Callback
    {
        public override void OnBatch(TrainingContext training, in BatchResult batch)
        {
            if (active && training.Network.Steps == 2)
                training.Network.Parameters[0][0, 0] += 0.125f;
        }
    }

    private sealed class Saving(string path) : Callback
    {
        public override void OnEpoch(TrainingContext training, in EpochResult epoch) => training.SaveCheckpoint(path);
    }

    private sealed class Steady(ThreadGroup group) : Callback
    {
        private long bytes = -1;
        private int calls;

        public int AllocatingSteps { get; private set; }

        public int CallsOfAStep { get; private set; }

        public override void OnBatch(TrainingContext training, in BatchResult batch)
        {
            // The first one makes what the others use.
            if (batch.Batch > 1 && Bytes > bytes)
                AllocatingSteps++;
            CallsOfAStep = group.Calls - calls;
            calls = group.Calls;
            bytes = Bytes;
        }

        private long Bytes => GC.GetAllocatedBytesForCurrentThread() - group.Allocated;
    }
}
