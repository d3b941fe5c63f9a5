using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Optimizers;

/// <summary>Optimizers, and options of them, that PyTorch's numbers don't cover, against the published rules in float64.</summary>
public class PublishedRuleTests
{
    private const int Steps = 12, Samples = 9;

    private static readonly (string Name, Func<NetworkBuilder, NetworkBuilder> Add, Rule Rule)[] Cases =
    [
        ("lion", b => b.Lion(0.01, 0.8, 0.95), PublishedRules.Lion(0.01, 0.8, 0.95, 0)),
        ("lion with decay", b => b.Lion(0.01, weightDecay: 0.5), PublishedRules.Lion(0.01, 0.9, 0.99, 0.5)),
        ("lamb", b => b.Lamb(0.02), PublishedRules.Lamb(0.02, 0.9, 0.999, 1e-6, 0.01)),
        ("lamb with decay", b => b.Lamb(0.02, 0.8, 0.9, 1e-3, 0.3), PublishedRules.Lamb(0.02, 0.8, 0.9, 1e-3, 0.3)),
        ("muon", b => b.Muon(0.02),
            PublishedRules.Muon(0.02, 0.95, true, 0.1, 5, MuonAdjustment.Original, PublishedRules.AdamW(0.02, 0.9, 0.999, 1e-8, 0.01))),
        ("muon like AdamW", b => b.Muon(0.02, 0.8, false, 0.3, 1e-7, 3, MuonAdjustment.MatchRmsAdamW, "", 0.5, 0.7, 0.8, 1e-3, 0.2),
            PublishedRules.Muon(0.02, 0.8, false, 0.3, 3, MuonAdjustment.MatchRmsAdamW, PublishedRules.AdamW(0.01, 0.7, 0.8, 1e-3, 0.2))),
        ("muon with a layer for AdamW", b => b.Muon(0.02, adamWLayers: "dense1"), PublishedRules.AdamW(0.02, 0.9, 0.999, 1e-8, 0.01)),
        ("muon below epsilon", b => b.Muon(0.02, epsilon: 10),
            PublishedRules.Muon(0.02, 0.95, true, 0.1, 5, MuonAdjustment.Original, PublishedRules.AdamW(0.02, 0.9, 0.999, 1e-8, 0.01), epsilon: 10)),
        ("nadam with decay", b => b.NAdam(0.01, 0.8, 0.9, 1e-3, 0.3, 0.5), PublishedRules.NAdam(0.01, 0.8, 0.9, 1e-3, 0.3, 0.5, false)),
        ("nadam with decoupled decay", b => b.NAdam(0.01, weightDecay: 0.3, decoupledWeightDecay: true),
            PublishedRules.NAdam(0.01, 0.9, 0.999, 1e-8, 0.3, 0.004, true)),
        ("radam with decay", b => b.RAdam(0.01, 0.8, 0.95, 1e-3, 0.3), PublishedRules.RAdam(0.01, 0.8, 0.95, 1e-3, 0.3, false)),
        ("radam with decoupled decay", b => b.RAdam(0.01, weightDecay: 0.3, decoupledWeightDecay: true),
            PublishedRules.RAdam(0.01, 0.9, 0.999, 1e-8, 0.3, true)),
        ("radam that is never sure", b => b.RAdam(0.01, beta2: 0.5), PublishedRules.RAdam(0.01, 0.9, 0.5, 1e-8, 0, false)),
        ("rprop within bounds", b => b.Rprop(0.1, 0.3, 1.5, 0.05, 0.2), PublishedRules.Rprop(0.1, 0.3, 1.5, 0.05, 0.2)),
        ("adamax with decay", b => b.Adamax(0.01, 0.8, 0.7, 1e-3, 0.3), PublishedRules.Adamax(0.01, 0.8, 0.7, 1e-3, 0.3)),
        ("adadelta with decay", b => b.Adadelta(0.5, 0.8, 1e-3, 0.3), PublishedRules.Adadelta(0.5, 0.8, 1e-3, 0.3)),
    ];

    // Wide, tall and square matrices, rows and columns, sizes around a vector's.
    private static readonly (int Inputs, int Outputs)[] Sizes = [(7, 3), (3, 7), (5, 5), (17, 1), (1, 9), (33, 18)];

    public static TheoryData<string> Names => [.. Cases.Select(c => c.Name)];

    [Theory, MemberData(nameof(Names))]
    public void TheEngineFollowsTheRule(string name) => Follow(name, model => new EngineNetwork(model, 3));

    [Theory, MemberData(nameof(Names))]
    public void GeneratedCodeFollowsTheRule(string name) => Follow(name, model => CompiledNetwork.Create(model, 3));

    // The learning rate of the moment counts, in every step but in Rprop's later ones.
    [Fact]
    public void TheLearningRateThatIsSet_IsTheOneTaken()
    {
        foreach ((Func<NetworkBuilder, NetworkBuilder> add, Rule rule) in (ReadOnlySpan<(Func<NetworkBuilder, NetworkBuilder>, Rule)>)
            [
                (b => b.Lion(), PublishedRules.Lion(0.02, 0.9, 0.99, 0)), (b => b.Rprop(), PublishedRules.Rprop(0.02, 0.5, 1.2, 1e-6, 50)),
                (b => b.NAdam(), PublishedRules.NAdam(0.02, 0.9, 0.999, 1e-8, 0, 0.004, false)),
                (b => b.Muon(adamWRate: 2),
                    PublishedRules.Muon(0.02, 0.95, true, 0.1, 5, MuonAdjustment.Original, PublishedRules.AdamW(0.04, 0.9, 0.999, 1e-8, 0.01))),
            ])
        {
            Train("changed", Model(add, 7, 3), rule, model => new EngineNetwork(model, 3) { LearningRate = 0.02f });
            Train("changed", Model(add, 7, 3), rule, model =>
            {
                INetwork network = CompiledNetwork.Create(model, 3);
                network.LearningRate = 0.02f;
                return network;
            });
        }
    }

    [Fact]
    public void ZeroWeightsAndZeroGradients_AreNoTroubleForLamb()
    {
        INetwork network = CompiledNetwork.Create(Model(b => b.Lamb(0.1, weightDecay: 0), 4, 3), 3);
        float[] targets = new float[3], ones = [1, 1, 1];
        foreach (Parameter parameter in network.Parameters)
            parameter.CopyFrom(new float[parameter.Length]);
        network.TrainBatch(new float[4], targets);
        Assert.All(network.Parameters.SelectMany(p => p.ToArray()), w => Assert.Equal(0, w));
        network.TrainBatch(new float[4], ones);
        Assert.All(network.Parameters[0].ToArray(), w => Assert.Equal(0, w));
        Assert.All(network.Parameters[1].ToArray(), w => Assert.InRange(w, 0.01f, 1f));
    }

    // PyTorch's checkpoints hold the product as one number for each parameter.
    [Fact]
    public void StateHasPyTorchsNamesAndShapes()
    {
        IReadOnlyList<Parameter> state = CompiledNetwork.Create(Model(b => b.NAdam(), 4, 3), 3).OptimizerState;
        Assert.Equal(
            new[] { "weight", "bias" }.SelectMany(p => new[] { $"dense1.{p}.exp_avg", $"dense1.{p}.exp_avg_sq", $"dense1.{p}.mu_product" }),
            state.Select(s => s.Name));
        Assert.All(state.Where(s => s.Name.EndsWith("mu_product", StringComparison.Ordinal)), s =>
        {
            Assert.Empty(s.Shape);
            Assert.Equal([1f], s.ToArray());
        });
        Assert.Equal(["square_avg", "acc_delta"], StateOfWeight(b => b.Adadelta()));
        Assert.Equal(["exp_avg", "exp_inf"], StateOfWeight(b => b.Adamax()));
        Assert.Equal(["exp_avg", "exp_avg_sq"], StateOfWeight(b => b.RAdam()));
        Assert.Equal(["prev", "step_size"], StateOfWeight(b => b.Rprop()));
        Assert.Equal(["exp_avg"], StateOfWeight(b => b.Lion()));
        Assert.Equal(["momentum_buffer"], StateOfWeight(b => b.Muon()));
    }

    [Fact]
    public void TrainingGoesOnFromACheckpoint_ProductsIncluded()
    {
        NetworkModel model = Model(b => b.NAdam(0.05), 4, 3);
        float[] inputs = AgainstEngine.Values(new RandomSource(5), 4), targets = [1, -1, 2];
        INetwork first = CompiledNetwork.Create(model, 3), second = new EngineNetwork(model, 4);
        for (int step = 0; step < 3; step++)
            first.TrainBatch(inputs, targets);
        using MemoryStream file = new();
        first.SaveCheckpoint(file);
        file.Position = 0;
        second.LoadCheckpoint(file);
        for (int step = 0; step < 3; step++)
            AgainstEngine.Close([first.TrainBatch(inputs, targets)], [second.TrainBatch(inputs, targets)], 1e-5, $"loss of step {step}");
        Assert.InRange(second.OptimizerState.Single(s => s.Name == "dense1.bias.mu_product").ToArray()[0], 0.008f, 0.0086f);
    }

    [Fact]
    public void MuonLeavesToAdamWWhatItIsTold()
    {
        NetworkModel model = new NetworkBuilder("Told").Input(4).Dense(5).Dense(6, name: "dense11").Dense(3, name: "head")
            .Mse().Muon(adamWLayers: " dense1,head").ToModel();
        Assert.Equal(["dense11.weight"], ParametersWith("momentum_buffer"));
        Assert.Equal(model.Parameters.Select(p => p.Name).Where(n => n != "dense11.weight").Order(), ParametersWith("exp_avg").Order());

        IEnumerable<string> ParametersWith(string state) => model.States.Where(s => s.Name == $"{s.Parameter}.{state}").Select(s => s.Parameter);
    }

    private static IEnumerable<string> StateOfWeight(Func<NetworkBuilder, NetworkBuilder> add) =>
        Model(add, 4, 3).States.Where(s => s.Parameter == "dense1.weight").Select(s => s.Name["dense1.weight.".Length..]);

    private static void Follow(string name, Func<NetworkModel, INetwork> make)
    {
        var (_, add, rule) = Cases.Single(c => c.Name == name);
        foreach ((int inputs, int outputs) in Sizes)
            Train($"{name} {inputs}→{outputs}", Model(add, inputs, outputs), rule, make);
    }

    private static NetworkModel Model(Func<NetworkBuilder, NetworkBuilder> add, int inputs, int outputs) =>
        add(new NetworkBuilder("Linear").Input(inputs).Dense(outputs).Mse()).ToModel();

    private static void Train(string name, NetworkModel model, Rule rule, Func<NetworkModel, INetwork> make)
    {
        INetwork network = make(model);
        RandomSource random = new(5);
        float[] inputs = AgainstEngine.Values(random, Samples * network.Info.InputSize);
        float[] targets = AgainstEngine.Values(random, Samples * network.Info.OutputSize);
        Parameter weight = network.Parameters[0], bias = network.Parameters[1];
        LinearRegression reference = new(Wide(inputs), Wide(targets), Wide(weight.ToArray()), Wide(bias.ToArray()));
        State weightState = new(), biasState = new();
        for (int step = 1; step <= Steps; step++)
        {
            reference.Differentiate();
            float loss = network.TrainBatch(inputs, targets);
            AgainstEngine.Close([(float)reference.Loss], [loss], 5e-5, $"{name}: loss of step {step}");
            rule(reference.Weight, reference.WeightGradient, network.Info.OutputSize, step, weightState);
            rule(reference.Bias, reference.BiasGradient, 0, step, biasState);
            AgainstEngine.Close(Narrow(reference.Weight), weight.ToArray(), 5e-5, $"{name}: weight after step {step}");
            AgainstEngine.Close(Narrow(reference.Bias), bias.ToArray(), 5e-5, $"{name}: bias after step {step}");
        }
    }

    private static double[] Wide(float[] x) => [.. x.Select(v => (double)v)];

    private static float[] Narrow(double[] x) => [.. x.Select(v => (float)v)];
}
