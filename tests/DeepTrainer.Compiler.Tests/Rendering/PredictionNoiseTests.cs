using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;
using static DeepTrainer.Functional;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Random numbers of predictions: they follow from the network's seed and the draw, wherever and in whatever parts they are computed.</summary>
public class PredictionNoiseTests
{
    private static Tensor Sampled(Tensor x) => x[..5] + (Exp(0.5 * x[5..]) * Normal(x[..5], inPrediction: true));

    private static Tensor Jittered(Tensor x) => x + Uniform(x, -0.5, 0.5, inPrediction: true);

    private static Tensor OnlyWhileTraining(Tensor x) => x + Normal(x, 0.1);

    private static Tensor Raw(Tensor x) =>
        Concat(0, (0 * x) + Uniform(x, -1, 3, inPrediction: true), Normal(x, 2, inPrediction: true), Bernoulli(x, 0.3, inPrediction: true), Gumbel(x, inPrediction: true));

    private static Tensor NoisyLoss(Tensor y, Tensor target) => Mean(Square(y + Normal(y, 0.2, inPrediction: true) - target), 1);

    private static readonly NetworkModel[] Models =
    [
        new NetworkBuilder("Vae").Input(3).Dense(10).Layer(Sampled).Dense(7).Tanh().Dropout(0.4, inPrediction: true).Dense(3).Mse().Adam().ToModel(),
        new NetworkBuilder("Masks").Input(13).Layer(Jittered).Dropout(0.3, inPrediction: true).ToModel(),
        new NetworkBuilder("Images").Input(3, 6, 5).Conv2D(4, [3]).SpatialDropout(0.4, inPrediction: true).Relu().Flatten()
            .DropPath(0.2, inPrediction: true).Dense(2).Mse().Sgd().ToModel(),
        new NetworkBuilder("Raw").Input(11).Layer(Raw).ToModel(),
        new NetworkBuilder("Wide").Input(300).Dense(700).Dropout(0.3, inPrediction: true).Dense(90).ToModel(),
        new NetworkBuilder("Judged").Input(4).Dense(3).Loss(NoisyLoss).Sgd().WithGradients().ToModel(),
    ];

    private static readonly Lazy<ImmutableArray<Func<int, INetwork>>> Generated = new(() => CompiledNetwork.Compile([.. Models], [512, 256]));

    private static (EngineNetwork Engine, INetwork Generated) Both(int model, int seed = 7) => (new(Models[model], seed), Generated.Value[model](seed));

    private static float[] Predicted(INetwork network, float[] inputs, long draw)
    {
        Surrounded outputs = new(inputs.Length / network.Info.InputSize * network.Info.OutputSize);
        network.PredictBatch(inputs, outputs.Floats, draw);
        return outputs.Checked();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AnyBatch_IsTheSameInTheEngine_AndSampleBySampleInAnyParts(int model)
    {
        (EngineNetwork engine, INetwork generated) = Both(model);
        // more than the engine or generated code predict at once
        foreach (int batch in new[] { 1, 7, 17, 300 })
        {
            float[] inputs = AgainstEngine.Inputs(new(batch), Models[model], batch);
            foreach (long draw in batch < 300 ? [0, -5, long.MaxValue] : new[] { 1L })
            {
                float[] expected = Predicted(engine, inputs, draw), actual = Predicted(generated, inputs, draw);
                AgainstEngine.Close(expected, actual, 1e-5, $"{batch} samples of draw {draw}");
                int first = engine.Info.InputSize * Math.Min(batch, 7), outputs = engine.Info.OutputSize * Math.Min(batch, 7);
                AgainstEngine.Close(actual.AsSpan(0, outputs), Predicted(generated, inputs[..first], draw), 1e-6, "fewer samples");
            }
            float[] zero = new float[batch * engine.Info.OutputSize];
            generated.PredictBatch(inputs, zero);
            Assert.Equal(Predicted(generated, inputs, 0), zero);
            Assert.NotEqual(Predicted(generated, inputs, 1), zero);
            float[] one = new float[engine.Info.OutputSize];
            generated.Predict(inputs.AsSpan(0, engine.Info.InputSize), one, 3);
            AgainstEngine.Close(Predicted(engine, inputs, 3).AsSpan(0, one.Length), one, 1e-5, "a single sample");
        }
    }

    // no rounding: a draw's masks and uniform numbers themselves
    [Fact]
    public void MasksAndUniformNumbers_AreTheSameBitForBit()
    {
        (EngineNetwork engine, INetwork generated) = Both(1);
        float[] inputs = AgainstEngine.Inputs(new(3), Models[1], 301);
        for (long draw = 0; draw < 5; draw++)
            Assert.Equal(Predicted(engine, inputs, draw), Predicted(generated, inputs, draw));
    }

    [Fact]
    public void TheSeedDecides_AndNeitherStepsNorThreadsDo()
    {
        foreach (INetwork network in new[] { Both(0).Engine, Both(0).Generated })
        {
            float[] inputs = AgainstEngine.Inputs(new(5), Models[0], 33);
            float[] before = Predicted(network, inputs, 4);
            network.Steps = 100;
            Assert.Equal(before, Predicted(network, inputs, 4));
            network.Seed = 8;
            float[] other = Predicted(network, inputs, 4);
            Assert.NotEqual(before, other);
            network.Seed = 7;
            float[][] together = new float[64][];
            Parallel.For(0, together.Length, i => together[i] = Predicted(network, inputs, i % 8));
            for (int i = 0; i < together.Length; i++)
                Assert.Equal(Predicted(network, inputs, i % 8), together[i]);
        }
    }

    [Fact]
    public void ThreadsThatShareACall_DrawTheSame()
    {
        INetwork network = Both(4).Generated;
        float[] inputs = AgainstEngine.Inputs(new(5), Models[4], 100), alone = Predicted(network, inputs, 9);
        network.GetType().GetProperty("Threads")!.SetValue(network, 3);
        Assert.Equal(alone, Predicted(network, inputs, 9));
    }

    [Fact]
    public void TheirDistribution_IsWhatItShouldBe()
    {
        INetwork network = Both(3).Generated;
        const int Samples = 3000, Size = 11;
        float[] outputs = Predicted(network, new float[Samples * Size], 17);
        double[][] kinds = [.. Enumerable.Range(0, 4)
            .Select(k => Enumerable.Range(0, Samples).SelectMany(n => outputs.Skip((((n * 4) + k) * Size)).Take(Size)).Select(v => (double)v).ToArray())];
        (double Mean, double Variance)[] expected = [(1, 16.0 / 12), (0, 4), (0.3, 0.21), (0.57722, Math.PI * Math.PI / 6)];
        foreach ((double[] values, (double mean, double variance)) in kinds.Zip(expected))
        {
            double actual = values.Average();
            Assert.Equal(mean, actual, 5 * Math.Sqrt(variance / values.Length));
            Assert.Equal(variance, values.Average(v => (v - actual) * (v - actual)), 0.05 * variance);
        }
        // neither samples nor draws repeat each other
        float[] next = Predicted(network, new float[Samples * Size], 18);
        double product = outputs.Zip(next).Where((_, i) => i / Size % 4 == 1).Average(p => (double)p.First * p.Second);
        Assert.Equal(0, product, 5 * 4 / Math.Sqrt(Samples * Size));
    }

    [Fact]
    public void EvaluationAndItsGradients_AreOfTheFirstDraw()
    {
        (EngineNetwork engine, INetwork generated) = Both(5);
        foreach (int batch in new[] { 1, 7, 17 })
        {
            float[] inputs = AgainstEngine.Inputs(new(batch), Models[5], batch), targets = AgainstEngine.Targets(new(batch), Models[5], batch);
            float loss = engine.Evaluate(inputs, targets);
            Assert.Equal(loss, generated.Evaluate(inputs, targets), 1e-5f);
            // what was accumulated before doesn't matter
            foreach (IGradientNetwork network in new[] { (IGradientNetwork)engine, (IGradientNetwork)generated })
            {
                network.Accumulate(inputs, targets);
                float[] gradients = new float[network.GradientSize];
                Assert.Equal(loss, network.Gradients(inputs, targets, gradients, []), 1e-5f);
                AgainstEngine.Close(engine.Gradients(inputs, targets)["dense1.weight"], gradients.AsSpan(0, 12), 1e-5, "gradients");
                network.DiscardGradients();
            }
        }
        Assert.True(GradientCheck.Run(new NetworkBuilder("Check").Input(4).Dense(3).Loss(NoisyLoss).Sgd(), seed: 3).Worst.Relative < 1e-6);
    }

    [Fact]
    public void WithoutSuchNoise_PredictionsTakeNoDraw()
    {
        NetworkModel plain = new NetworkBuilder("Plain").Input(5).Dense(6).Layer(OnlyWhileTraining).Dropout(0.5).Mse().Adam().ToModel();
        Assert.DoesNotContain(DeepTrainer.Compiler.Rendering.Renderer.Run(plain), f => f.Text.Contains("draw", StringComparison.Ordinal));
        INetwork network = CompiledNetwork.Create(plain, 3);
        float[] inputs = AgainstEngine.Inputs(new(5), plain, 9);
        Assert.Equal(Predicted(network, inputs, 0), Predicted(network, inputs, 12));
    }

    private static NetworkBuilder Stream(string name) => new NetworkBuilder(name).Input([9, 4], time: 0);

    [Fact]
    public void AStreamsSteps_DrawWhatAPredictionOfItsFirstSampleDoes()
    {
        NetworkModel model = Stream("Stream").Dense(6).Layer(Jittered).Dropout(0.3, inPrediction: true).Gru(5).Dense(2).ToModel();
        float[] input = AgainstEngine.Inputs(new(3), model, 1);
        foreach (IStreamingNetwork network in new[] { new EngineNetwork(model, 7), (IStreamingNetwork)CompiledNetwork.Create(model, 7) })
        {
            foreach (long draw in new[] { 0L, 6 })
            {
                float[] whole = new float[network.Info.OutputSize], state = new float[network.StateSize], output = new float[network.StepOutputSize];
                network.Predict(input, whole, draw);
                network.InitializeState(state);
                for (int t = 0; t < 9; t++)
                {
                    network.Step(input.AsSpan(4 * t, 4), output, state, t, draw);
                    if (whole.Length == 2 * 9)
                        AgainstEngine.Close(whole.AsSpan(2 * t, 2), output, 1e-5, $"step {t} of draw {draw}");
                }
                AgainstEngine.Close(whole.AsSpan(whole.Length - 2), output, 1e-5, $"last step of draw {draw}");
            }
        }
    }

    [Fact]
    public void OneDecisionForAllSteps_IsNoneOfAStream()
    {
        NetworkDefinitionException refused = Assert.Throws<NetworkDefinitionException>(() => Stream("Whole").DropPath(0.3, inPrediction: true).Dense(2).ToModel());
        Assert.Contains("dropPath1", refused.Message, StringComparison.Ordinal);
    }
}
