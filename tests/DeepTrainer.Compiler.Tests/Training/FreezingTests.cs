using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Training;

/// <summary>Weights that are frozen, unfrozen and slowed down at run time, in the engine and in generated code.</summary>
public class FreezingTests
{
    private const int Inputs = 5, Outputs = 3, Samples = 17;

    private static readonly Dictionary<string, Func<NetworkBuilder, NetworkBuilder>> Optimizers = new()
    {
        ["AdamW"] = n => n.ClipGradientNorm(0.5).AdamW(0.01, weightDecay: 0.1),
        ["Sgd"] = n => n.Sgd(0.05, momentum: 0.9, weightDecay: 0.01),
        ["Lamb"] = n => n.Lamb(0.01, weightDecay: 0.1),
    };

    private static readonly Lazy<Dictionary<string, Func<int, INetwork>>> Generated = new(() =>
        Optimizers.Keys.Zip(CompiledNetwork.Compile([.. Optimizers.Keys.Select(o => GradientsAgainstEngine.WithGradients(Model(o)))], [512, 256]))
            .ToDictionary(p => p.First, p => p.Second));

    public static TheoryData<string, bool> Cases => [.. Optimizers.Keys.SelectMany(o => new[] { (o, false), (o, true) })];

    [Theory]
    [MemberData(nameof(Cases))]
    public void NothingOfAFrozenWeightMoves_AndTheOthersMoveAsIfItWereDeclaredFrozen(string optimizer, bool generated)
    {
        INetwork network = Create(optimizer, generated);
        EngineNetwork declared = new(Model(optimizer, frozen: "encoder.*"), 1);
        Train(network, 3);
        declared.CopyFrom(network);
        foreach (Parameter state in declared.OptimizerState)
            state.CopyFrom(network.OptimizerState.Single(s => s.Name == state.Name).ToArray());
        declared.Steps = network.Steps;
        Assert.Equal(["encoder.weight", "encoder.bias"], network.Freeze("encoder.*"));
        Assert.Equal(["encoder.weight", "encoder.bias"], network.FrozenWeights());
        Dictionary<string, float[]> before = All(network);

        Train(network, 4);
        Train(declared, 4);

        Dictionary<string, float[]> after = All(network);
        foreach ((string name, float[] values) in before)
        {
            bool frozen = name.StartsWith("encoder", StringComparison.Ordinal);
            Assert.Equal(frozen, values.AsSpan().SequenceEqual(after[name]));
            if (!frozen)
                Assert.All(All(declared)[name].Zip(after[name]), pair => Assert.Equal(pair.First, pair.Second, 2e-5f));
        }

        // Apart from its step, the same: gradients accumulated, then applied.
        before = after;
        IGradientNetwork parts = (IGradientNetwork)network;
        parts.Accumulate(Data.Inputs, Data.Targets);
        parts.Apply();
        Assert.Equal(before["encoder.weight"], All(network)["encoder.weight"]);
        Assert.NotEqual(before["head.weight"], All(network)["head.weight"]);

        network.Unfreeze("encoder.*");
        Train(network, 1);
        Assert.NotEqual(before["encoder.weight"], All(network)["encoder.weight"]);
        Assert.Empty(network.FrozenWeights());
    }

    // Its steps begin at the learning rate when the weight is free, not when training began.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AWeightThatWasFrozenAtFirst_BeginsRpropAsIfItWereNew(bool generated)
    {
        NetworkModel model = new NetworkBuilder("Resilient").Input(Inputs).Dense(7, name: "encoder").Tanh().Dense(Outputs, name: "head").Mse()
            .Rprop(0.02).Adjustable("*.LearningRate").WithGradients().ToModel();
        IGradientNetwork network = generated ? (IGradientNetwork)CompiledNetwork.Create(model, 1) : new EngineNetwork(model, 1);
        network.Freeze("encoder.*");
        Train(network, 4);
        network.Unfreeze("encoder.*");
        float[] before = network.Parameters.Single(p => p.Name == "encoder.weight").ToArray(), gradients = new float[network.GradientSize];
        network.Gradients(Data.Inputs, Data.Targets, gradients, []);
        float[] own = new GradientLayout(network).Of("encoder.weight", gradients).ToArray();
        Train(network, 1);
        float[] after = network.Parameters.Single(p => p.Name == "encoder.weight").ToArray();
        for (int i = 0; i < before.Length; i++)
            Assert.Equal(-0.02f * Math.Sign(own[i]), after[i] - before[i], 1e-6f);
        // the next step's size follows from whether the sign is the same
        network.Gradients(Data.Inputs, Data.Targets, gradients, []);
        float[] next = new GradientLayout(network).Of("encoder.weight", gradients).ToArray();
        Train(network, 1);
        float[] last = network.Parameters.Single(p => p.Name == "encoder.weight").ToArray();
        for (int i = 0; i < before.Length; i++)
            Assert.Equal(Math.Sign(next[i]) * Math.Sign(own[i]) < 0 ? 0 : -0.024f * Math.Sign(next[i]), last[i] - after[i], 1e-6f);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AFactorOf1_IsNone_AndOthersScaleTheRate(string optimizer, bool generated)
    {
        INetwork network = Create(optimizer, generated), slow = Create(optimizer, generated), whole = Create(optimizer, generated);
        EngineNetwork plain = new(Model(optimizer, adjustable: ""), 1);
        Train(network, 3);
        Train(plain, 3);
        foreach ((string name, float[] values) in All(plain))
            Assert.All(values.Zip(All(network)[name]), pair => Assert.Equal(pair.First, pair.Second, 2e-5f));

        // The first step of the head at a quarter of the rate is that at a rate of a quarter.
        float[] first = All(whole)["head.weight"];
        slow.ScaleLearningRate("head.*", 0.25);
        whole.LearningRate /= 4;
        Train(slow, 1);
        Train(whole, 1);
        Assert.All(All(slow)["head.weight"].Zip(All(whole)["head.weight"]), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        Assert.NotEqual(All(slow)["encoder.weight"], All(whole)["encoder.weight"]);
        Assert.NotEqual(first, All(slow)["head.weight"]);
    }

    [Fact]
    public void Checkpoints_HoldWhatIsFrozen_AndFitGoesOnInPhases()
    {
        INetwork network = Create("AdamW", generated: true), other = Create("AdamW", generated: false);
        Trainer<INetwork> trainer = new(network);
        network.Freeze("encoder.weight");
        float[] before = All(network)["encoder.weight"];
        trainer.Fit(Data, epochs: 2, batchSize: 7);
        Assert.Equal(before, All(network)["encoder.weight"]);
        using MemoryStream stream = new();
        network.SaveCheckpoint(stream);
        stream.Position = 0;
        other.LoadCheckpoint(stream);
        Assert.Equal(["encoder.weight"], other.FrozenWeights());
        network.Unfreeze("*");
        trainer.Fit(Data, epochs: 1, batchSize: 7);
        Assert.NotEqual(before, All(network)["encoder.weight"]);
    }

    [Fact]
    public void WhatCannotBeFrozen_IsTold()
    {
        EngineNetwork network = new(Model("Sgd", adjustable: "head.*.LearningRate"), 1);
        Assert.Contains("'decoder.*' fits no weight of 'FreezingSgd' that is trained; there are 'encoder.weight'",
            Assert.Throws<ArgumentException>(() => network.Freeze("head.*, decoder.*")).Message, StringComparison.Ordinal);
        Assert.Contains("declare [Network(Adjustable = \"encoder.*.LearningRate\")]",
            Assert.Throws<InvalidOperationException>(() => network.Freeze("encoder.*")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => network.ScaleLearningRate("head.*", -1));
        Assert.Empty(network.FrozenWeights());
        string message = Assert.Throws<NetworkDefinitionException>(() => Model("Sgd", adjustable: "decoder.*.LearningRate")).Message;
        Assert.Contains("'decoder.*.LearningRate' in Adjustable fits no number of 'FreezingSgd' that can be changed at run time; there are "
            + "'encoder.weight.LearningRate'", message, StringComparison.Ordinal);
    }

    private static Dataset Data { get; } = MakeData();

    private static NetworkModel Model(string optimizer, string adjustable = "*.LearningRate", string frozen = "") =>
        Optimizers[optimizer](new NetworkBuilder("Freezing" + optimizer).Input(Inputs).Dense(9, name: "encoder").Tanh().Dense(Outputs, name: "head")
            .Mse()).Adjustable(adjustable).Freeze(frozen).ToModel();

    private static INetwork Create(string optimizer, bool generated) => generated ? Generated.Value[optimizer](1) : new EngineNetwork(Model(optimizer), 1);

    private static void Train(INetwork network, int steps)
    {
        for (int i = 0; i < steps; i++)
            network.TrainBatch(Data.Inputs, Data.Targets);
    }

    private static Dictionary<string, float[]> All(INetwork network) => network.Parameters.Concat(network.OptimizerState).ToDictionary(p => p.Name, p => p.ToArray());

    private static Dataset MakeData()
    {
        RandomSource random = new(5);
        float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextGaussian())];
        return Dataset.FromTargets(Values(Samples * Inputs), [Inputs], Values(Samples * Outputs), [Outputs]);
    }
}
