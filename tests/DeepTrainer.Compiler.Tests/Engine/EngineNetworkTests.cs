using DeepTrainer.Compiler.Tests.Golden;
using DeepTrainer.Engine;
using DeepTrainer.Runtime;

namespace DeepTrainer.Compiler.Tests.Engine;

public class EngineNetworkTests
{
    private static NetworkBuilder Digits => new NetworkBuilder("Digits").Input(8).Dense(6).Relu().Dense(3).CrossEntropy().Adam(learningRate: 1e-2);

    [Fact]
    public void SameSeedGivesTheSameWeightsInTheOrderOfParameters()
    {
        EngineNetwork network = Digits.Build(seed: 5);
        RandomSource random = new(5);
        foreach (ParameterSpec spec in network.Model.Parameters)
        {
            AlignedBuffer buffer = new((int)spec.Shape.SampleSize);
            int[] shape = [.. spec.Shape.Dimensions];
            Parameter expected = new(spec.Name, shape, buffer, 0, shape.Length == 2 ? [shape[1], 1] : [1]);
            Initializer.Initialize(expected, Enum.Parse<Init>(spec.Initialization.Kind), spec.Initialization.Value, spec.Initialization.FanIn, spec.Initialization.FanOut, random);
            Assert.Equal(GoldenChecks.Read(expected), GoldenChecks.Read(network.Parameters.Single(p => p.Name == spec.Name)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(300)]
    [InlineData(1000)]
    public void BatchPredictsWhatSingleSamplesDo(int samples)
    {
        EngineNetwork network = Digits.Build(1);
        float[] inputs = Numbers(samples * 8), outputs = new float[samples * 3], single = new float[3];
        network.PredictBatch(inputs, outputs);
        for (int i = 0; i < samples; i++)
        {
            network.Predict(inputs.AsSpan(i * 8, 8), single);
            Assert.Equal(single, outputs[(i * 3)..((i + 1) * 3)]);
        }
    }

    [Fact]
    public void ManyThreadsMayPredictAtOnce()
    {
        EngineNetwork network = Digits.Build(1);
        float[] inputs = Numbers(100 * 8), expected = new float[100 * 3];
        network.PredictBatch(inputs, expected);
        Parallel.For(0, 2000, i =>
        {
            int sample = i % 100;
            Span<float> output = stackalloc float[3];
            network.Predict(inputs.AsSpan(sample * 8, 8), output);
            Assert.Equal(expected[(sample * 3)..((sample + 1) * 3)], output.ToArray());
        });
    }

    [Fact]
    public void PredictAllocatesNothing()
    {
        EngineNetwork network = Digits.Build(1);
        float[] input = Numbers(8), output = new float[3];
        for (int i = 0; i < 100; i++)
            network.Predict(input, output);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            network.Predict(input, output);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void TrainingLowersTheLossAndCountsSteps()
    {
        EngineNetwork network = Digits.Build(1);
        float[] inputs = Numbers(30 * 8);
        int[] labels = [.. Enumerable.Range(0, 30).Select(i => i % 3)];
        float first = network.TrainBatch(inputs, labels);
        for (int i = 0; i < 199; i++)
            network.TrainBatch(inputs, labels);
        Assert.Equal(200, network.Steps);
        Assert.True(network.Evaluate(inputs, labels) < first / 2);
    }

    [Fact]
    public void EvaluateChangesNothing()
    {
        EngineNetwork network = Digits.Build(1);
        float[] inputs = Numbers(16), before = network.Parameters.SelectMany(GoldenChecks.Read).ToArray();
        Assert.Equal(network.Evaluate(inputs, [0, 2]), network.Evaluate(inputs, [0, 2]));
        Assert.Equal(before, network.Parameters.SelectMany(GoldenChecks.Read));
        Assert.Equal(0, network.Steps);
    }

    [Fact]
    public void LearningRateCanBeChanged()
    {
        EngineNetwork network = new NetworkBuilder("Net").Input(2).Dense(1).Mse().Sgd(learningRate: 0.5).Build(1);
        Assert.Equal(0.5f, network.LearningRate);
        network.LearningRate = 0;
        float[] before = GoldenChecks.Read(network.Parameters[0]);
        network.TrainBatch([1, 2], [3f]);
        Assert.Equal(before, GoldenChecks.Read(network.Parameters[0]));
    }

    [Fact]
    public void DropoutDrawsTheNumbersThatGeneratedCodeDraws()
    {
        // With weight 1, bias 0 and target 0, the gradient of the weights shows which elements were kept.
        EngineNetwork network = new NetworkBuilder("Net").Input(1).Dense(40, bias: false, init: Init.Constant, initValue: 1).Dropout(0.25)
            .Mse().Sgd(learningRate: 0, momentum: 0.9).Build(seed: 9);
        network.Steps = 6;
        network.TrainBatch([1], new float[40]);
        float[] gradient = GoldenChecks.Read(network.OptimizerState.Single());
        uint key = VectorMath.RandomKey(9, step: 7, stream: 0);
        Assert.Equal(Enumerable.Range(0, 40).Select(i => VectorMath.Uniform((uint)i, key) < 0.75f), gradient.Select(g => g != 0));
    }

    [Fact]
    public void UpdatesAreWrittenAtTheEndOfAStep()
    {
        EngineNetwork network = new NetworkBuilder("Swap").Input(1).Dense(1, bias: false, init: Init.Constant, initValue: 3).Mse()
            .UpdateRule("swap", "w, m, g => w = m; m = w + 0 * g").Build(1);
        network.TrainBatch([1], [0f]);
        Assert.Equal(0, network.Parameters[0][0, 0]);
        Assert.Equal(3, network.OptimizerState[0][0, 0]);
        network.TrainBatch([1], [0f]);
        Assert.Equal(3, network.Parameters[0][0, 0]);
    }

    [Fact]
    public void ARuleWrittenAsTextIsThatRule()
    {
        EngineNetwork own = new NetworkBuilder("Own").Input(3).Dense(2).Mse()
            .UpdateRule("heavyBall", "w, m, g, lr => let n = 0.9 * m + g; m = n; w = w - lr * n", learningRate: 0.1).Build(1);
        EngineNetwork builtIn = new NetworkBuilder("BuiltIn").Input(3).Dense(2).Mse().Sgd(learningRate: 0.1, momentum: 0.9).Build(1);
        float[] inputs = Numbers(12), targets = Numbers(8);
        for (int i = 0; i < 10; i++)
            Assert.Equal(builtIn.TrainBatch(inputs, targets), own.TrainBatch(inputs, targets), 1e-6f);
    }

    [Fact]
    public void WrongInputsAreClearExceptions()
    {
        EngineNetwork network = Digits.Build(1);
        Assert.Contains("8", Assert.Throws<ArgumentException>(() => network.Predict(new float[7], new float[3])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => network.PredictBatch(new float[16], new float[3]));
        Assert.Throws<ArgumentException>(() => network.TrainBatch([], Array.Empty<int>()));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.TrainBatch(new float[8], [3]));
        Assert.Throws<NotSupportedException>(() => network.TrainBatch(new float[8], new float[3]));
        Assert.Contains("[Adam]", Assert.Throws<NotSupportedException>(
            () => new NetworkBuilder("Net").Input(2).Dense(1).Mse().Build(1).TrainBatch([1, 2], [3f])).Message, StringComparison.Ordinal);
        Assert.Contains("loss", Assert.Throws<NotSupportedException>(
            () => new NetworkBuilder("Net").Input(2).Dense(1).Build(1).Evaluate([1, 2], [3f])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void InfoDescribesTheNetwork()
    {
        NetworkInfo info = Digits.Build(1).Info;
        Assert.Equal((8, 3, 1, 75), (info.InputSize, info.OutputSize, info.TargetSize, info.ParameterCount));
        Assert.Equal(["Input(8)", "Dense(6)", "Relu", "Dense(3)"], info.Layers.Select(l => l.Description));
    }

    [Fact]
    public void GradientsAreThoseThatTrainingUses()
    {
        EngineNetwork network = new NetworkBuilder("Net").Input(4).Dense(3).Tanh().Dense(2).Mse().Sgd(learningRate: 0, momentum: 0.9).Build(1);
        float[] inputs = Numbers(12), targets = Numbers(6);
        IReadOnlyDictionary<string, float[]> gradients = network.Gradients(inputs, targets);
        network.TrainBatch(inputs, targets);
        Assert.Equal(12, gradients["input"].Length);
        foreach (Parameter state in network.OptimizerState)
            Close.Tensor(state.Name, gradients[state.Name.Replace(".momentum_buffer", "", StringComparison.Ordinal)], GoldenChecks.Read(state), 1e-6);
    }

    [Fact]
    public void SavedNetworksGoOnWhereTheyWere()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            EngineNetwork saved = Digits.Build(1), loaded = Digits.Build(2);
            saved.TrainBatch(Numbers(16), [0, 1]);
            saved.SaveCheckpoint(path);
            loaded.LoadCheckpoint(path);
            Assert.Equal(saved.TrainBatch(Numbers(16), [0, 1]), loaded.TrainBatch(Numbers(16), [0, 1]));
            Assert.Equal(saved.Parameters.SelectMany(GoldenChecks.Read), loaded.Parameters.SelectMany(GoldenChecks.Read));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void TheTrainerTrainsIt()
    {
        float[] inputs = Numbers(64 * 8);
        Dataset data = Dataset.FromLabels(inputs, [8], [.. Enumerable.Range(0, 64).Select(i => inputs[i * 8] > 0 ? 1 : 0)], classes: 3);
        Trainer<EngineNetwork> trainer = new(Digits.Build(1));
        double before = trainer.Evaluate(data).Loss;
        trainer.Fit(data, epochs: 20, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(trainer.Evaluate(data).Loss < before / 2);
    }

    private static float[] Numbers(int count)
    {
        RandomSource random = new(3);
        return [.. Enumerable.Range(0, count).Select(_ => (float)random.NextGaussian())];
    }
}
