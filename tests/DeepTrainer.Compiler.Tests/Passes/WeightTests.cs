using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Golden;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Passes;

/// <summary>Weights that are frozen, shared or penalised.</summary>
public class WeightTests
{
    [Fact]
    public void FrozenWeightsStay_WithoutGradientOrState()
    {
        NetworkModel model = new NetworkBuilder("FrozenFront").Input(3).Dense(5).Weights(frozen: true).Tanh().Dense(4).Weights(frozen: true).Tanh().Dense(2).Mse().Adam().ToModel();
        INetwork generated = CompiledNetwork.Create(model, 7);
        float[][] before = [.. generated.Parameters.Select(p => p.ToArray())];
        AgainstEngine.Compare(model, generated, 5);
        Assert.Equal([false, false, false, false, true, true], generated.Parameters.Select(p => p.IsTrained));
        for (int i = 0; i < 6; i++)
            Assert.Equal(i < 4, before[i].AsSpan().SequenceEqual(generated.Parameters[i].ToArray()));
        Assert.Equal(["dense3.weight.exp_avg", "dense3.weight.exp_avg_sq", "dense3.bias.exp_avg", "dense3.bias.exp_avg_sq"], generated.OptimizerState.Select(s => s.Name));
        Assert.Equal(model.ParameterCount, generated.Info.ParameterCount);
        Assert.DoesNotContain(model.Training!.Nodes, n => n.Name.StartsWith("tanh", StringComparison.Ordinal) && n.Name.EndsWith(".gradient", StringComparison.Ordinal));
        Assert.DoesNotContain(model.Training!.Nodes, n => n.Name is "dense1.gradient" or "dense2.gradient" or "input.gradient");
    }

    [Fact]
    public void GradientsFlowThroughFrozenWeights_ToTrainedOnesBefore()
    {
        NetworkBuilder builder = new NetworkBuilder("FrozenBack").Input(3).Dense(4).Tanh().Dense(2).Weights(frozen: true).Mse().Sgd();
        Assert.Equal(["input", "dense1.weight", "dense1.bias"], GradientCheck.Run(builder).Errors.Select(e => e.Name));
        Assert.True(GradientCheck.Run(builder).Worst.Relative < 1e-6);
        NetworkModel model = builder.ToModel();
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 5);
    }

    [Fact]
    public void SharedWeightsAreOne()
    {
        NetworkBuilder builder = new NetworkBuilder("Shared").InputNamed("a", 3).Dense(4, name: "left").Tanh(name: "ta").InputNamed("b", 3)
            .Dense(4, name: "right").Weights(sharedWith: "left").Tanh(name: "tb").Subtract("ta, tb").Dense(2).Mse().Adam();
        NetworkModel model = builder.ToModel();
        Assert.Equal(["left.weight", "left.bias", "dense3.weight", "dense3.bias"], model.Parameters.Select(p => p.Name));
        Assert.Equal(26, model.ParameterCount);
        Assert.Equal(0, model.Layers.Single(l => l.Name == "right").ParameterCount);
        Assert.True(GradientCheck.Run(builder).Worst.Relative < 1e-6);
        INetwork generated = CompiledNetwork.Create(model, 7);
        AgainstEngine.Compare(model, generated, 5);
        float[] output = new float[2];
        generated.Predict([1, 2, 3, 1, 2, 3], output);
        Assert.Equal(GoldenChecks.Read(generated.Parameters[3]), output, (x, y) => Math.Abs(x - y) < 1e-6);
    }

    // Press and Wolf, Using the Output Embedding to Improve Language Models, 2016: a head of 19 words is their table, whose rows are read and multiplied with.
    [Fact]
    public void AHeadIsTheTableOfWords()
    {
        NetworkBuilder builder = new NetworkBuilder("Tied").Input(5).Embedding(19, 6, name: "words").Dense(6).Tanh()
            .Dense(19, bias: false, name: "head").Weights(sharedWith: "words")
            .CrossEntropy(axis: -1).Sgd();
        NetworkModel model = builder.ToModel();
        Assert.Equal(["words.weight", "dense1.weight", "dense1.bias"], model.Parameters.Select(p => p.Name));
        Assert.True(GradientCheck.Run(builder).Worst.Relative < 1e-6);
        AgainstEngine.Compare(model, [1, 3, 17]);
        Expect("DT0115", 2, "SharedWith", "'dense1' can't use the weights of 'embedding1': it has no 'bias'",
            new NetworkBuilder("Net").Input(3).Embedding(4, 4).Dense(4).Weights(sharedWith: "embedding1"));
    }

    [Fact]
    public void WhoSharesKeepsTheWeights_ThoughTheirOwnerIsUnused() => Assert.Equal(
        ["first.weight", "first.bias"],
        new NetworkBuilder("Net").Input(3).Dense(4, name: "first").Dense(4, name: "second", from: "input").Weights(sharedWith: "first").Mse().Sgd()
            .ToModel().Parameters.Select(p => p.Name));

    [Fact]
    public void PenaltiesAreKeras_WhileTrainingAndEvaluating()
    {
        NetworkBuilder plain = new NetworkBuilder("Plain").Input(3).Dense(4).Dense(2).Mse().Sgd(learningRate: 0, momentum: 0.9);
        NetworkBuilder penalised = new NetworkBuilder("Penalised").Input(3).Dense(4).Weights(l1: 0.01, l2: 0.1).Dense(2).Mse().Sgd(learningRate: 0, momentum: 0.9);
        EngineNetwork without = plain.Build(1), with = penalised.Build(1);
        float[] x = [1, 2, 3], t = [0, 1], w = without.Parameters[0].ToArray();
        double penalty = w.Sum(v => (0.01 * Math.Abs(v)) + (0.1 * v * v));
        Assert.Equal(without.Evaluate(x, t) + penalty, with.Evaluate(x, t), 1e-5);
        Assert.Equal(without.TrainBatch(x, t) + penalty, with.TrainBatch(x, t), 1e-5);
        float[] before = without.OptimizerState[0].ToArray(), after = with.OptimizerState[0].ToArray();
        for (int i = 0; i < w.Length; i++)
            Assert.Equal(before[i] + (0.01 * Math.Sign(w[i])) + (0.2 * w[i]), after[i], 1e-5);
        Assert.Equal(without.OptimizerState[1].ToArray(), with.OptimizerState[1].ToArray());
        Assert.True(GradientCheck.Run(penalised).Worst.Relative < 1e-6);
        NetworkModel model = penalised.ToModel();
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 5);
    }

    [Theory]
    [InlineData("DT0115", "SharedWith", "'dense2' can't use the weights of 'dense1': its 'weight' is [4, 3] but [4, 4] is needed")]
    public void WeightsOfOtherShapesCannotBeShared(string id, string argument, string message) => Expect(
        id, 2, argument, message, new NetworkBuilder("Net").Input(3).Dense(4).Dense(4).Weights(sharedWith: "dense1"));

    [Fact]
    public void WhatIsNotThereCannotBeShared()
    {
        Expect("DT0115", 2, "SharedWith", "'dense2' can't use the weights of 'dense1': it has no 'bias'",
            new NetworkBuilder("Net").Input(3).Dense(3, bias: false).Dense(3).Weights(sharedWith: "dense1"));
        Expect("DT0115", 1, "SharedWith", "'dense1' can't use the weights of 'dense2': there is no layer of that name above it",
            new NetworkBuilder("Net").Input(3).Dense(3).Weights(sharedWith: "dense2").Dense(3));
        Expect("DT0115", 2, "SharedWith", "'dense1' can't use the weights of 'prelu1': its 'weight' is [1] but [3, 3] is needed",
            new NetworkBuilder("Net").Input(3).Prelu().Dense(3, bias: false).Weights(sharedWith: "prelu1"));
    }

    [Fact]
    public void WhatIsSaidOfNoWeightsIsAMistake()
    {
        Expect("DT0116", 1, "Frozen", "Frozen of 'relu1' has no effect: 'relu1' has no weights", new NetworkBuilder("Net").Input(3).Relu().Weights(frozen: true).Dense(2));
        Expect("DT0116", 2, "L2", "L2 of 'dense2' has no effect: 'dense2' uses the weights of 'dense1'; say it there",
            new NetworkBuilder("Net").Input(3).Dense(3).Dense(3).Weights(sharedWith: "dense1", l2: 0.1));
        Expect("DT0116", 1, "L1", "L1 of 'dense1' has no effect: 'dense1' is frozen, so that a penalty changes nothing",
            new NetworkBuilder("Net").Input(3).Dense(3).Weights(frozen: true, l1: 0.1));
        Expect("DT0205", 1, "L1", "L1 of 'dense1' is -1; it must be 0 or more", new NetworkBuilder("Net").Input(3).Dense(3).Weights(l1: -1));
    }

    private static void Expect(string id, int element, string argument, string message, NetworkBuilder network)
    {
        Problem problem = Assert.Single(Build.Run(network.ToSpec()).Problems, p => p.Kind.Severity == ProblemSeverity.Error);
        Assert.Equal((id, element, argument, message), (problem.Kind.Id, problem.Element, problem.Argument, problem.Message));
    }
}
