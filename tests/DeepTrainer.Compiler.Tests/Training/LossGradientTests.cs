using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;
using static DeepTrainer.Functional;

namespace DeepTrainer.Compiler.Tests.Training;

/// <summary>The gradients of several losses, each apart from the others.</summary>
public class LossGradientTests
{
    private static Tensor Tame(Tensor y, Tensor target) => Mean(Square(y - target), 1);

    // the gradient at 0 is infinite
    private static Tensor Wild(Tensor h) => Sum(Sqrt(Abs(h)), 1);

    private static NetworkBuilder Heads(string name) =>
        new NetworkBuilder(name).Input(5).Dense(9, name: "trunk").Tanh(name: "t").Dense(3, name: "a").Dense(4, name: "b", from: "t");

    private static readonly NetworkModel[] Models =
    [
        Heads("Three").Output("a, b").Mse(from: "a", name: "near").Weighted(0.7).L1(from: "b", name: "far").CrossEntropy(from: "b", name: "kind")
            .Weighted(2).Sgd(0.05).Adjustable("near.Weight").WithGradients().ToModel(),
        new NetworkBuilder("Noisy").Input(5).Dense(9, name: "trunk").BatchNorm(name: "n").Dropout(0.4, name: "d").Dense(3, name: "a").Dense(4, name: "b", from: "d").Output("a, b")
            .Mse(from: "a", name: "near").Mse(from: "b", name: "far").Adam().WithGradients().ToModel(),
        new NetworkBuilder("Infinite").Input(4).Dense(6, name: "h").Dense(2, name: "y").Loss(Tame, from: "y", name: "tame")
            .Loss(Wild, from: "h", name: "wild").Sgd().WithGradients().ToModel(),
        Heads("Penalised").Weights(l2: 0.1).Output("a, b").Mse(from: "a", name: "near").Mse(from: "b", name: "far").Sgd().WithGradients().ToModel(),
    ];

    private static readonly Lazy<ImmutableArray<Func<int, INetwork>>> Generated = new(() => CompiledNetwork.Compile([.. Models], [256]));

    private static IGradientNetwork[] Both(int model) => [new EngineNetwork(Models[model], 7), (IGradientNetwork)Generated.Value[model](7)];

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(17)]
    public void TheSumOfTheParts_IsTheWhole_AndEachIsTheEngines(int batch)
    {
        float[] inputs = AgainstEngine.Inputs(new(batch), Models[0], batch), targets = AgainstEngine.Targets(new(batch), Models[0], batch);
        IGradientNetwork[] both = Both(0);
        foreach (IGradientNetwork network in both)
        {
            Assert.Equal(["near", "far", "kind"], network.Info.Losses);
            network.Options["near.Weight"] = 0.4;
            float[] whole = new float[network.GradientSize], ofInputs = new float[inputs.Length], sum = new float[whole.Length], sumOfInputs = new float[inputs.Length];
            float total = network.Gradients(inputs, targets, whole, ofInputs);
            foreach (string loss in network.Info.Losses)
            {
                Surrounded part = new(whole.Length), partOfInputs = new(inputs.Length);
                total -= network.LossGradients(loss, inputs, targets, part.Floats, partOfInputs.Floats);
                float[] expected = new float[whole.Length];
                both[0].LossGradients(loss, inputs, targets, expected, []);
                AgainstEngine.Close(expected, part.Checked(), 1e-4, loss);
                sum = [.. sum.Zip(part.Checked(), (a, b) => a + b)];
                sumOfInputs = [.. sumOfInputs.Zip(partOfInputs.Checked(), (a, b) => a + b)];
            }
            Assert.Equal(0, total, 1e-5f);
            AgainstEngine.Close(whole, sum, 1e-5, "parameters");
            AgainstEngine.Close(ofInputs, sumOfInputs, 1e-5, "inputs");
        }
    }

    [Fact]
    public void EachPart_IsTheLimitOfDifferences()
    {
        IGradientNetwork network = Both(0)[1];
        float[] inputs = AgainstEngine.Inputs(new(3), Models[0], 7), targets = AgainstEngine.Targets(new(3), Models[0], 7);
        GradientLayout layout = new(network);
        float[] gradients = new float[network.GradientSize];
        const float Step = 2e-3f;
        foreach (string loss in network.Info.Losses)
        {
            network.LossGradients(loss, inputs, targets, gradients, []);
            Parameter weight = network.Parameters.First(p => p.Name == "trunk.weight");
            for (int i = 0; i < 9; i++)
            {
                float[] before = weight.ToArray();
                double[] losses = [.. new[] { Step, -Step }.Select(d =>
                {
                    float[] moved = [.. before];
                    moved[i * 5] += d;
                    weight.CopyFrom(moved);
                    return (double)network.LossGradients(loss, inputs, targets, [], []);
                })];
                weight.CopyFrom(before);
                Assert.Equal((losses[0] - losses[1]) / (2 * Step), layout.Of("trunk.weight", gradients)[i * 5], 2e-3);
            }
        }
    }

    [Fact]
    public void WhatIsInfiniteInOne_IsNotInAnother()
    {
        foreach (IGradientNetwork network in Both(2))
        {
            foreach (Parameter zero in network.Parameters.Where(p => p.Name.StartsWith("h.", StringComparison.Ordinal)))
                zero.CopyFrom(new float[zero.Length]);
            float[] inputs = AgainstEngine.Inputs(new(3), Models[2], 3), targets = AgainstEngine.Targets(new(3), Models[2], 3);
            float[] tame = new float[network.GradientSize], wild = new float[network.GradientSize];
            network.LossGradients("tame", inputs, targets, tame, []);
            network.LossGradients("wild", inputs, targets, wild, []);
            Assert.All(tame, g => Assert.True(float.IsFinite(g)));
            Assert.Contains(tame, g => g != 0);
            Assert.Contains(wild, g => !float.IsFinite(g));
        }
    }

    // With the dropout of the next batch, its statistics, and nothing noted.
    [Fact]
    public void InTraining_TheyAreThoseOfTheNextBatch_AndNothingChanges()
    {
        foreach (IGradientNetwork network in Both(1))
        {
            float[] inputs = AgainstEngine.Inputs(new(3), Models[1], 17), targets = AgainstEngine.Targets(new(3), Models[1], 17);
            for (int number = 0; number < 2; number++)
            {
                float[] before = [.. network.Parameters.Concat(network.AccumulatedGradients).SelectMany(p => p.ToArray())];
                float[] near = new float[network.GradientSize], far = new float[near.Length];
                network.LossGradients("near", inputs, targets, near, []);
                network.LossGradients("far", inputs, targets, far, []);
                Assert.Equal(before, network.Parameters.Concat(network.AccumulatedGradients).SelectMany(p => p.ToArray()));
                float[] sums = [.. network.AccumulatedGradients.SelectMany(p => p.ToArray())];
                network.Accumulate(inputs, targets);
                float[] added = [.. network.AccumulatedGradients.SelectMany(p => p.ToArray()).Zip(sums, (a, b) => (a - b) / 17)];
                AgainstEngine.Close(added, [.. near.Zip(far, (a, b) => a + b)], 1e-4, $"batch {number}");
            }
        }
    }

    [Fact]
    public void Penalties_BelongToNone()
    {
        foreach (IGradientNetwork network in Both(3))
        {
            float[] inputs = AgainstEngine.Inputs(new(3), Models[3], 3), targets = AgainstEngine.Targets(new(3), Models[3], 3);
            float[] whole = new float[network.GradientSize], near = new float[whole.Length], far = new float[whole.Length];
            float loss = network.Gradients(inputs, targets, whole, []) - network.LossGradients("near", inputs, targets, near, [])
                - network.LossGradients("far", inputs, targets, far, []);
            float[] weights = network.Parameters.First(p => p.Name == "b.weight").ToArray();
            Assert.Equal(0.1f * weights.Sum(w => w * w), loss, 1e-5f);
            AgainstEngine.Close([.. weights.Select(w => 0.2f * w)], [.. Enumerable.Range(0, weights.Length).Select(i => new GradientLayout(network).Of("b.weight", whole)[i]
                - new GradientLayout(network).Of("b.weight", near)[i] - new GradientLayout(network).Of("b.weight", far)[i])], 1e-4, "penalty");
        }
    }

    [Fact]
    public void Mistakes_AreTold()
    {
        foreach (IGradientNetwork network in Both(3))
        {
            float[] inputs = new float[5], targets = new float[7];
            Assert.Equal("'Penalised' has no loss 'mse'; its losses are 'near', 'far'. (Parameter 'loss')",
                Assert.Throws<ArgumentException>(() => network.LossGradients("mse", inputs, targets, [], [])).Message);
            Assert.Throws<ArgumentException>(() => network.LossGradients("far", inputs, targets, new float[3], []));
            Assert.Throws<ArgumentException>(() => network.LossGradients("far", inputs, targets.AsSpan(1), [], []));
        }
        NetworkModel single = new NetworkBuilder("Single").Input(5).Dense(3).Mse().Sgd().WithGradients().ToModel();
        foreach (IGradientNetwork network in new[] { new EngineNetwork(single, 1), (IGradientNetwork)CompiledNetwork.Create(single, 1) })
            Assert.Contains("Gradients has those of the one that it has",
                Assert.Throws<NotSupportedException>(() => network.LossGradients("mse1", new float[5], new float[3], [], [])).Message, StringComparison.Ordinal);
    }

    // Yu et al., 2020: of gradients that work against each other, each loses what it has along the other.
    [Fact]
    public void ProjectingConflictingGradients_TakesAStepThatHarmsNeither()
    {
        foreach (IGradientNetwork network in Both(0))
        {
            float[] inputs = AgainstEngine.Inputs(new(3), Models[0], 17), targets = AgainstEngine.Targets(new(3), Models[0], 17);
            string[] losses = [.. network.Info.Losses];
            float[][] own = [.. losses.Select(_ => new float[network.GradientSize])];
            double[] before = [.. losses.Select((loss, i) => (double)network.LossGradients(loss, inputs, targets, own[i], []))];
            float[] sum = new float[network.GradientSize];
            foreach (float[] gradient in own)
            {
                float[] projected = [.. gradient];
                foreach (float[] other in own.Where(o => o != gradient))
                {
                    float along = Dot(projected, other);
                    if (along < 0)
                        projected = [.. projected.Zip(other, (g, o) => g - (along / Dot(other, other) * o))];
                }
                sum = [.. sum.Zip(projected, (a, b) => a + b)];
            }
            network.Accumulate(inputs, targets);
            GradientLayout layout = new(network);
            foreach (Parameter gradient in network.AccumulatedGradients)
                gradient.CopyFrom([.. layout.Of(gradient.Name, sum).ToArray().Select(g => g * network.AccumulatedSamples)]);
            network.LearningRate = 1e-3f;
            network.Apply();
            double[] after = [.. losses.Select(loss => (double)network.LossGradients(loss, inputs, targets, [], []))];
            Assert.True(after.Sum() < before.Sum());
            for (int i = 0; i < losses.Length; i++)
                Assert.True(after[i] < before[i] + 1e-4, losses[i]);
        }
    }

    private static float Dot(float[] a, float[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
