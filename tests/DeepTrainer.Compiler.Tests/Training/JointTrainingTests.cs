using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Training;

/// <summary>Several ranks that train one network, as threads of this process: in the engine and in generated code.</summary>
public class JointTrainingTests
{
    private const int Inputs = 6, Classes = 3;

    private static readonly NetworkBuilder Plain = new NetworkBuilder("Plain").Input(Inputs).Dense(19).Tanh().Dense(Classes).CrossEntropy().ClipGradientNorm(0.5).Adam(0.01);

    private static readonly NetworkBuilder Noisy = new NetworkBuilder("Noisy").Input(Inputs).Dense(40).Dropout(0.5).Dense(Classes).CrossEntropy().Sgd(0.1, momentum: 0.9);

    private static readonly NetworkBuilder Normed = new NetworkBuilder("Normed").Input(Inputs).Dense(8).BatchNorm().Relu().Dense(Classes).CrossEntropy().Sgd(0.1);

    private static readonly NetworkBuilder Weighted = new NetworkBuilder("Weighted").Input(Inputs).Dense(Classes).CrossEntropy(classWeights: [1, 2, 0.5]).Sgd(0.1);

    private static readonly Lazy<Dictionary<string, Func<int, INetwork>>> Generated = new(() =>
    {
        NetworkModel[] models = [.. new[] { Plain, Noisy, Normed, Weighted }.Select(b => GradientsAgainstEngine.WithGradients(b.ToModel()))];
        return models.Zip(CompiledNetwork.Compile([.. models], [256])).ToDictionary(p => p.First.Spec.Name, p => p.Second);
    });

    public static TheoryData<int, int, int> Sizes => new()
    {
        { 2, 1, 5 }, { 4, 1, 5 }, { 4, 3, 17 }, { 3, 7, 100 }, { 2, 17, 100 }, { 4, 17, 103 }, { 3, 100, 203 }, { 1, 17, 100 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void AllRanks_EndAsOneProcessWithTheJointBatches(int ranks, int batchSize, int samples)
    {
        foreach (bool generated in (bool[])[false, true])
        {
            Dataset train = Data(samples, 1), validation = Data(29, 2);
            (INetwork one, History history) = Fit(null);
            (INetwork Network, History History)[] all = ThreadGroup.Run(ranks, Fit);
            for (int rank = 0; rank < ranks; rank++)
            {
                AssertSame(all[0].Network, all[rank].Network);
                AssertClose(one, all[rank].Network, 1e-4);
                Assert.Equal(history.Epochs.Count, all[rank].History.Epochs.Count);
                foreach ((EpochResult alone, EpochResult joint, EpochResult first) in history.Epochs.Zip(all[rank].History.Epochs, all[0].History.Epochs))
                {
                    Assert.Equal(alone.TrainLoss, joint.TrainLoss, 1e-5);
                    Assert.Equal(alone.ValidationLoss!.Value, joint.ValidationLoss!.Value, 1e-5);
                    Assert.Equal(alone.ValidationAccuracy!.Value, joint.ValidationAccuracy!.Value, 1e-9);
                    Assert.Equal(alone.Metrics["F1"], joint.Metrics["F1"], 1e-6);
                    Assert.Equal((first.TrainLoss, first.ValidationLoss, first.TrainAccuracy), (joint.TrainLoss, joint.ValidationLoss, joint.TrainAccuracy));
                }
            }

            (INetwork, History) Fit(IProcessGroup? group)
            {
                IGradientNetwork network = Create("Plain", generated);
                Trainer<INetwork> trainer = new(network) { Group = group, Metrics = [Metric.F1()], MeasureTrainAccuracy = true };
                return (network, trainer.Fit(train, validation, epochs: 3, batchSize: batchSize, seed: 5, schedule: new CosineAnnealingSchedule(3)));
            }
        }
    }

    [Fact]
    public void TheSameNumberOfRanks_GivesTheSameBitsAgain()
    {
        float[][] first = Weights(), second = Weights();
        Assert.Equal(first, second);

        static float[][] Weights() => [.. ThreadGroup.Run(3, group => Fitted("Noisy", true, group, Data(50, 1), 17))[0].Parameters.Select(p => p.ToArray())];
    }

    [Fact]
    public void LossesThatAreMeansOverWeightedLabels_AreThoseOfAllSamples()
    {
        Dataset data = Data(53, 1);
        EpochResult alone = Measured(null);
        Assert.All(ThreadGroup.Run(4, Measured), joint =>
        {
            Assert.Equal(alone.TrainLoss, joint.TrainLoss, 1e-6);
            Assert.Equal(alone.ValidationLoss!.Value, joint.ValidationLoss!.Value, 1e-6);
        });

        EpochResult Measured(IProcessGroup? group)
        {
            IGradientNetwork network = Create("Weighted", true);
            network.LearningRate = 0;
            return new Trainer<INetwork>(network) { Group = group }.Fit(data, data, epochs: 1, batchSize: 7).Epochs[0];
        }
    }

    [Fact]
    public void Dropout_IsThatOfOneProcessWhoseBatchesAreParted()
    {
        foreach (bool generated in (bool[])[false, true])
        {
            // 16 samples on 4 ranks are 4 parts of 4, and so are those of one process with parts of 4.
            IGradientNetwork parted = Create("Noisy", generated);
            new Trainer<INetwork>(parted) { MicroBatchSize = 4 }.Fit(Data(48, 1), epochs: 2, batchSize: 16);
            AssertClose(parted, ThreadGroup.Run(4, group => Fitted("Noisy", generated, group, Data(48, 1), 16, epochs: 2))[3], 1e-4);

            // With parts of 2 on 2 ranks each rank has two of them.
            IGradientNetwork small = Create("Noisy", generated);
            new Trainer<INetwork>(small) { MicroBatchSize = 2 }.Fit(Data(48, 1), epochs: 2, batchSize: 8);
            AssertClose(small, ThreadGroup.Run(2, group => Fitted("Noisy", generated, group, Data(48, 1), 8, epochs: 2, parts: 2))[1], 1e-4);
        }
    }

    [Fact]
    public void RunningAverages_AreThoseOfRank0_OnAllRanks()
    {
        INetwork[] all = ThreadGroup.Run(2, group => Fitted("Normed", true, group, Data(100, 1), 100, epochs: 1));
        AssertSame(all[0], all[1]);

        // One batch: rank 0 saw its first half, in the order of epoch 1.
        IGradientNetwork half = Create("Normed", true);
        Recorder order = new();
        new Trainer<INetwork>(Create("Normed", true)) { Group = null }.Fit(order.Of(Data(100, 1)), epochs: 1, batchSize: 100);
        half.Accumulate(order.Inputs.AsSpan(0, 50 * Inputs), order.Labels.AsSpan(0, 50));
        string[] notes = [.. half.Parameters.Where(p => !p.IsTrained).Select(p => p.Name)];
        Assert.NotEmpty(notes);
        INetwork[] ranks = ThreadGroup.Run(2, group =>
        {
            IGradientNetwork network = Create("Normed", true);
            new Trainer<INetwork>(network) { Group = group }.Fit(order.Of(Data(100, 1)), epochs: 1, batchSize: 100);
            return (INetwork)network;
        });
        foreach (string note in notes)
            AgainstEngine.Close(Values(half, note), Values(ranks[1], note), 1e-5, note);

        static float[] Values(INetwork network, string name) => network.Parameters.Single(p => p.Name == name).ToArray();
    }

    [Fact]
    public void AveragedRunningAverages_AreThoseOfRank0_AfterEachEpoch()
    {
        float[][][] all = ThreadGroup.Run(3, group =>
        {
            // What the network has while it is measured.
            WeightAverage average = WeightAverage.Exponential(0.9);
            List<float[]> seen = [];
            new Trainer<INetwork>(Create("Normed", true)) { Group = group }.Fit(
                Data(100, 1), Data(30, 2), epochs: 3, batchSize: 25, callbacks: [average, new OnMeasured(() => seen.AddRange(average.Averages.Select(a => a.ToArray())))]);
            return seen.ToArray();
        });
        Assert.NotEmpty(all[0]);
        Assert.All(all[1..], rank => Assert.Equal(all[0], rank));
    }

    [Fact]
    public void SourcesOfUnknownLength_AreTrainedJointly()
    {
        Dataset data = Data(53, 1);
        IBatchSource source = BatchSource.From(SampleFormat.OfLabels([Inputs], Classes), Enumerable.Range(0, 53)
            .Select(i => new Sample(data.Input(i).ToArray(), data.LabelsOf(i).ToArray())));
        IGradientNetwork one = Create("Plain", true);
        new Trainer<INetwork>(one).Fit(source, epochs: 2, batchSize: 17);
        INetwork[] all = ThreadGroup.Run(3, group => Fitted("Plain", true, group, source, 17, epochs: 2));
        AssertSame(all[0], all[2]);
        AssertClose(one, all[0], 1e-4);
    }

    [Fact]
    public void OneRankThatStops_StopsAllAtTheSameBatch()
    {
        (INetwork Network, History History)[] all = ThreadGroup.Run(3, group =>
        {
            IGradientNetwork network = Create("Plain", true);
            History history = new Trainer<INetwork>(network) { Group = group }
                .Fit(Data(100, 1), epochs: 9, batchSize: 10, callbacks: [new StopAt(group.Rank == 1 ? 14 : int.MaxValue)]);
            return ((INetwork)network, history);
        });
        Assert.All(all, a => Assert.Equal((14L, "enough", 1), (a.Network.Steps, a.History.StopReason, a.History.Epochs.Count)));

        (INetwork Network, History History)[] cancelled = ThreadGroup.Run(2, group =>
        {
            using CancellationTokenSource source = new();
            IGradientNetwork network = Create("Plain", true);
            History history = new Trainer<INetwork>(network) { Group = group }.Fit(
                Data(100, 1), epochs: 9, batchSize: 10,
                callbacks: [new OnBatchDo(t => { if (group.Rank == 1 && t.Network.Steps == 10) source.Cancel(); })], cancellationToken: source.Token);
            return ((INetwork)network, history);
        });
        Assert.All(cancelled, a => Assert.Equal((10L, true), (a.Network.Steps, a.History.Cancelled)));
    }

    [Fact]
    public void EarlyStopping_GoesBackToTheSameBestOnAllRanks()
    {
        Dataset train = Data(60, 1), validation = Data(40, 9);
        INetwork[] all = ThreadGroup.Run(2, group =>
        {
            IGradientNetwork network = Create("Plain", true);
            new Trainer<INetwork>(network) { Group = group }.Fit(train, validation, epochs: 40, batchSize: 10, callbacks: [new EarlyStopping(1, restoreBest: true)]);
            return (INetwork)network;
        });
        AssertSame(all[0], all[1]);
    }

    [Fact]
    public void Rank0WritesTheCheckpoint_AndAllResumeFromItWithTheSameBits()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            Dataset data = Data(100, 1);
            INetwork[] through = ThreadGroup.Run(2, group => Fitted("Normed", true, group, data, 17, epochs: 4));
            ThreadGroup.Run(2, group => Resumed(group, new OnBatchDo(t => { if (t.Network.Steps == 9) t.Cancel(); })));
            Assert.True(File.Exists(Path.Combine(folder, "last.safetensors")));
            INetwork[] resumed = ThreadGroup.Run(2, group => Resumed(group, new OnBatchDo(_ => { })));
            AssertSame(through[0], resumed[0]);
            AssertSame(through[0], resumed[1]);

            INetwork Resumed(ThreadGroup group, Callback callback)
            {
                IGradientNetwork network = Create("Normed", true);
                new Trainer<INetwork>(network) { Group = group }.Fit(
                    data, epochs: 4, batchSize: 17, callbacks: [new Checkpoint(folder), callback], resume: Path.Combine(folder, "last.safetensors"));
                return network;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IGradientNetwork Create(string name, bool generated, int seed = 1) => generated ? (IGradientNetwork)Generated.Value[name](seed)
        : new EngineNetwork(GradientsAgainstEngine.WithGradients(new[] { Plain, Noisy, Normed, Weighted }.Single(b => b.ToModel().Spec.Name == name).ToModel()), seed);

    private static INetwork Fitted(string name, bool generated, IProcessGroup group, IBatchSource data, int batchSize, int epochs = 3, int? parts = null)
    {
        IGradientNetwork network = Create(name, generated);
        new Trainer<INetwork>(network) { Group = group, MicroBatchSize = parts }.Fit(data, epochs: epochs, batchSize: batchSize);
        return network;
    }

    private static Dataset Data(int count, int seed)
    {
        RandomSource random = new(seed);
        return Dataset.FromLabels([.. Enumerable.Range(0, count * Inputs).Select(_ => (float)random.NextGaussian())], [Inputs],
            [.. Enumerable.Range(0, count).Select(_ => (int)(random.NextSingle() * Classes))], Classes);
    }

    private static void AssertSame(INetwork a, INetwork b) =>
        Assert.All(a.Parameters.Concat(a.OptimizerState).Zip(b.Parameters.Concat(b.OptimizerState)), p => Assert.Equal(p.First.ToArray(), p.Second.ToArray()));

    private static void AssertClose(INetwork a, INetwork b, double tolerance) =>
        Assert.All(a.Parameters.Zip(b.Parameters), p => AgainstEngine.Close(p.First.ToArray(), p.Second.ToArray(), tolerance, p.First.Name));

    private sealed class StopAt(int step) : Callback
    {
        public override void OnBatch(TrainingContext training, in BatchResult batch)
        {
            if (training.Network.Steps == step)
                training.Stop("enough");
        }
    }

    private sealed class OnBatchDo(Action<TrainingContext> action) : Callback
    {
        public override void OnBatch(TrainingContext training, in BatchResult batch) => action(training);
    }

    private sealed class OnMeasured(Action action) : Callback
    {
        public override void OnValidationEnd(TrainingContext training) => action();
    }

    /// <summary>A dataset in its own order, as a source, and what is read of it.</summary>
    private sealed class Recorder
    {
        public float[] Inputs { get; private set; } = [];

        public int[] Labels { get; private set; } = [];

        public IBatchSource Of(Dataset data)
        {
            Inputs = [.. Enumerable.Range(0, data.Count).SelectMany(i => data.Input(i).ToArray())];
            Labels = [.. Enumerable.Range(0, data.Count).SelectMany(i => data.LabelsOf(i).ToArray())];
            return BatchSource.From(data.Format, Enumerable.Range(0, data.Count).Select(i => new Sample(data.Input(i).ToArray(), data.LabelsOf(i).ToArray())), data.Count);
        }
    }
}
