using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Training;

/// <summary>Callbacks that look at the gradients of training, in the engine and in generated code.</summary>
public class GradientCallbackTests
{
    private const int Inputs = 6, BatchSize = 17;

    private static readonly Dataset Data = MakeData(100);

    private static readonly NetworkModel Model = new NetworkBuilder("Norms").Input(Inputs).Dense(9).Tanh().Dense(2).Mse().Adam(0.01).ToModel();

    private static readonly Lazy<Func<int, INetwork>> Generated = new(() => CompiledNetwork.Compile([GradientsAgainstEngine.WithGradients(Model)], [256]).Single());

    public static TheoryData<bool> Kinds => [false, true];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void GradientNorms_AreThoseOfEachBatchsMean(bool generated)
    {
        IGradientNetwork network = Create(generated);
        GradientNorms norms = new() { PerParameter = true };
        Expected expected = new();
        List<(double All, double First)> seen = [];
        History history = new Trainer<INetwork>(network).Fit(Data, epochs: 2, batchSize: BatchSize, callbacks:
            [expected, norms, new After(t => seen.Add((norms.Norm, t.Logged.Single(l => l.Name.EndsWith("dense1.weight", StringComparison.Ordinal)).Value)))]);
        Assert.Equal(12, seen.Count);
        Assert.All(expected.Norms.Zip(seen), pair =>
        {
            Assert.Equal(pair.First.All, pair.Second.All, 1e-5 * pair.First.All);
            Assert.Equal(pair.First.First, pair.Second.First, 1e-5 * pair.First.First);
        });
        Assert.Equal(seen.Take(6).Average(s => s.All), history.Epochs[0].Metrics[GradientNorms.LoggedName], 1e-12);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void LookingAtGradients_ChangesNoStep_AndWritingToThemDoes(bool generated)
    {
        IGradientNetwork plain = Create(generated), watched = Create(generated), still = Create(generated);
        new Trainer<INetwork>(plain).Fit(Data, epochs: 3, batchSize: BatchSize);
        new Trainer<INetwork>(watched).Fit(Data, epochs: 3, batchSize: BatchSize, callbacks: [new GradientNorms()]);
        foreach ((Parameter a, Parameter b) in plain.Parameters.Zip(watched.Parameters))
            Assert.All(a.ToArray().Zip(b.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        float[] before = still.Parameters[0].ToArray();
        new Trainer<INetwork>(still).Fit(Data, epochs: 1, batchSize: BatchSize, callbacks: [new Zero()]);
        Assert.Equal(before, still.Parameters[0].ToArray());
        Assert.Equal(6, still.Steps);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void GradientsThatWaitForApply_AreNotMixedIntoATrainingThatLooksAtThem(bool generated)
    {
        IGradientNetwork network = Create(generated);
        network.Accumulate(Data.Input(0), Data.Target(0));
        Trainer<INetwork> trainer = new(network);
        string message = Assert.Throws<InvalidOperationException>(() => trainer.Fit(Data, epochs: 1, batchSize: BatchSize, callbacks: [new GradientNorms()])).Message;
        Assert.Contains("accumulated gradients of 1 samples", message, StringComparison.Ordinal);
        Assert.Equal((0L, 1L), (network.Steps, network.AccumulatedSamples));
        network.DiscardGradients();
        // A batch that a callback breaks off leaves no gradients behind.
        Assert.Throws<IOException>(() => trainer.Fit(Data, epochs: 1, batchSize: BatchSize, callbacks: [new Break()]));
        Assert.Equal((0L, 0L), (network.Steps, network.AccumulatedSamples));
        trainer.Fit(Data, epochs: 1, batchSize: BatchSize, callbacks: [new GradientNorms()]);
        Assert.Equal(6, network.Steps);
    }

    private static IGradientNetwork Create(bool generated) => generated ? (IGradientNetwork)Generated.Value(1)
        : new EngineNetwork(Model, 1);

    private static Dataset MakeData(int count)
    {
        RandomSource random = new(3);
        return Dataset.FromTargets([.. Enumerable.Range(0, count * Inputs).Select(_ => (float)random.NextGaussian())], [Inputs],
            [.. Enumerable.Range(0, count * 2).Select(_ => random.NextSingle())], [2]);
    }

    /// <summary>The norms by another way: the sums that Apply takes, read one float after the other.</summary>
    private sealed class Expected : Callback
    {
        public List<(double All, double First)> Norms { get; } = [];

        public override bool NeedsGradients => true;

        public override void OnGradients(TrainingContext training, IGradientNetwork network)
        {
            float[][] gradients = [.. network.AccumulatedGradients.Select(g => g.ToArray())];
            double Norm(IEnumerable<float> values) => Math.Sqrt(values.Sum(v => Math.Pow(v / (double)network.AccumulatedSamples, 2)));
            Norms.Add((Norm(gradients.SelectMany(g => g)), Norm(gradients[0])));
        }
    }

    private sealed class After(Action<TrainingContext> batch) : Callback
    {
        public override void OnBatch(TrainingContext training, in BatchResult result) => batch(training);
    }

    private sealed class Break : Callback
    {
        public override bool NeedsGradients => true;

        public override void OnGradients(TrainingContext training, IGradientNetwork network) => throw new IOException("mine");
    }

    private sealed class Zero : Callback
    {
        public override bool NeedsGradients => true;

        public override void OnGradients(TrainingContext training, IGradientNetwork network)
        {
            foreach (Parameter gradient in network.AccumulatedGradients)
                gradient.CopyFrom(new float[gradient.Length]);
        }
    }
}
