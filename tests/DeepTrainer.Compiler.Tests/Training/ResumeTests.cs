using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Training;

/// <summary>Training that was interrupted, saved, loaded into another network and resumed ends with the bits of training without interruption.</summary>
public class ResumeTests
{
    private const int Count = 53, Inputs = 6, Epochs = 6, Batch = 8, Batches = 7;

    private static readonly Dictionary<string, Func<NetworkBuilder, NetworkBuilder>> Networks = new()
    {
        ["Dropout"] = n => n.Dense(9).Relu().Dropout(0.4).Dense(2).Mse().Adam(learningRate: 0.01),
        ["Spatial"] = n => n.Reshape([3, 2]).Conv1D(4, [1]).SpatialDropout(0.4).Flatten().Dense(2).Mse().Sgd(0.05, momentum: 0.9),
        ["Path"] = n => n.Dense(6, name: "a").Tanh().Dense(6).DropPath(0.3, name: "p").Add("a, p").BatchNorm().Dense(2).Mse().RAdam(0.01),
        ["Recurrent"] = n => n.Reshape([3, 2]).Gru(5).Dropout(0.2).Flatten().Dense(2).Mse().NAdam(0.01),
        ["Norm"] = n => n.Dense(7).LayerNorm().Dropout(0.1).Dense(2).Mse().RmsProp(0.01, momentum: 0.5),
        ["Weighted"] = n => n.Dense(7).Dropout(0.5).Dense(2).CrossEntropy(classWeights: [1, 4]).Lamb(0.01),
    };

    private static readonly Dictionary<string, Func<LearningRateSchedule?>> Schedules = new()
    {
        ["none"] = () => null,
        ["cosine"] = () => new CosineAnnealingSchedule(Epochs),
        ["one cycle"] = () => new OneCycleSchedule(0.05, Epochs * Batches),
        ["plateau"] = () => new ReduceOnPlateau(factor: 0.5, patience: 0, threshold: 0.05),
        ["sequence"] = () => new SequentialSchedule([new LinearSchedule(0.1, 1, 2), new ReduceOnPlateau(factor: 0.3, patience: 0, threshold: 0.1)], [2]),
    };

    private static readonly Lazy<Dictionary<string, Func<int, INetwork>>> Generated = new(() =>
        Networks.Keys.Zip(CompiledNetwork.Compile([.. Networks.Keys.Select(Model)], [256, 128])).ToDictionary(p => p.First, p => p.Second));

    public static TheoryData<string, string> Cases =>
        [.. Networks.Keys.Zip(Networks.Keys.Select((_, i) => Schedules.Keys.ElementAt(i % Schedules.Count))).Concat(Schedules.Keys.Select(s => ("Dropout", s)))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void InterruptedAndResumed_IsUninterrupted(string name, string schedule)
    {
        foreach (Func<int, INetwork> create in (Func<int, INetwork>[])[seed => new EngineNetwork(Model(name), seed), Generated.Value[name]])
        {
            foreach (bool early in (bool[])[false, true])
            {
                INetwork whole = create(1);
                History expected = Fit(whole, Schedules[schedule](), early, null, false);
                // In the middle of an epoch, at an epoch's end, and before the first batch.
                foreach ((int epoch, int batch) in ((int, int)[])[(3, 4), (2, Batches), (4, 0), (1, 1)])
                {
                    using Interruption interruption = new(epoch, batch);
                    INetwork first = create(1), second = create(99);
                    Fit(first, Schedules[schedule](), early, interruption, false, interruption.Token);
                    History rest = Fit(Copied(first, second), Schedules[schedule](), early, null, true);
                    AssertSame(whole, second, expected, rest);
                }
            }
        }
    }

    [Fact]
    public void ACheckpointOfTheMiddle_ServesAProcessThatEnded()
    {
        foreach (Func<int, INetwork> create in (Func<int, INetwork>[])[seed => new EngineNetwork(Model("Dropout"), seed), Generated.Value["Dropout"]])
        {
            INetwork whole = create(1), killed = create(1), second = create(5);
            History expected = Fit(whole, Schedules["sequence"](), true, null, false);
            Saver saver = new(killed, 4, 3);
            Fit(killed, Schedules["sequence"](), true, saver, false);
            second.LoadCheckpoint(new MemoryStream(saver.Saved!));
            Assert.Equal(0.01f, second.LearningRate, 1e-9f);
            AssertSame(whole, second, expected, Fit(second, Schedules["sequence"](), true, null, true));
        }
    }

    [Fact]
    public void TwoCalls_GoOnWithTheOrders_AlsoThroughACheckpoint()
    {
        INetwork whole = Generated.Value["Path"](1), parts = Generated.Value["Path"](1), other = Generated.Value["Path"](2);
        Dataset train = Data(whole);
        new Trainer<INetwork>(whole).Fit(train, epochs: 6, batchSize: Batch);
        new Trainer<INetwork>(parts).Fit(train, epochs: 2, batchSize: Batch);
        new Trainer<INetwork>(parts).Fit(train, epochs: 1, batchSize: Batch);
        new Trainer<INetwork>(Copied(parts, other)).Fit(train, epochs: 3, batchSize: Batch);
        AssertSame(whole, other);
    }

    [Fact]
    public void WhatEndedEarly_StaysEnded_AndLongerTrainingGoesOnFromWhereItStood()
    {
        INetwork whole = Generated.Value["Norm"](1), first = Generated.Value["Norm"](1), second = Generated.Value["Norm"](7);
        Callback[] stopping = [new EarlyStopping(2)];
        History expected = new Trainer<INetwork>(whole).Fit(Data(whole), Data(whole, 3), 40, Batch, callbacks: stopping);
        // All 4 epochs, after which the network goes back to its best.
        new Trainer<INetwork>(first).Fit(Data(whole), Data(whole, 3), 4, Batch, callbacks: stopping);
        History rest = new Trainer<INetwork>(Copied(first, second)).Fit(Data(whole), Data(whole, 3), 40, Batch, callbacks: stopping, resume: true);
        AssertSame(whole, second, expected, rest);
        if (expected.StoppedEarly)
        {
            History again = new Trainer<INetwork>(second).Fit(Data(whole), Data(whole, 3), 40, Batch, callbacks: stopping, resume: true);
            Assert.True(again.StoppedEarly && again.Epochs.Count == 0);
            AssertSame(whole, second);
        }
    }

    [Fact]
    public void TheBestEpoch_MayBeOneBeforeTheInterruption()
    {
        INetwork first = new EngineNetwork(Model("Weighted"), 1), second = new EngineNetwork(Model("Weighted"), 2);
        Trainer<INetwork> trainer = new(first) { Metrics = [Metric.F1(), Metric.Accuracy()], MeasureTrainAccuracy = true };
        EpochResult best = trainer.Fit(Data(first), Data(first, 3), 1, Batch).BestEpoch!.Value;

        Trainer<INetwork> other = new(Copied(first, second));
        History rest = other.Fit(Data(first), Data(first, 3), 3, Batch, schedule: null, resume: true, callbacks: [new Spoiler(second)]);

        Assert.Equal([2, 3], rest.Epochs.Select(e => e.Epoch));
        Assert.Equal(1, rest.BestEpoch!.Value.Epoch);
        AssertSame(best, rest.BestEpoch.Value);
        Assert.Equal(2, best.Metrics.Count);
        Assert.Equal(best.Elapsed, rest.BestEpoch.Value.Elapsed);
    }

    [Fact]
    public void WhatIsResumed_MustBeWhatItWas()
    {
        INetwork net = new EngineNetwork(Model("Dropout"), 1);
        Dataset data = Data(net);
        Trainer<INetwork> trainer = new(net);
        trainer.Fit(data, epochs: 1, batchSize: Batch, resume: true);
        Assert.Equal(Batches, net.Steps);
        Assert.Contains("batches of 8", Assert.Throws<ArgumentException>("resume",
            () => trainer.Fit(data, epochs: 2, batchSize: 9, resume: true)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("scheduleStart", () => trainer.Fit(data, epochs: 2, batchSize: Batch, scheduleStart: 0, resume: true));
        net.TrainBatch(data.Inputs[..Inputs], data.Targets[..2]);
        Assert.Contains("ended at step 7",
            Assert.Throws<InvalidOperationException>(() => trainer.Fit(data, epochs: 2, batchSize: Batch, resume: true)).Message, StringComparison.Ordinal);
        Assert.Equal(Batches + 1, net.Steps);
    }

    [Fact]
    public void CheckpointsOfEarlierVersions_StillLoad()
    {
        EngineNetwork net = new(Model("Dropout"), 1), other = new(Model("Dropout"), 2);
        new Trainer<INetwork>(net).Fit(Data(net), epochs: 1, batchSize: Batch);
        using MemoryStream stream = new();
        net.SaveCheckpoint(stream);
        stream.Position = 0;
        TensorFile file = TensorFile.Read(stream, "new");
        using MemoryStream old = new();
        new TensorFile(file.Tensors.Values.Where(t => !t.Name.StartsWith("training.", StringComparison.Ordinal)),
            file.Metadata.Where(m => m.Key != "seed" && !m.Key.StartsWith("training.", StringComparison.Ordinal)).ToDictionary()).Write(old);
        old.Position = 0;
        other.LoadCheckpoint(old);
        AssertSame(net, other, seeds: false);
        Assert.Equal(2, other.Seed);
        new Trainer<INetwork>(other).Fit(Data(net), epochs: 1, batchSize: Batch, resume: true);
        Assert.Equal(2 * Batches, other.Steps);
    }

    [Fact]
    public void DamagedTrainingStates_AreRefused_AndChangeNothing()
    {
        EngineNetwork net = new(Model("Dropout"), 1), other = new(Model("Dropout"), 2);
        using Interruption interruption = new(3, 2);
        Fit(net, Schedules["plateau"](), true, interruption, false, interruption.Token);
        using MemoryStream stream = new();
        net.SaveCheckpoint(stream);
        stream.Position = 0;
        TensorFile file = TensorFile.Read(stream, "whole");
        float[] before = other.Parameters[0].ToArray();
        foreach ((string key, string value) in ((string, string)[])
            [("seed", "x"), ("steps", long.MaxValue.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("training.epoch", "-1"),
                ("training.loss_sums", "1 2 3"), ("training.rate", "NaN"), ("training.best_epoch", "1 2 3"),
                ("training.best_epoch", "1 0.5 - x - 0.1 7"), ("training.orders", "99999999999")])
        {
            Dictionary<string, string> metadata = file.Metadata.ToDictionary();
            metadata[key] = value;
            using MemoryStream damaged = new();
            new TensorFile(file.Tensors.Values, metadata).Write(damaged);
            damaged.Position = 0;
            Assert.Contains(key, Assert.Throws<InvalidDataException>(() => other.LoadCheckpoint(damaged, "damaged")).Message, StringComparison.Ordinal);
            Assert.Equal(before, other.Parameters[0].ToArray());
        }
    }

    private static NetworkModel Model(string name) => Networks[name](new NetworkBuilder(name).Input(Inputs)).ToModel();

    private static Dataset Data(INetwork network, int seed = 2)
    {
        RandomSource random = new(seed);
        float[] inputs = [.. Enumerable.Range(0, Count * Inputs).Select(_ => (float)random.NextGaussian())];
        return network.Info.TargetKind == TargetKind.ClassIndices
            ? Dataset.FromLabels(inputs, [Inputs], [.. Enumerable.Range(0, Count).Select(_ => random.Next(2))], 2)
            : Dataset.FromTargets(inputs, [Inputs], [.. Enumerable.Range(0, Count * 2).Select(_ => random.NextSingle())], [2]);
    }

    private static History Fit(INetwork network, LearningRateSchedule? schedule, bool early, Callback? progress, bool resume, CancellationToken token = default) =>
        new Trainer<INetwork>(network).Fit(Data(network), early ? Data(network, 3) : null, Epochs, Batch, seed: 4,
            callbacks: [.. early ? [new EarlyStopping(2)] : Array.Empty<Callback>(), .. progress is null ? Array.Empty<Callback>() : [progress]],
            schedule: schedule, cancellationToken: token, resume: resume);

    private static INetwork Copied(INetwork from, INetwork to)
    {
        using MemoryStream stream = new();
        from.SaveCheckpoint(stream);
        stream.Position = 0;
        to.LoadCheckpoint(stream);
        return to;
    }

    private static void AssertSame(INetwork expected, INetwork actual, History history, History rest)
    {
        AssertSame(expected, actual);
        Assert.Equal(history.StoppedEarly, rest.StoppedEarly);
        foreach ((EpochResult a, EpochResult b) in history.Epochs.Reverse().Zip(rest.Epochs.Reverse()))
            AssertSame(a, b);
        AssertSame(history.BestEpoch!.Value, rest.BestEpoch!.Value);
    }

    private static void AssertSame(in EpochResult a, in EpochResult b)
    {
        Assert.Equal((a.Epoch, a.TrainLoss, a.TrainAccuracy, a.ValidationLoss, a.ValidationAccuracy, a.LearningRate),
            (b.Epoch, b.TrainLoss, b.TrainAccuracy, b.ValidationLoss, b.ValidationAccuracy, b.LearningRate));
        Assert.Equal(a.Metrics.AsEnumerable(), b.Metrics.AsEnumerable());
    }

    private static void AssertSame(INetwork expected, INetwork actual, bool seeds = true)
    {
        foreach ((Parameter a, Parameter b) in expected.Parameters.Concat(expected.OptimizerState).Zip(actual.Parameters.Concat(actual.OptimizerState)))
            Assert.Equal(a.ToArray().Select(BitConverter.SingleToInt32Bits), b.ToArray().Select(BitConverter.SingleToInt32Bits));
        Assert.Equal((expected.Steps, expected.LearningRate), (actual.Steps, actual.LearningRate));
        Assert.True(!seeds || expected.Seed == actual.Seed);
    }

    /// <summary>Cancels after a batch; after a whole epoch for its last batch plus measuring, for batch 0 of the next.</summary>
    private sealed class Interruption(int epoch, int batch) : Callback, IDisposable
    {
        private readonly CancellationTokenSource source = new();

        public CancellationToken Token => source.Token;

        public void Dispose() => source.Dispose();

        public override void OnBatch(TrainingContext training, in BatchResult result)
        {
            if ((result.Epoch, result.Batch) == (epoch, batch))
                source.Cancel();
        }

        public override void OnEpoch(TrainingContext training, in EpochResult result)
        {
            if (batch == 0 && result.Epoch == epoch - 1)
                source.Cancel();
        }
    }

    /// <summary>Makes the weights worse before each batch but the first.</summary>
    private sealed class Spoiler(INetwork network) : Callback
    {
        public override void OnBatch(TrainingContext training, in BatchResult result)
        {
            float[] weights = network.Parameters[0].ToArray();
            network.Parameters[0].CopyFrom(Array.ConvertAll(weights, w => -9 * w));
        }
    }

    private sealed class Saver(INetwork network, int epoch, int batch) : Callback
    {
        public byte[]? Saved { get; private set; }

        public override void OnBatch(TrainingContext training, in BatchResult result)
        {
            if ((result.Epoch, result.Batch) != (epoch, batch))
                return;
            using MemoryStream stream = new();
            network.SaveCheckpoint(stream);
            Saved = stream.ToArray();
        }
    }
}
