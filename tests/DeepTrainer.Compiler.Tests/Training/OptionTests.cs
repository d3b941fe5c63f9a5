using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;
using DeepTrainer.Tests.Tensors;

namespace DeepTrainer.Compiler.Tests.Training;

/// <summary>Numbers of losses and optimizers that are changed while a network is trained.</summary>
public class OptionTests
{
    private static readonly (string Options, Func<NetworkBuilder, NetworkBuilder> Optimizer)[] Rules =
    [
        ("Adam.WeightDecay, Adam.Beta1, Adam.Beta2, Adam.Epsilon", n => n.Adam(0.01)),
        ("AdamW.WeightDecay, AdamW.Beta1, ClipGradientNorm.MaxNorm", n => n.ClipGradientNorm(1).AdamW(0.01)),
        ("Sgd.Momentum, Sgd.WeightDecay, Sgd.Dampening, ClipGradientValue.Limit", n => n.ClipGradientValue(0.5).Sgd(0.05)),
        ("RmsProp.Alpha, RmsProp.Momentum, RmsProp.Epsilon", n => n.RmsProp(0.01)),
        ("Lion.Beta1, Lion.Beta2, Lion.WeightDecay", n => n.Lion(0.001)),
        ("Lamb.WeightDecay", n => n.Lamb(0.01)),
        ("Muon.WeightDecay, Muon.Momentum, Muon.AdamWBeta1, Muon.AdamWEpsilon", n => n.Muon(0.01)),
        ("RAdam.WeightDecay", n => n.RAdam(0.01)),
    ];

    private static NetworkModel Model(int rule, string more = "", bool isFixed = false)
    {
        NetworkBuilder network = new NetworkBuilder($"Rule{rule}").Input(5).Dense(9, name: "hidden").Weights(l2: isFixed ? 0 : 0.02).Tanh()
            .Dense(3, name: "out").Mse(name: "near").Weighted(0.8).L1(name: "far").Weighted(0.3);
        return Rules[rule].Optimizer(network).Adjustable(isFixed ? "" : $"{Rules[rule].Options}, near.Weight, far.Weight, hidden.L2{more}").ToModel();
    }

    private static readonly Lazy<ImmutableArray<Func<int, INetwork>>> Generated = new(() =>
        CompiledNetwork.Compile([.. Enumerable.Range(0, Rules.Length).Select(i => GradientsAgainstEngine.WithGradients(Model(i)))], [512, 256, 128]));

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Rules.Length)];

    // Nothing differs at first; then both go on with the changed numbers.
    [Theory]
    [MemberData(nameof(Numbers))]
    public void ChangedNumbers_CountFromTheNextStepOn_AlikeInBoth(int rule)
    {
        NetworkModel model = Model(rule);
        EngineNetwork engine = new(model, 7);
        var generated = (IGradientNetwork)Generated.Value[rule](7);
        Assert.Equal(engine.Options.Names.Order(), generated.Options.Names.Order());
        RandomSource random = new(rule);
        float[] inputs = AgainstEngine.Inputs(random, model, 17), targets = AgainstEngine.Targets(random, model, 17);
        for (int step = 1; step <= 12; step++)
        {
            if (step % 3 == 0)
            {
                foreach (string option in engine.Options.Names)
                    engine.Options[option] = generated.Options[option] = (0.9 * engine.Options[option]) + (option.EndsWith("Epsilon", StringComparison.Ordinal) ? 1e-4 : 0.03);
            }
            float loss = engine.TrainBatch(inputs, targets);
            AgainstEngine.Close([loss], [generated.TrainBatch(inputs, targets)], 3e-4, $"loss of step {step}");
            foreach ((Parameter expected, Parameter actual) in engine.Parameters.Concat(engine.OptimizerState).Zip(generated.Parameters.Concat(generated.OptimizerState)))
                AgainstEngine.Close(expected.ToArray(), actual.ToArray(), 5e-4, $"{expected.Name} after step {step}");
        }
        engine.Accumulate(inputs, targets);
        generated.Accumulate(inputs, targets);
        engine.Apply();
        generated.Apply();
        AgainstEngine.Close([engine.Evaluate(inputs, targets)], [generated.Evaluate(inputs, targets)], 5e-4, "evaluated loss");
    }

    [Fact]
    public void WhatIsNotAdjustable_IsTheCodeOfBefore_AndAtFirstBothTrainAlike()
    {
        NetworkModel adjustable = Model(0), plain = Model(0, isFixed: true);
        EngineNetwork one = new(adjustable, 3), other = new(plain, 3);
        one.Options["L2"] = 0;
        RandomSource random = new(2);
        float[] inputs = AgainstEngine.Inputs(random, plain, 7), targets = AgainstEngine.Targets(random, plain, 7);
        for (int step = 0; step < 5; step++)
            Assert.Equal(other.TrainBatch(inputs, targets), one.TrainBatch(inputs, targets), 1e-5f);
        Assert.Empty(other.Options.Names);
        Assert.DoesNotContain(DeepTrainer.Compiler.Rendering.Renderer.Run(plain), f => f.Text.Contains("options", StringComparison.Ordinal));
    }

    // Of a layer, a recurrence, a loss and an optimizer; what attributes say comes first.
    [Fact]
    public void NumbersOfMethods_CanBeChanged()
    {
        NetworkModel model = new NetworkBuilder("Own").Input(5, 4).Recurrent(Cells.Leaky, [6], name: "cell")
            .Layer(Constructs.Scaled, "scale = 0.7", name: "scaled").Flatten().Dense(6, name: "a").Dense(6, name: "b")
            .Loss(TensorLosses.Sharp, from: "a, b", name: "sharp").UpdateRule(DeepTrainer.Tests.Tensors.Rules.Decayed, 0.05, "scale = 0.5, decay = 0.125").ToModel();
        (EngineNetwork engine, INetwork generated) = (new(model, 7), CompiledNetwork.Create(model, 7));
        foreach (INetwork network in new[] { engine, generated })
        {
            Assert.Equal(
                [new("UpdateRule.decay", 0.125, 0, float.MaxValue, "0 or more"),
                    new("UpdateRule.momentum", 0.9, -float.MaxValue, float.MaxValue, "a finite number"), new("cell.leak", 0.8, 0, 1, "from 0 to 1"),
                    new("scaled.scale", 0.7, -float.MaxValue, float.MaxValue, "a finite number"), new("sharp.temperature", 0.5, 0.01, float.MaxValue, "0.01 or more")],
                network.Options.Numbers.OrderBy(n => n.Name, StringComparer.Ordinal));
            Assert.Contains("from 0 to 1", Assert.Throws<ArgumentOutOfRangeException>(() => network.Options["leak"] = 1.1).Message, StringComparison.Ordinal);
        }
        RandomSource random = new(1);
        float[] inputs = AgainstEngine.Inputs(random, model, 7), targets = AgainstEngine.Targets(random, model, 7), first = new float[7 * 6], second = new float[7 * 6];
        for (int step = 1; step <= 6; step++)
        {
            if (step == 3)
            {
                foreach (INetwork network in new[] { engine, generated })
                    (network.Options["decay"], network.Options["momentum"], network.Options["leak"], network.Options["scale"],
                        network.Options["temperature"]) = (0.3, 0.5, 0.2, 1.4, 0.9);
                generated.PredictBatch(inputs, first);
            }
            AgainstEngine.Close([engine.TrainBatch(inputs, targets)], [generated.TrainBatch(inputs, targets)], 3e-4, $"loss of step {step}");
        }
        engine.PredictBatch(inputs, first);
        generated.PredictBatch(inputs, second);
        AgainstEngine.Close(first, second, 1e-4, "prediction");
        generated.Options["leak"] = 1;
        generated.PredictBatch(inputs, second);
        Assert.NotEqual(first, second);
        string message = Assert.Throws<NetworkDefinitionException>(() => new NetworkBuilder("Wrong").Input(5, 4)
            .Recurrent(Cells.Leaky, [6], options: "leak = 2").ToModel()).Message;
        Assert.Contains("'leak' is 2, but must be from 0 to 1", message, StringComparison.Ordinal);
    }

    [Fact]
    public void NumbersOfOneName_InTwoCells_AreEachCellsOwn()
    {
        NetworkModel model = new NetworkBuilder("Cells").Input(5, 4).Recurrent(Cells.Leaky, [6], name: "first").Dense(4, name: "between")
            .Recurrent(Cells.Leaky, [6], options: "leak = 0.3", name: "second").Flatten().Dense(2).Mse().Sgd().ToModel();
        NetworkModel turned = new NetworkBuilder("Cells").Input(5, 4).Recurrent(Cells.Leaky, [6], options: "leak = 0.1", name: "first").Dense(4, name: "between")
            .Recurrent(Cells.Leaky, [6], options: "leak = 0.9", name: "second").Flatten().Dense(2).Mse().Sgd().ToModel();
        float[] inputs = AgainstEngine.Values(new(1), 7 * 20), targets = AgainstEngine.Values(new(2), 7 * 2), expected = new float[14], actual = new float[14];
        EngineNetwork other = new(turned, 7);
        other.TrainBatch(inputs, targets);
        other.PredictBatch(inputs, expected);
        foreach (INetwork network in new[] { new EngineNetwork(model, 7), CompiledNetwork.Create(model, 7) })
        {
            Assert.Equal([("first.leak", 0.8), ("second.leak", 0.3)], network.Options.Numbers.Select(n => (n.Name, Math.Round(n.Initial, 6))).Order());
            Assert.Contains("first.leak", Assert.Throws<KeyNotFoundException>(() => network.Options["leak"]).Message, StringComparison.Ordinal);
            (network.Options["first.leak"], network.Options["second.leak"]) = (0.1, 0.9);
            network.TrainBatch(inputs, targets);
            network.PredictBatch(inputs, actual);
            AgainstEngine.Close(expected, actual, 1e-4, "prediction");
        }
    }

    [Fact]
    public void ALosssWeight_SetByACallback_IsASchedule()
    {
        INetwork network = Generated.Value[1](4);
        RandomSource random = new(6);
        Dataset data = Dataset.FromTargets(AgainstEngine.Values(random, 50), [5], AgainstEngine.Values(random, 60), [6]);
        Warmup warmup = new(network);
        new Trainer<INetwork>(network).Fit(data, epochs: 3, batchSize: 5, callbacks: [warmup]);
        Assert.Equal(0.6, network.Options["far.Weight"], 12);
        using MemoryStream stream = new();
        network.SaveCheckpoint(stream);
        stream.Position = 0;
        INetwork loaded = new EngineNetwork(Model(1), 9);
        loaded.LoadCheckpoint(stream);
        Assert.Equal(0.6, loaded.Options["far.Weight"], 12);
        Assert.Equal(network.Options["MaxNorm"], loaded.Options["ClipGradientNorm.MaxNorm"]);
    }

    [Fact]
    public void WhatIsNoNumber_IsToldWithThoseThereAre()
    {
        INetwork network = Generated.Value[0](1);
        Assert.Contains("'Adam.WeightDecay'", Assert.Throws<KeyNotFoundException>(() => network.Options["decay"]).Message, StringComparison.Ordinal);
        Assert.Contains("2 numbers 'Weight'", Assert.Throws<KeyNotFoundException>(() => network.Options["Weight"] = 1).Message, StringComparison.Ordinal);
        Assert.Contains("Adam.Beta1", Assert.Throws<ArgumentOutOfRangeException>(() => network.Options["Beta1"] = double.NaN).Message, StringComparison.Ordinal);
        Assert.Contains("at least 0 and less than 1", Assert.Throws<ArgumentOutOfRangeException>(() => network.Options["Beta1"] = 1).Message, StringComparison.Ordinal);
        Assert.Contains("0 or more", Assert.Throws<ArgumentOutOfRangeException>(() => network.Options["near.Weight"] = -1).Message, StringComparison.Ordinal);
        Assert.Contains("positive", Assert.Throws<ArgumentOutOfRangeException>(() => Generated.Value[1](1).Options["MaxNorm"] = 0).Message, StringComparison.Ordinal);
        Assert.Equal(new("hidden.L2", 0.02, 0, double.MaxValue, "0 or more"), network.Options.Numbers.Single(n => n.Name == "hidden.L2"));
        INetwork plain = CompiledNetwork.Create(new NetworkBuilder("Plain").Input(2).Dense(1).Mse().Adam().ToModel(), 1);
        Assert.Contains("declares none", Assert.Throws<KeyNotFoundException>(() => plain.Options["Beta1"]).Message, StringComparison.Ordinal);
        string message = Assert.Throws<NetworkDefinitionException>(() => new NetworkBuilder("Wrong").Input(2).Dense(1).Mse().Adam().Adjustable("Adam.Decay").ToModel()).Message;
        Assert.Contains("'Adam.WeightDecay'", message, StringComparison.Ordinal);
        Assert.Contains("'mse1.Weight'", message, StringComparison.Ordinal);
        Assert.Throws<NetworkDefinitionException>(() => new NetworkBuilder("Wrong").Input(2).Dense(1).Relu().Mse().Adam().Adjustable("relu1.L2").ToModel());
    }

    private sealed class Warmup(INetwork network) : Callback
    {
        public override void OnBatch(TrainingContext training, in BatchResult batch) => network.Options["far.Weight"] = 0.1 * network.Steps;
    }
}
