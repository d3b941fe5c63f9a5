using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Training;

/// <summary>Networks that are trained together: one hands the gradient of its inputs to the other, whose outputs they are.</summary>
public class TwoNetworksTests
{
    private static NetworkBuilder Generator(string name) => new NetworkBuilder(name).Input(3).Dense(17, name: "g1").Tanh().Dense(2, name: "g2");

    private static readonly NetworkModel Critic = GradientsAgainstEngine.WithGradients(
        new NetworkBuilder("Critic").Input(2).Dense(24, name: "d1").LeakyRelu(0.2).Dense(1, name: "d2").BinaryCrossEntropyWithLogits().Adam(0.004, beta1: 0.5).ToModel());

    private static readonly NetworkModel Artist = GradientsAgainstEngine.WithGradients(Generator("Artist").Mse().Adam(0.002, beta1: 0.5).ToModel());

    private static readonly NetworkModel Joint = GradientsAgainstEngine.WithGradients(Generator("Joint")
        .Dense(24, name: "d1").Weights(frozen: true).LeakyRelu(0.2).Dense(1, name: "d2").Weights(frozen: true).BinaryCrossEntropyWithLogits().Adam().ToModel());

    private static readonly NetworkModel Lossless = Generator("Lossless").Adam(0.002, beta1: 0.5).Adjustable("Adam.*").WithGradients().ToModel();

    // The loss judges one head only.
    private static readonly NetworkModel TwoHeaded = new NetworkBuilder("TwoHeaded").Input(3).Dense(7, name: "trunk").Tanh(name: "t")
        .Dense(2, name: "a").Dense(5, name: "b", from: "t")
        .Output("a, b").Mse(from: "a").ClipGradientNorm(3).AdamW(0.01, weightDecay: 0.1).Adjustable("b.weight.LearningRate").WithGradients().ToModel();

    private static readonly Lazy<ImmutableArray<Func<int, INetwork>>> Generated = new(() => CompiledNetwork.Compile([Critic, Artist, Joint, Lossless, TwoHeaded], [512, 256, 128]));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(100)]
    public void TheGradientThroughAnother_IsThatOfOneJointNetwork(int batch)
    {
        foreach (IGradientNetwork[] networks in new[] { Engines(), Compiled() })
        {
            (IGradientNetwork critic, IGradientNetwork artist, IGradientNetwork joint) = (networks[0], networks[1], networks[2]);
            joint.CopyFrom(critic, "d*");
            joint.CopyFrom(artist, "g*");
            float[] noise = AgainstEngine.Values(new(batch), 3 * batch), ones = [.. Enumerable.Repeat(1f, batch)];
            float[] made = new float[2 * batch], ofMade = new float[2 * batch], ofNoise = new float[3 * batch],
                expected = new float[joint.GradientSize], expectedOfNoise = new float[3 * batch];
            float loss = joint.Gradients(noise, ones, expected, expectedOfNoise);
            artist.Forward(noise, made);
            Assert.Equal(loss, critic.Gradients(made, ones, [], ofMade), 1e-5f);
            artist.Backward(noise, ofMade, ofNoise);
            AgainstEngine.Close(expectedOfNoise, ofNoise, 1e-4, "gradient of the noise");
            GradientLayout layout = new(joint);
            Assert.Equal(["g1.weight", "g1.bias", "g2.weight", "g2.bias"], layout.Names);
            foreach (Parameter sum in artist.AccumulatedGradients)
                AgainstEngine.Close(layout.Of(sum.Name, expected), Array.ConvertAll(sum.ToArray(), g => g / batch), 1e-4, sum.Name);
        }
    }

    // Points on a ring, learned by a network that never sees one.
    [Fact]
    public void AGan_LearnsADistribution()
    {
        const int Batch = 100;
        (IGradientNetwork critic, IGradientNetwork artist) = (Compiled()[0], Compiled()[1]);
        RandomSource random = new(4);
        float[] noise = new float[3 * Batch], real = new float[2 * Batch], made = new float[2 * Batch], ofMade = new float[2 * Batch];
        float[] ones = [.. Enumerable.Repeat(1f, Batch)], zeros = new float[Batch];
        double before = Distance();
        for (int step = 0; step < 2500; step++)
        {
            Draw();
            artist.Forward(noise, made);
            critic.Accumulate(real, ones);
            critic.Accumulate(made, zeros);
            critic.Apply();
            critic.Gradients(made, ones, [], ofMade);
            artist.Backward(noise, ofMade);
            artist.Apply();
        }
        double after = Distance();
        Assert.Equal(2500, artist.Steps);
        Assert.True(after < 0.35 && after < before / 3, $"{before:F2} → {after:F2}");

        void Draw()
        {
            for (int i = 0; i < noise.Length; i++)
                noise[i] = (float)random.NextGaussian();
            for (int i = 0; i < real.Length; i += 2)
                (real[i], real[i + 1]) = (1.5f + (0.3f * (float)random.NextGaussian()), -1 + (0.2f * (float)random.NextGaussian()));
        }

        // how far the means of real and made points are apart
        double Distance()
        {
            double x = 0, y = 0;
            for (int n = 0; n < 10; n++)
            {
                Draw();
                artist.PredictBatch(noise, made);
                for (int i = 0; i < made.Length; i += 2)
                    (x, y) = (x + made[i], y + made[i + 1]);
            }
            return Math.Sqrt(Math.Pow((x / (10 * Batch)) - 1.5, 2) + Math.Pow((y / (10 * Batch)) + 1, 2));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    public void AnOptimizerWithoutALoss_StepsByGivenGradients(int batch)
    {
        foreach (IGradientNetwork[] networks in new[] { Engines(), Compiled() })
        {
            (IGradientNetwork judged, IGradientNetwork free) = (networks[1], networks[3]);
            free.CopyFrom(judged);
            Assert.Equal((false, true), (free.Info.HasLoss, free.Info.HasOptimizer));
            Assert.Equal(0.002f, free.LearningRate);
            for (int step = 0; step < 3; step++)
            {
                float[] inputs = AgainstEngine.Values(new(step), 3 * batch), given = AgainstEngine.Values(new(step + 9), 2 * batch);
                foreach (IGradientNetwork network in new[] { judged, free })
                {
                    network.Backward(inputs, given);
                    network.Apply();
                }
                foreach ((Parameter expected, Parameter actual) in judged.Parameters.Concat(judged.OptimizerState).Zip(free.Parameters.Concat(free.OptimizerState)))
                    Assert.Equal(expected.ToArray(), actual.ToArray());
            }
            Assert.Contains("loss", Assert.Throws<NotSupportedException>(() => free.TrainBatch(new float[3], new float[2])).Message, StringComparison.Ordinal);
        }
    }

    // Steps of the loss alone leave the other head as it is, as TrainBatch does; with its outputs' gradients it learns.
    [Fact]
    public void WhatOnlyTheOutputsReach_LearnsFromTheirGradients()
    {
        foreach (Func<IGradientNetwork> create in new Func<IGradientNetwork>[] { () => Engines()[4], () => Compiled()[4] })
        {
            (IGradientNetwork whole, IGradientNetwork parted) = (create(), create());
            float[] inputs = AgainstEngine.Values(new(1), 3 * 7), targets = AgainstEngine.Values(new(2), 2 * 7), given = AgainstEngine.Values(new(3), 7 * 7);
            float[] head = whole.Parameters.First(p => p.Name == "b.weight").ToArray();
            whole.TrainBatch(inputs, targets);
            parted.Accumulate(inputs, targets);
            parted.Apply();
            foreach ((Parameter a, Parameter b) in whole.Parameters.Concat(whole.OptimizerState).Zip(parted.Parameters.Concat(parted.OptimizerState)))
                AgainstEngine.Close(a.ToArray(), b.ToArray(), 1e-5, a.Name);
            Assert.Equal(head, parted.Parameters.First(p => p.Name == "b.weight").ToArray());
            // A number of what the outputs alone reach can be changed as others can.
            parted.Options["b.weight.LearningRate"] = 0;
            parted.Backward(inputs, given);
            parted.Apply();
            Assert.Equal(head, parted.Parameters.First(p => p.Name == "b.weight").ToArray());
            parted.Options["b.weight.LearningRate"] = 1;
            parted.Backward(inputs, given);
            parted.Apply();
            Assert.NotEqual(head, parted.Parameters.First(p => p.Name == "b.weight").ToArray());
            Assert.Contains(parted.OptimizerState, s => s.Name == "b.weight.exp_avg" && s.ToArray().Any(v => v != 0));
        }
        EngineNetwork engine = new(new NetworkBuilder("Plain").Input(3).Dense(2, name: "a").Dense(5, name: "b").Output("a, b").Mse(from: "a").Sgd().ToModel(), 1);
        engine.Backward(new float[3], new float[7]);
        Assert.Contains("'b.weight'", Assert.Throws<NotSupportedException>(engine.Apply).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AVectorJacobianProduct_IsTheSlopeOfTheOutputs()
    {
        IGradientNetwork network = Compiled()[1];
        float[] inputs = [0.3f, -0.7f, 1.1f], given = [0.6f, -1.4f], ofInputs = new float[3], above = new float[2], below = new float[2];
        network.Backward(inputs, given, ofInputs);
        for (int i = 0; i < 3; i++)
        {
            float[] moved = [.. inputs];
            moved[i] += 1e-2f;
            network.Predict(moved, above);
            moved[i] -= 2e-2f;
            network.Predict(moved, below);
            double slope = ((given[0] * (above[0] - below[0])) + (given[1] * (above[1] - below[1]))) / 2e-2;
            Assert.Equal(slope, ofInputs[i], 1e-3);
        }
    }

    // A generator needs no loss: what it is given are its outputs' gradients.
    [Fact]
    public void WithoutALossOfItsOwn_ANetworkMakesTheSameSteps()
    {
        NetworkModel lossless = NetworkDefinitionException.ThrowIfWrong(Generator("Lossless").ClipGradientNorm(0.3).Adam(0.002, beta1: 0.5).ToSpec() with { Gradients = true });
        NetworkModel withLoss = NetworkDefinitionException.ThrowIfWrong(Generator("WithLoss").Mse().ClipGradientNorm(0.3).Adam(0.002, beta1: 0.5)
            .ToSpec() with
        { Gradients = true });
        ImmutableArray<Func<int, INetwork>> compiled = CompiledNetwork.Compile([lossless, withLoss], [256]);
        IGradientNetwork[] networks = [.. compiled.Select(create => (IGradientNetwork)create(3)), new EngineNetwork(lossless, 3), new EngineNetwork(withLoss, 3)];
        float[] noise = AgainstEngine.Values(new(1), 3 * 7), given = AgainstEngine.Values(new(2), 2 * 7);
        foreach (IGradientNetwork network in networks)
        {
            for (int step = 0; step < 3; step++)
            {
                network.Backward(noise, given);
                network.Apply();
            }
            Assert.True(network.Info.HasOptimizer);
            Assert.Equal(3, network.Steps);
            foreach ((Parameter expected, Parameter actual) in networks[0].Parameters.Concat(networks[0].OptimizerState).Zip(network.Parameters.Concat(network.OptimizerState)))
                AgainstEngine.Close(expected.ToArray(), actual.ToArray(), 1e-4, expected.Name);
        }
        Assert.Throws<NotSupportedException>(() => networks[0].TrainBatch(noise, given));
        Assert.Throws<NotSupportedException>(() => networks[2].TrainBatch(noise, given));
    }

    [Fact]
    public void WithoutALoss_BatchNormNeedsSeveralSamples()
    {
        NetworkModel normed = NetworkDefinitionException.ThrowIfWrong(new NetworkBuilder("Normed").Input(3).Dense(4).BatchNorm().Dense(2).Adam()
            .ToSpec() with
        { Gradients = true });
        foreach (IGradientNetwork network in new[] { new EngineNetwork(normed, 1), (IGradientNetwork)CompiledNetwork.Compile([normed], [256])[0](1) })
        {
            Assert.Contains("batchNorm1", Assert.Throws<ArgumentException>(() => network.Backward(new float[3], new float[2])).Message, StringComparison.Ordinal);
            network.Backward(new float[6], new float[4]);
            network.Apply();
        }
    }

    private static IGradientNetwork[] Engines() => [new EngineNetwork(Critic, 1), new EngineNetwork(Artist, 2), new EngineNetwork(Joint, 3),
        new EngineNetwork(Lossless, 4), new EngineNetwork(TwoHeaded, 5)];

    private static IGradientNetwork[] Compiled() => [.. Generated.Value.Select((create, i) => (IGradientNetwork)create(i + 1))];
}
