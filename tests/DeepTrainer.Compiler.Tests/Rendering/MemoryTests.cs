using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;
using DeepTrainer.Runtime;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Generated code touches its own memory only, and takes none while it runs.</summary>
public class MemoryTests
{
    // Sizes around the vectors' and the tiles': one less, equal, one more.
    private static readonly int[] Batches = [1, 3, 4, 15, 16, 17, 33];

    private static NetworkModel Classifier => new NetworkBuilder("Classifier").Input(13).Tanh().Dense(21).Relu().Dropout(0.2).Dense(7).CrossEntropy().Adam().ToModel();

    private static NetworkModel Regressor => new NetworkBuilder("Regressor").Input(2, 3, 5).LeakyRelu().Flatten().Dense(9, name: "a").Prelu(perChannel: true)
        .Dense(9, name: "b").Add("a, b").Dense(3, name: "c").Concat("b, c").Softmax().Dense(1).Mse().ClipGradientNorm(1).Sgd(0.1, momentum: 0.9).ToModel();

    private static NetworkModel Orthogonal => new NetworkBuilder("Orthogonal").Input(13).Dense(21).Tanh().Dense(7).CrossEntropy().Muon().ToModel();

    private static NetworkModel LookingAhead => new NetworkBuilder("LookingAhead").Input(5).Dense(1).Mse().NAdam().ToModel();

    private static NetworkModel Language => new NetworkBuilder("Language").Input(7).Embedding(11, 6, paddingIndex: 0).PositionalEmbedding()
        .TransformerEncoder(2, 9, ActivationKind.Gelu, causal: true).Dense(11).CrossEntropy(axis: -1).Adam().ToModel();

    // Two equal layers, of which one writes working memory, which is padded, and the other the caller's, which is not.
    private static NetworkModel Twins(int width) => new NetworkBuilder("Twins" + width).Input(width).Dense(width).LayerNorm().Dense(width).LayerNorm().Mse().Sgd().ToModel();

    private static NetworkModel[] Guarded => [Classifier, Regressor, Orthogonal, LookingAhead, Language, Twins(4), Twins(8), Twins(12), Twins(20)];

    // An access one element outside a buffer of the network's or the caller's ends the process.
    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public unsafe void BetweenGuardPages_NothingOutsideIsTouched(int bits)
    {
        IMemorySource ordinary = AlignedBuffer.Source;
        AlignedBuffer.Source = GuardedMemory.Source;
        try
        {
            foreach (NetworkModel model in Guarded)
            {
                Func<int, INetwork> generated = CompiledNetwork.Compile([model], [bits])[0];
                foreach (int batch in Batches)
                    RunGuarded(generated(3), model, batch);
            }
        }
        finally
        {
            AlignedBuffer.Source = ordinary;
        }
    }

    [Fact]
    public void PredictingAndTraining_AllocateNothing()
    {
        foreach (NetworkModel model in (NetworkModel[])[Classifier, Regressor, Orthogonal, LookingAhead, Language])
        {
            INetwork network = CompiledNetwork.Create(model, 3);
            bool hasLabels = model.Target == Losses.TargetKind.ClassIndices;
            float[] inputs = new float[40 * network.Info.InputSize], outputs = new float[40 * network.Info.OutputSize], targets = new float[40];
            int[] labels = new int[40 * network.Info.TargetSize];
            Run();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 20; i++)
                Run();
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

            void Run()
            {
                network.Predict(inputs.AsSpan(0, network.Info.InputSize), outputs.AsSpan(0, network.Info.OutputSize));
                network.PredictBatch(inputs, outputs);
                _ = hasLabels ? network.TrainBatch(inputs, labels) : network.TrainBatch(inputs, targets);
                _ = hasLabels ? network.Evaluate(inputs, labels) : network.Evaluate(inputs, targets);
            }
        }
    }

    [Fact]
    public void ManyThreads_PredictOnOneInstance()
    {
        INetwork network = CompiledNetwork.Create(Classifier, 3);
        int size = network.Info.InputSize, classes = network.Info.OutputSize;
        float[] inputs = AgainstEngine.Values(new RandomSource(1), 64 * size), expected = new float[64 * classes];
        for (int i = 0; i < 64; i++)
            network.Predict(inputs.AsSpan(i * size, size), expected.AsSpan(i * classes, classes));
        Parallel.For(0, 4000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            int sample = i % 64;
            Span<float> output = stackalloc float[classes];
            network.Predict(inputs.AsSpan(sample * size, size), output);
            Assert.True(output.SequenceEqual(expected.AsSpan(sample * classes, classes)));
        });
    }

    [Fact]
    public void TheSameSeed_TrainsToTheSameBits()
    {
        float[] first = TrainedWeights(), second = TrainedWeights();
        Assert.Equal(first, second);

        static float[] TrainedWeights()
        {
            INetwork network = CompiledNetwork.Create(Classifier, 11);
            float[] inputs = AgainstEngine.Values(new RandomSource(1), 19 * network.Info.InputSize);
            int[] labels = [.. Enumerable.Range(0, 19).Select(i => i % network.Info.OutputSize)];
            for (int i = 0; i < 50; i++)
                network.TrainBatch(inputs, labels);
            return [.. network.Parameters.SelectMany(p => p.ToArray())];
        }
    }

    // Inputs of zero give the first layer's weights no gradient: their moments halve with every step.
    [Fact]
    public void StateWithoutGradients_DecaysToZeroAndNotToSubnormals()
    {
        INetwork network = CompiledNetwork.Create(
            new NetworkBuilder("Decay").Input(3).Dense(4).Tanh().Dense(2).Mse().Adam(beta1: 0.5, beta2: 0.5).ToModel(), 3);
        float[] targets = [1, -1];
        network.TrainBatch([1, 2, 3], targets);
        for (int step = 0; step < 300; step++)
        {
            network.TrainBatch(new float[3], targets);
            Assert.All(network.OptimizerState.SelectMany(s => s.ToArray()), value => Assert.False(float.IsSubnormal(value)));
        }
        Assert.All(network.OptimizerState[0].ToArray(), moment => Assert.Equal(0, moment));
    }

    [Fact]
    public void WrongLengthsAndLabels_AreErrorsBeforeAnyWork()
    {
        INetwork network = CompiledNetwork.Create(Classifier, 3);
        float[] before = [.. network.Parameters.SelectMany(p => p.ToArray())];
        Assert.Contains("13", Assert.Throws<ArgumentException>(() => network.Predict(new float[12], new float[7])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => network.PredictBatch(new float[26], new float[7]));
        Assert.Throws<ArgumentException>(() => network.TrainBatch(new float[26], new int[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.TrainBatch(new float[26], [0, 7]));
        Assert.Contains("class indices", Assert.Throws<NotSupportedException>(() => network.TrainBatch(new float[26], new float[14])).Message, StringComparison.Ordinal);
        Assert.Equal(0, network.Steps);
        Assert.Equal(before, network.Parameters.SelectMany(p => p.ToArray()).ToArray());
    }

    private static unsafe void RunGuarded(INetwork network, NetworkModel model, int batch)
    {
        bool hasLabels = model.Target == Losses.TargetKind.ClassIndices;
        int size = network.Info.InputSize, outputs = network.Info.OutputSize;
        using GuardedMemory input = new((nuint)(batch * size * 4)), output = new((nuint)(batch * outputs * 4));
        using GuardedMemory targets = new((nuint)(batch * Math.Max(1, network.Info.TargetSize) * 4));
        Span<float> x = new(input.Floats, batch * size), y = new(output.Floats, batch * outputs);
        AgainstEngine.Inputs(new RandomSource(batch), model, batch).CopyTo(x);
        Span<float> t = new(targets.Floats, batch * network.Info.TargetSize);
        Span<int> labels = new(targets.Floats, batch * network.Info.TargetSize);
        network.Predict(x[..size], y[..outputs]);
        network.PredictBatch(x, y);
        for (int step = 0; step < 3; step++)
            Assert.True(float.IsFinite(hasLabels ? network.TrainBatch(x, labels) : network.TrainBatch(x, t)));
        Assert.True(float.IsFinite(hasLabels ? network.Evaluate(x, labels) : network.Evaluate(x, t)));
    }
}
