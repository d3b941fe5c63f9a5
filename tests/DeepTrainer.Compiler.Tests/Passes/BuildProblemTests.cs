using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Passes;

/// <summary>Every mistake in structure and shapes is reported once, with its place and words.</summary>
public class BuildProblemTests
{
    private const int TheClass = Problem.TheClass;

    [Fact]
    public void NoInput() => Expect("DT0101", TheClass, null, New().Dense(3), "'Net'", "[Input");

    [Fact]
    public void UnknownFrom() => Expect("DT0102", 1, "From", New().Input(4).Dense(3, from: "nothing"), "'dense1'", "'nothing'", "'input'");

    [Fact]
    public void Cycle() => Expect("DT0103", 1, "From", New().Input(4).Dense(3, name: "a", from: "b").Dense(3, name: "b"), "'a'", "'b'");

    [Fact]
    public void FromItself() => Expect("DT0103", 1, "From", New().Input(4).Dense(3, name: "a", from: "a"), "'a'");

    [Fact]
    public void UnusedBranch()
    {
        NetworkBuilder network = Trained(New().Input(4).Dense(3, name: "used").Dense(9, name: "unused").Dense(2, from: "used"));
        Expect("DT0104", 2, null, network, "'unused'");
    }

    [Fact]
    public void UnusedBranchIsDropped()
    {
        NetworkModel model = Trained(New().Input(4).Dense(3, name: "used").Dense(9, name: "unused").Relu(name: "too").Dense(2, from: "used")).ToModel();
        Assert.Equal(["used", "dense3"], model.Layers.Select(l => l.Name));
        Assert.Equal(["used.weight", "used.bias", "dense3.weight", "dense3.bias"], model.Parameters.Select(p => p.Name));
        Assert.DoesNotContain(model.Training!.Nodes, n => n.Name.StartsWith("unused", StringComparison.Ordinal));
    }

    [Fact]
    public void DuplicateName() => Expect("DT0105", 2, "Name", New().Input(4).Dense(3, name: "a").Dense(3, name: "a"), "'a'");

    [Fact]
    public void NameThatAnAutomaticOneHas() => Expect("DT0105", 2, null, New().Input(4).Relu(name: "dense1").Dense(3), "'dense1'");

    [Fact]
    public void NameOfTheInput() => Expect("DT0105", 1, "Name", New().Input(4).Dense(3, name: "input"), "'input'");

    [Theory]
    [InlineData("a..b")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData(".a")]
    [InlineData("_")]
    [InlineData("")]
    public void InvalidName(string name) => Expect("DT0106", 1, "Name", New().Input(4).Dense(3, name: name), $"'{name}'");

    [Fact]
    public void SeveralOfAKind()
    {
        Expect("DT0107", 3, null, New().Input(4).Dense(3).Output("dense1").Output("dense1").Mse().Sgd(), "more than one [Output]");
        Expect("DT0107", 4, null, New().Input(4).Dense(3).Mse().Sgd().Adam(), "more than one optimizer");
        Expect("DT0107", 5, null, Trained(New().Input(4).Dense(3)).ClipGradientNorm(1).ClipGradientNorm(2), "more than one [ClipGradientNorm]");
    }

    [Fact]
    public void SeveralInputsWithoutANameHaveOneName() => Expect("DT0105", 1, null, New().Input(4).Input(5).Dense(3), "'input'");

    [Fact]
    public void UnusedInput() => Expect("DT0104", 0, null, Trained(New().InputNamed("a", 4).InputNamed("b", 5).Dense(3)), "'a'");

    [Fact]
    public void WrongNumberOfLayers()
    {
        Expect("DT0113", 3, "From", New().Input(4).Dense(3).Dense(3).Mse(from: "dense1, dense2").Sgd(), "'mse1' takes 1 layer but From names 2");
        Expect("DT0113", 3, "From", New().Input(4).Dense(3).Dense(3).CosineEmbedding("dense1").Sgd(), "2 layers", "\"a, b\"");
        Expect("DT0113", 2, null, New().Input(4).Dense(3).Add(new TripletMarginAttribute()).Sgd(), "3 layers", "names 0");
    }

    [Fact]
    public void LossesAndOutputsOfUnknownLayers()
    {
        Expect("DT0102", 2, "From", New().Input(4).Dense(3).Mse(from: "head").Sgd(), "'mse1'", "'head'", "'dense1'");
        Expect("DT0102", 2, "Layers", New().Input(4).Dense(3).Output("head"), "'Output'", "'head'");
        Expect("DT0114", 2, "Layers", New().Input(4).Dense(3).Output("dense1, dense1"), "'dense1' twice");
        Expect("DT0204", 2, "Layers", New().Input(4).Dense(3).Output(" "), "empty");
        Expect("DT0105", 3, "Name", New().Input(4).Dense(3).Mse(name: "a").L1(name: "a").Sgd(), "'a'");
    }

    [Fact]
    public void RepeatedTooMany()
    {
        Expect("DT0117", 1, "Layers", New().Input(4).Repeat(2, 3, "blocks").Dense(4).Relu().Mse().Sgd(), "'blocks' repeats 3 layers, but 2 follow");
        Expect("DT0204", 1, "Times", New().Input(4).Repeat(0, 1).Dense(4), "Times of 'repeat1' is 0");
        Expect("DT0206", 1, null, New().Input(4).Repeat(2000, 1).Relu(), "'repeat1'", "1,000");
        Expect("DT0106", 1, "Name", New().Input(4).Repeat(2, 1, "my blocks").Relu(), "'my blocks'");
        Expect("DT0105", 2, "Name", New().Input(4).Dense(4, name: "a").Repeat(2, 1, "a").Relu(), "'a'");
    }

    [Fact]
    public void NoLayer() => Expect("DT0108", TheClass, null, New().Input(4), "no layer");

    [Fact]
    public void OptimizerWithoutLoss() => Expect("DT0109", 2, null, New().Input(4).Dense(3).Adam(), "[Adam]", "no loss");

    [Fact]
    public void ClippingWithoutLoss() => Expect("DT0109", 2, null, New().Input(4).Dense(3).ClipGradientValue(1), "[ClipGradientValue]");

    [Fact]
    public void LossWithoutOptimizer() => Expect("DT0110", 2, null, New().Input(4).Dense(3).Mse(), "no optimizer");

    [Fact]
    public void NothingToTrain() => Expect("DT0111", 3, null, Trained(New().Input(4).Relu()), "no weights to train");

    [Fact]
    public void InputNotFirst() => Expect("DT0112", 1, null, New().Relu().Input(4).Dense(3), "above the layers");

    [Fact]
    public void NeedsSeveralValues()
    {
        Expect("DT0201", 1, null, New().Input(5).InstanceNorm(), "'instanceNorm1'", "'input'", "[5]", "[LayerNorm]");
        Expect("DT0201", 1, null, New().Input(5, 1, 1).InstanceNorm(), "[5, 1, 1]");
    }

    [Fact]
    public void ShapesDiffer()
    {
        Expect("DT0202", 3, null, New().Input(4).Dense(3).Dense(5).Add(from: "dense1, dense2"), "'add1'", "'dense1'", "3]", "'dense2'", "5]");
        Expect("DT0202", 2, null, New().Input(4, 2).Flatten().Concat(from: "input, flatten1"), "'concat1'", "'input'", "'flatten1'");
    }

    [Fact]
    public void LossDoesNotFit()
    {
        Expect("DT0203", 2, null, New().Input(2, 3).Relu().MultiMargin().Sgd(), "[MultiMargin]", "'relu1'", "[Flatten]");
        Expect("DT0203", 2, null, New().Input(2).Dense(1).CrossEntropy().Sgd(), "two classes");
        Expect("DT0203", 2, "Targets", New().Input(2).Dense(2).CrossEntropy(targets: TargetKind.Values).Sgd(), "TargetKind.Probabilities");
    }

    [Fact]
    public void NotPositive()
    {
        Expect("DT0204", 1, "Units", New().Input(4).Dense(0), "Units of 'dense1' is 0");
        Expect("DT0204", 1, "Units", New().Input(4).Dense(-3), "is -3");
        Expect("DT0204", 1, "Groups", New().Input(4, 2).GroupNorm(0), "Groups of 'groupNorm1' is 0");
        Expect("DT0204", 0, "Shape", New().Input(4, 0).Flatten(), "Shape of 'input' is 0");
        Expect("DT0204", 0, "Shape", New().Input().Relu(), "Shape of 'input' is empty");
    }

    [Fact]
    public void OutOfRange()
    {
        Expect("DT0205", 1, "Probability", New().Input(4).Dropout(1.5), "Probability of 'dropout1' is 1.5", "from 0 to 1");
        Expect("DT0205", 1, "Probability", New().Input(4).Dropout(double.NaN), "NaN");
        Expect("DT0205", 1, "Probability", New().Input(4, 2).SpatialDropout(-1), "'spatialDropout1' is -1");
        Expect("DT0205", 1, "Probability", New().Input(4, 2).DropPath(1.5), "'dropPath1' is 1.5");
        Expect("DT0205", 1, "Dimensions", New().Input(4, 2).LayerNorm(3), "Dimensions of 'layerNorm1' is 3", "from 1 to 2", "[4, 2]");
        Expect("DT0205", 1, "Dimensions", New().Input(4, 2).RmsNorm(0), "is 0", "from 1 to 2");
        Expect("DT0205", 1, "Epsilon", New().Input(4, 2).RmsNorm(epsilon: -1), "0 or more");
        Expect("DT0205", 1, "Epsilon", New().Input(4, 2).LayerNorm(epsilon: double.NaN), "NaN");
        Expect("DT0205", 1, "Epsilon", New().Input(4, 2).InstanceNorm(epsilon: -1), "0 or more");
        Expect("DT0205", 1, "Epsilon", New().Input(4, 2).GroupNorm(2, epsilon: -1), "0 or more");
        Expect("DT0205", 1, "Epsilon", New().Input(4, 2).BatchNorm(epsilon: -1), "0 or more");
        Expect("DT0205", 1, "Momentum", New().Input(4, 2).BatchNorm(momentum: 1.5), "Momentum of 'batchNorm1' is 1.5", "from 0 to 1");
        Expect("DT0205", 1, "Groups", New().Input(4, 2).GroupNorm(3), "Groups of 'groupNorm1' is 3", "a divisor of the 4 channels");
        Expect("DT0205", 1, "Axis", New().Input(4, 2).Softmax(2), "Axis of 'softmax1' is 2", "from -2 to 1", "[4, 2]");
        Expect("DT0205", 1, "Axis", New().Input(4, 2).LogSoftmax(-3), "from -2 to 1");
        Expect("DT0205", 1, "Axis", New().Input(4, 2).Glu(5), "from -2 to 1");
        Expect("DT0205", 1, "Axis", New().Input(4, 3).Glu(), "Axis of 'glu1' is -1", "even", "has 3");
        Expect("DT0205", 1, "Lambda", New().Input(4).Softshrink(-1), "Lambda of 'softshrink1' is -1", "0 or more");
        Expect("DT0205", 2, "LabelSmoothing", New().Input(4).Dense(3).CrossEntropy(labelSmoothing: 2).Sgd(), "LabelSmoothing");
        Expect("DT0205", 2, "Delta", New().Input(4).Dense(3).Huber(0).Sgd(), "positive");
        Expect("DT0205", 2, "Beta", New().Input(4).Dense(3).SmoothL1(-1).Sgd(), "positive");
    }

    [Fact]
    public void OutOfRangeForAnOptimizer()
    {
        Expect("DT0205", 3, "Beta1", New().Input(4).Dense(3).Mse().Adam(beta1: 1), "Beta1 of 'Adam' is 1", "less than 1");
        Expect("DT0205", 3, "Momentum", New().Input(4).Dense(3).Mse().Sgd(momentum: -1), "0 or more");
        Expect("DT0205", 3, "Momentum", New().Input(4).Dense(3).Mse().Sgd(nesterov: true), "Nesterov");
        Expect("DT0205", 3, "LearningRate", New().Input(4).Dense(3).Mse().Sgd(learningRate: -1), "0 or more");
        Expect("DT0205", 3, "WeightDecay", New().Input(4).Dense(3).Mse().RmsProp(weightDecay: -1), "0 or more");
        Expect("DT0205", 3, "Epsilon", New().Input(4).Dense(3).Mse().Adagrad(epsilon: -1), "0 or more");
        Expect("DT0205", 3, "MomentumDecay", New().Input(4).Dense(3).Mse().NAdam(momentumDecay: -1), "0 or more");
        Expect("DT0205", 3, "Beta2", New().Input(4).Dense(3).Mse().NAdam(beta2: 1), "less than 1");
        Expect("DT0205", 3, "Beta1", New().Input(4).Dense(3).Mse().RAdam(beta1: -0.1), "Beta1 of 'RAdam' is -0.1");
        Expect("DT0205", 3, "Epsilon", New().Input(4).Dense(3).Mse().Adamax(epsilon: double.NaN), "NaN");
        Expect("DT0205", 3, "Rho", New().Input(4).Dense(3).Mse().Adadelta(rho: 1.1), "from 0 to 1");
        Expect("DT0205", 3, "WeightDecay", New().Input(4).Dense(3).Mse().Adadelta(weightDecay: -1), "0 or more");
        Expect("DT0205", 3, "EtaMinus", New().Input(4).Dense(3).Mse().Rprop(etaMinus: 1), "above 0 and less than 1");
        Expect("DT0205", 3, "EtaPlus", New().Input(4).Dense(3).Mse().Rprop(etaPlus: 1), "more than 1");
        Expect("DT0205", 3, "MinStep", New().Input(4).Dense(3).Mse().Rprop(minStep: -1), "0 or more");
        Expect("DT0205", 3, "MaxStep", New().Input(4).Dense(3).Mse().Rprop(minStep: 0.1, maxStep: 0.01), "MinStep (0.1) or more");
        Expect("DT0205", 3, "Beta2", New().Input(4).Dense(3).Mse().Lion(beta2: 1.5), "from 0 to 1");
        Expect("DT0205", 3, "WeightDecay", New().Input(4).Dense(3).Mse().Lamb(weightDecay: -1), "0 or more");
        Expect("DT0205", 3, "Momentum", New().Input(4).Dense(3).Mse().Muon(momentum: 1), "less than 1");
        Expect("DT0205", 3, "NewtonSchulzSteps", New().Input(4).Dense(3).Mse().Muon(newtonSchulzSteps: 0), "from 1 to 99");
        Expect("DT0205", 3, "NewtonSchulzSteps", New().Input(4).Dense(3).Mse().Muon(newtonSchulzSteps: 100), "from 1 to 99");
        Expect("DT0205", 3, "AdamWRate", New().Input(4).Dense(3).Mse().Muon(adamWRate: -1), "0 or more");
        Expect("DT0205", 3, "AdamWLayers", New().Input(4).Dense(3).Mse().Muon(adamWLayers: "dense1, head"), "is 'head'", "among the layers 'dense1'");
        Expect("DT0205", 3, "AdamWBeta2", New().Input(4).Dense(3).Mse().Muon(adamWBeta2: 1), "less than 1");
        Expect("DT0205", 2, "Axis", New().Input(4).Dense(3).CrossEntropy(axis: 1).Sgd(), "from -1 to 0");
        Expect("DT0205", 2, "ClassWeights", New().Input(4).Dense(3).CrossEntropy(classWeights: [1, 2]).Sgd(), "is 2 numbers; it must be 3, one a class");
        Expect("DT0205", 2, "ClassWeights", New().Input(4).Dense(2).Nll([1, -2]).Sgd(), "is -2", "0 or more");
        Expect("DT0205", 2, "PosWeight", New().Input(4).Dense(3).BinaryCrossEntropyWithLogits([1, 2]).Sgd(), "2 numbers");
        Expect("DT0205", 2, "Weight", New().Input(4).Dense(3).Mse().Weighted(-1).Sgd(), "0 or more");
        Expect("DT0205", 2, "P", New().Input(4).Dense(3).MultiMargin(p: 3).Sgd(), "1 or 2");
        Expect("DT0205", 1, "Shape", New().Input(4).Reshape([3, -1]), "[3, -1]", "4 values");
        Expect("DT0205", 1, "Axis", New().Input(4, 2).Squeeze(0), "extent 1 of [4, 2]");
        Expect("DT0205", 1, "Axis", New().Input(4, 2).Unsqueeze(3), "from -3 to 2");
        Expect("DT0205", 1, "Axis", New().Input(4, 2).Concat("input, input", axis: 2), "from -2 to 1");
        Expect("DT0205", 4, "MaxNorm", Trained(New().Input(4).Dense(3)).ClipGradientNorm(0), "positive");
    }

    [Fact]
    public void TooLarge() => Expect("DT0206", TheClass, null, New().Input(20_000).Dense(20_000), "400,020,000", "100,000,000");

    [Fact]
    public void TooManyValuesASample()
    {
        Expect("DT0206", 0, "Shape", new NetworkBuilder("Net").Input(70_000, 70_000).Flatten().Dense(2), "4,900,000,000", "100,000,000");
        Expect("DT0206", 1, null, new NetworkBuilder("Net").Input(20_000, 1).Dense(6_000), "120,000,000", "100,000,000");
    }

    [Fact]
    public void OneInput() => Expect("DT0207", 3, "From", New().Input(4).Relu(name: "a").Relu(name: "b").Dense(3, from: "a, b"), "'dense1'", "2", "[Concat]");

    [Fact]
    public void SeveralInputs()
    {
        Expect("DT0208", 2, null, New().Input(4).Relu().Add(new AddAttribute()), "'add1'", "From");
        Expect("DT0208", 2, null, New().Input(4).Relu().Concat(from: "relu1"), "'concat1'", "1 input");
    }

    [Fact]
    public void ARightDeclarationHasNoProblems()
    {
        (NetworkModel? model, ImmutableArray<Problem> problems) = Build.Run(Trained(New().Input(4).Dense(3)).ToSpec());
        Assert.NotNull(model);
        Assert.Empty(problems);
    }

    [Fact]
    public void AllMistakesAreReportedAtOnce()
    {
        ImmutableArray<Problem> problems = Build.Run(New().Input(4).Dense(3, name: "1 2").Dense(3, from: "no").Adam().ToSpec()).Problems;
        Assert.Equal(["DT0102", "DT0106", "DT0109"], problems.Select(p => p.Kind.Id).Order());
    }

    private static NetworkBuilder New() => new("Net");

    private static NetworkBuilder Trained(NetworkBuilder network) => network.Mse().Sgd();

    private static void Expect(string id, int element, string? argument, NetworkBuilder network, params string[] words)
    {
        (NetworkModel? model, ImmutableArray<Problem> problems) = Build.Run(network.ToSpec());
        Problem problem = Assert.Single(problems, p => p.Kind.Id == id);
        Assert.Equal(element, problem.Element);
        Assert.Equal(argument, problem.Argument);
        Assert.Equal(problems.All(p => p.Kind.Severity != ProblemSeverity.Error), model is not null);
        Assert.All(words, word => Assert.Contains(word, problem.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('{', problem.Message);
    }
}
