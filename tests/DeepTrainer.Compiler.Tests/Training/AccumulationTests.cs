using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Training;

/// <summary>Steps of several batches, and what is refused.</summary>
public class AccumulationTests
{
    private static readonly int[] Parts = [7, 17, 3];

    private static readonly NetworkBuilder Clipped = new NetworkBuilder("Clipped").Input(6).Dense(19).Tanh().Dense(5, name: "last").CrossEntropy().ClipGradientNorm(0.1).Adam(0.01);

    private static readonly NetworkBuilder Penalised = new NetworkBuilder("Penalised").Input(6).Dense(9).Weights(l2: 0.01).Relu().Dense(3).Mse()
        .Weighted(0.7).L1().Sgd(0.1, momentum: 0.9);

    private static readonly NetworkBuilder Normed = new NetworkBuilder("Normed").Input(6).Dense(8).BatchNorm().Relu().Dense(3).Mse().Sgd(0.1);

    private static readonly NetworkBuilder Noisy = new NetworkBuilder("Noisy").Input(6).Dense(40).Dropout(0.5).Dense(3).Mse().Sgd(0.1);

    private static readonly Lazy<Dictionary<string, Func<int, INetwork>>> Generated = new(() =>
    {
        NetworkModel[] models = [.. new[] { Clipped, Penalised, Normed, Noisy }.Select(b => GradientsAgainstEngine.WithGradients(b.ToModel()))];
        return models.Zip(CompiledNetwork.Compile([.. models], [512, 256, 128])).ToDictionary(p => p.First.Spec.Name, p => p.Second);
    });

    [Theory]
    [InlineData("Clipped")]
    [InlineData("Penalised")]
    public void BatchesOfUnequalSize_AreAStepOfTheJoinedBatch(string name)
    {
        foreach (Func<IGradientNetwork> create in Networks(name))
        {
            IGradientNetwork whole = create(), parted = create();
            NetworkModel model = ModelOf(name);
            RandomSource random = new(3);
            for (int step = 0; step < 3; step++)
            {
                float[] inputs = AgainstEngine.Inputs(random, model, 27), targets = AgainstEngine.Targets(random, model, 27);
                float loss = model.Target == Losses.TargetKind.ClassIndices ? whole.TrainBatch(inputs, Labels(targets)) : whole.TrainBatch(inputs, targets);
                double sum = 0;
                int start = 0;
                foreach (int count in Parts)
                {
                    sum += count * (double)Accumulate(parted, model, inputs, targets, start, count);
                    start += count;
                }
                Assert.Equal(27, parted.AccumulatedSamples);
                parted.Apply();
                Assert.Equal(loss, sum / 27, 1e-5);
                Assert.Equal(step + 1, parted.Steps);
                foreach ((Parameter a, Parameter b) in whole.Parameters.Concat(whole.OptimizerState).Zip(parted.Parameters.Concat(parted.OptimizerState)))
                    AgainstEngine.Close(a.ToArray(), b.ToArray(), 1e-4, $"{name}: {a.Name}");
            }
        }
    }

    [Fact]
    public void BatchNorm_NotesTheStatisticsOfEachBatch()
    {
        foreach (Func<IGradientNetwork> create in Networks("Normed"))
        {
            IGradientNetwork parted = create(), single = create();
            RandomSource random = new(5);
            NetworkModel model = ModelOf("Normed");
            float[] inputs = AgainstEngine.Inputs(random, model, 27), targets = AgainstEngine.Targets(random, model, 27);
            Accumulate(parted, model, inputs, targets, 0, 10);
            Accumulate(parted, model, inputs, targets, 10, 17);
            // two steps that change no weight
            single.LearningRate = 0;
            single.TrainBatch(inputs.AsSpan(0, 60), targets.AsSpan(0, 30));
            single.TrainBatch(inputs.AsSpan(60), targets.AsSpan(30));
            foreach ((Parameter a, Parameter b) in single.Parameters.Zip(parted.Parameters).Where(p => !p.First.IsTrained))
                AgainstEngine.Close(a.ToArray(), b.ToArray(), 1e-5, a.Name);
            ArgumentException refused = Assert.Throws<ArgumentException>(() => parted.Accumulate(inputs.AsSpan(0, 6), targets.AsSpan(0, 3)));
            Assert.Contains("batchnorm1", refused.Message, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void Dropout_DrawsAnewForEachBatch_TheFirstAsTrainBatchDoes()
    {
        foreach (Func<IGradientNetwork> create in Networks("Noisy"))
        {
            IGradientNetwork network = create();
            float[] inputs = [.. Enumerable.Range(0, 18).Select(i => i / 9f)], targets = new float[9], first = new float[9], second = new float[9];
            network.Forward(inputs, first);
            float loss = network.Accumulate(inputs, targets);
            network.Forward(inputs, second);
            Assert.NotEqual(first, second);
            Assert.Equal(first.Sum(y => y * y) / 9, loss, 1e-5);
            Assert.Equal(loss, create().TrainBatch(inputs, targets), 1e-6f);
        }
    }

    [Fact]
    public void ATrainerOfParts_TrainsAsOneOfWholeBatches()
    {
        RandomSource random = new(8);
        Dataset data = Dataset.FromLabels(AgainstEngine.Values(random, 6 * 53), [6], [.. Enumerable.Range(0, 53).Select(_ => random.Next(5))], 5);
        foreach (Func<IGradientNetwork> create in Networks("Clipped"))
        {
            IGradientNetwork whole = create(), parted = create();
            History expected = new Trainer<IGradientNetwork>(whole).Fit(data, epochs: 3, batchSize: 20);
            History actual = new Trainer<IGradientNetwork>(parted) { MicroBatchSize = 7 }.Fit(data, epochs: 3, batchSize: 20);
            Assert.Equal(whole.Steps, parted.Steps);
            Assert.Equal(expected.Epochs.Select(e => e.TrainLoss), actual.Epochs.Select(e => e.TrainLoss), (a, b) => Math.Abs(a - b) < 1e-4);
            foreach ((Parameter a, Parameter b) in whole.Parameters.Zip(parted.Parameters))
                AgainstEngine.Close(a.ToArray(), b.ToArray(), 1e-3, a.Name);
        }
    }

    [Fact]
    public void PartsOfBatches_NeedANetworkOfGradients_WithoutPendingOnes()
    {
        Dataset data = Dataset.FromTargets(new float[60], [6], new float[30], [3]);
        INetwork plain = CompiledNetwork.Create(new NetworkBuilder("Plain").Input(6).Dense(3).Mse().Adam().ToModel(), 1);
        InvalidOperationException lacking = Assert.Throws<InvalidOperationException>(() => new Trainer<INetwork>(plain) { MicroBatchSize = 3 }.Fit(data));
        Assert.Contains("[Network(Gradients = true)]", lacking.Message, StringComparison.Ordinal);
        IGradientNetwork pending = Networks("Penalised").First()();
        pending.Accumulate(new float[12], new float[12]);
        InvalidOperationException full = Assert.Throws<InvalidOperationException>(() => new Trainer<IGradientNetwork>(pending) { MicroBatchSize = 3 }
            .Fit(Dataset.FromTargets(new float[60], [6], new float[60], [6])));
        Assert.Contains("2 samples", full.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer<INetwork>(plain) { MicroBatchSize = 0 });
    }

    [Fact]
    public void WhatIsWrong_IsToldBeforeAnyWork()
    {
        foreach (Func<IGradientNetwork> create in Networks("Clipped"))
        {
            IGradientNetwork network = create();
            float[] inputs = new float[12], room = new float[12];
            int[] labels = [1, 2];
            Assert.Contains("call Accumulate or Backward first", Assert.Throws<InvalidOperationException>(network.Apply).Message, StringComparison.Ordinal);
            Assert.Contains("GradientSize", Assert.Throws<ArgumentException>(() => network.Gradients(inputs, labels, room, [])).Message, StringComparison.Ordinal);
            Assert.Contains("as many floats", Assert.Throws<ArgumentException>(() => network.Gradients(inputs, labels, [], room.AsSpan(1))).Message, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => network.Gradients(inputs, labels, [], inputs));
            Assert.Throws<ArgumentException>(() => network.Accumulate(inputs, labels, new float[2]));
            Assert.Throws<ArgumentException>(() => network.Backward(inputs, room));
            Assert.Throws<ArgumentException>(() => network.Backward(inputs, new float[10], inputs));
            Assert.Throws<ArgumentOutOfRangeException>(() => network.Accumulate(inputs, [1, 5]));
            Assert.Equal(0, network.AccumulatedSamples);
            Assert.All(network.AccumulatedGradients, g => Assert.All(g.ToArray(), v => Assert.Equal(0, v)));
            GradientLayout layout = new(network);
            Assert.Contains("'dense1.weight'", Assert.Throws<ArgumentException>(() => layout.OffsetOf("dense3.weight")).Message, StringComparison.Ordinal);
            network.Accumulate(inputs, labels);
            network.DiscardGradients();
            Assert.Equal(0, network.AccumulatedSamples);
            Assert.Throws<InvalidOperationException>(network.Apply);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(100)]
    public void GeneratedCode_AllocatesNothing(int batch)
    {
        var network = (IGradientNetwork)Generated.Value["Penalised"](1);
        float[] inputs = new float[6 * batch], targets = new float[6 * batch], outputs = new float[3 * batch],
            gradients = new float[network.GradientSize], ofInputs = new float[inputs.Length];
        long before = 0;
        for (int i = 0; i < 3; i++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            network.Gradients(inputs, targets, gradients, ofInputs);
            network.Accumulate(inputs, targets, [], ofInputs);
            network.Forward(inputs, outputs);
            network.Backward(inputs, outputs, ofInputs);
            network.Apply();
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static NetworkModel ModelOf(string name) => new[] { Clipped, Penalised, Normed, Noisy }.Select(b => b.ToModel()).First(m => m.Spec.Name == name);

    private static IEnumerable<Func<IGradientNetwork>> Networks(string name) =>
        [() => new EngineNetwork(ModelOf(name), 1), () => (IGradientNetwork)Generated.Value[name](1)];

    private static int[] Labels(float[] targets) => [.. targets.Select(t => (int)t)];

    private static float Accumulate(IGradientNetwork network, NetworkModel model, float[] inputs, float[] targets, int start, int count)
    {
        ReadOnlySpan<float> own = inputs.AsSpan(start * network.Info.InputSize, count * network.Info.InputSize),
            wanted = targets.AsSpan(start * network.Info.TargetSize, count * network.Info.TargetSize);
        return model.Target == Losses.TargetKind.ClassIndices ? network.Accumulate(own, Labels(wanted.ToArray())) : network.Accumulate(own, wanted);
    }
}
