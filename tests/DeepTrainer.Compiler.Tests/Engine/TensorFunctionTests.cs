using System.Linq.Expressions;
using System.Reflection;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;
using DeepTrainer.Tests.Tensors;
using static DeepTrainer.Functional;

namespace DeepTrainer.Compiler.Tests.Engine;

/// <summary>Functions of tensors that users write.</summary>
public class TensorFunctionTests
{
    // Differences don't see what a function says of its gradients.
    private static readonly string[] WithGradientsOfTheirOwn = [nameof(Constructs.Stopped)];

    public static TheoryData<string> Names => [.. Methods.Keys];

    public static TheoryData<string> Smooth => [.. Methods.Keys.Except(WithGradientsOfTheirOwn)];

    // those that give a tuple are tested with what takes its parts
    private static Dictionary<string, MethodInfo> Methods { get; } =
        typeof(Constructs).GetMethods(BindingFlags.Public | BindingFlags.Static).Where(m => m.ReturnType == typeof(Tensor)).ToDictionary(m => m.Name);

    [Theory, MemberData(nameof(Smooth))]
    public void GradientsAreRight(string construct)
    {
        GradientCheckResult result = GradientCheck.Run(Network(construct, "sgd"), seed: 3);
        Assert.True(result.Worst.Relative < 1e-5, $"{result}");
    }

    [Theory, MemberData(nameof(Names))]
    public void GeneratedCodeAgreesWithTheEngine(string construct)
    {
        NetworkModel model = Network(construct, "adam").ToModel();
        AgainstEngine.Compare(model, [1, 3, 7, 17]);
    }

    public static TheoryData<string> LossNames => [.. Losses.Keys];

    private static Dictionary<string, MethodInfo> Losses { get; } = typeof(TensorLosses).GetMethods(BindingFlags.Public | BindingFlags.Static).ToDictionary(m => m.Name);

    [Theory, MemberData(nameof(LossNames))]
    public void GradientsOfLossesAreRight(string loss)
    {
        GradientCheckResult result = GradientCheck.Run(WithLoss(loss).Adam(), seed: 3, samples: 5);
        Assert.True(result.Worst.Relative < 1e-5, $"{result}");
    }

    [Theory, MemberData(nameof(LossNames))]
    public void GeneratedLossesAgreeWithTheEngine(string loss)
    {
        // Adam would make whole steps of what is rounded from 0
        NetworkModel model = WithLoss(loss).Sgd().ToModel();
        AgainstEngine.Compare(model, [1, 3, 17], tolerance: 1e-3);
    }

    [Fact]
    public void ALossByNumbersAndOneByTensors_AreTheSame()
    {
        float[] inputs = [1, 2, 3, -1, 0, 2], targets = [.. Enumerable.Range(0, 12).Select(i => i * 0.1f)];
        EngineNetwork own = WithLoss(nameof(TensorLosses.MeanSquare)).Sgd().Build(3);
        EngineNetwork builtIn = Start().Mse(from: "a").Sgd().Build(3);
        Assert.Equal(builtIn.TrainBatch(inputs, targets), own.TrainBatch(inputs, targets), 1e-6f);
        Assert.Equal(builtIn.Parameters[0].ToArray(), own.Parameters[0].ToArray(), Close);
    }

    private static Tensor OfPairs(Tensor a) => LogSumExp(Contract("nd,md->nm", a, AllSamples(a)) * (1 - Equal(SampleNumber.Unsqueeze(1), AllSamples(SampleNumber))), 1);

    [Fact]
    public void PairsOfSamples_AreThoseOfTheBatch()
    {
        NetworkModel model = new NetworkBuilder("Pairs").Input(2).Prelu(initialSlope: 1).Loss(OfPairs, maxBatch: 4).Sgd().ToModel();
        float[] inputs = [1, 2, -1, 0.5f, 3, 1];
        double expected = 0;
        for (int n = 0; n < 3; n++)
            expected += Math.Log(Enumerable.Range(0, 3).Sum(m => Math.Exp(n == m ? 0 : (inputs[2 * n] * inputs[2 * m]) + (inputs[(2 * n) + 1] * inputs[(2 * m) + 1])))) / 3;
        foreach (INetwork network in new INetwork[] { new EngineNetwork(model, 1), CompiledNetwork.Create(model, 1) })
        {
            Assert.Equal(expected, network.Evaluate(inputs, default(ReadOnlySpan<float>)), 1e-5);
            Assert.Equal(Math.Log(1), network.Evaluate(inputs.AsSpan(0, 2), default(ReadOnlySpan<float>)), 1e-6);
            Assert.Equal(4, network.Info.MaxBatch);
            string[] messages = [.. new Action[] { () => network.Evaluate(new float[10], default(ReadOnlySpan<float>)),
                () => network.TrainBatch(new float[10], default(ReadOnlySpan<float>)) }
                .Select(a => Assert.Throws<ArgumentException>(a).Message)];
            Assert.All(messages, m => Assert.StartsWith("'Pairs' has a loss that compares up to 4 samples but got a batch of 5. Make batches "
                + "smaller, or set MaxBatch of its [Loss].", m));
        }
    }

    // Scores of 3 classes from 6 numbers of a sample; and two numbers for a target.
    private static Tensor Supervised(Tensor a, Tensor target) => -Sum(target * LogSoftmax(a[.., ..3] + a[.., 3..], 1), 1);

    private static Tensor Halves(Tensor a, Tensor target) => Square(Mean(a.Reshape(-1, 2, 3), 2) - target);

    [Fact]
    public void TargetsOfALoss_MayHaveAnotherShapeThanItJudges()
    {
        NetworkModel classes = Start().Loss(Supervised, targets: TargetKind.ClassIndices, classes: 3).Adam().ToModel(), values = Start()
            .Loss(Halves, targetShape: [2]).Adam().ToModel();
        Assert.Equal((1, 2), (classes.TargetSize, values.TargetSize));
        AgainstEngine.Compare(classes, [1, 7, 17]);
        AgainstEngine.Compare(values, [1, 7, 17]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new EngineNetwork(classes, 1).TrainBatch([1, 2, 3], [3]));
        NetworkDefinitionException mistake = Assert.Throws<NetworkDefinitionException>(() => Start().Loss(Halves, targetShape: [0]).Adam().ToModel());
        Assert.Contains("TargetShape", mistake.Message, StringComparison.Ordinal);
        Assert.Throws<NetworkDefinitionException>(() => Start().Loss(Halves, classes: 3).Adam().ToModel());
    }

    public static TheoryData<string> RuleNames => [.. AllRules.Keys];

    private static Dictionary<string, Delegate> AllRules { get; } = new()
    {
        ["lars"] = Rules.Lars,
        ["adam"] = Rules.Adam,
        ["counted"] = Rules.Counted,
        ["matrices"] = Rules.Matrices,
        ["noted twice"] = Rules.NotedTwice
    };

    [Theory, MemberData(nameof(RuleNames))]
    public void GeneratedRulesAgreeWithTheEngine(string rule)
    {
        NetworkModel model = Start().Mse(from: "b").UpdateRule(AllRules[rule], learningRate: 0.05).ToModel();
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 7);
    }

    [Fact]
    public void AdamOverTensors_TakesTheStepsOfAdam()
    {
        float[] inputs = [1, 2, 3, -1, 0, 2], targets = [.. Enumerable.Range(0, 12).Select(i => i * 0.1f)];
        EngineNetwork own = Start().Mse(from: "b").UpdateRule(Rules.Adam, learningRate: 1e-2).Build(3), builtIn = Start().Mse(from: "b").Adam(learningRate: 1e-2).Build(3);
        for (int step = 0; step < 20; step++)
            Assert.Equal(builtIn.TrainBatch(inputs, targets), own.TrainBatch(inputs, targets), 1e-5f);
        Assert.Equal(builtIn.Parameters[0].ToArray(), own.Parameters[0].ToArray(), Close);
        Assert.Equal(builtIn.OptimizerState.Select(s => s.Name).Order(), own.OptimizerState.Select(s => s.Name).Order());
    }

    [Fact]
    public void WhatARuleNotesTwice_IsWhatItIsGivenLast()
    {
        EngineNetwork network = Start().Mse(from: "b").UpdateRule(Rules.NotedTwice).Build(3);
        network.TrainBatch([1, 2, 3], [1, 2, 3, 4, 5, 6]);
        Assert.All(network.OptimizerState, s => Assert.Equal([2f], s.ToArray()));
    }

    [Fact]
    public void TwoOptimizersOfAKind_HaveOptionsOfTheirOwn()
    {
        NetworkModel model = Start().Mse(from: "b").Add(new AdamAttribute { Only = "a.*", Beta1 = 0.5, LearningRate = 1e-2 })
            .Add(new AdamAttribute { Beta2 = 0.9, LearningRate = 3e-3 }).ToModel();
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 7);
    }

    [Fact]
    public void ALossForEachSample_TakesWeightsOfSamples()
    {
        float[] inputs = [1, 2, 3, -1, 0, 2], targets = [.. Enumerable.Range(0, 12).Select(i => i * 0.1f)];
        float[] weighted = [.. targets[..6], 2, .. targets[6..], 0];
        EngineNetwork own = WithLoss(nameof(TensorLosses.PerSample)).Weighted(sampleWeights: true).Sgd().Build(3);
        EngineNetwork alone = WithLoss(nameof(TensorLosses.PerSample)).Sgd().Build(3);
        Assert.Equal(alone.Evaluate(inputs.AsSpan(0, 3), targets.AsSpan(0, 6)), own.Evaluate(inputs, weighted), 1e-5f); // (2·first + 0·second) / 2
    }

    [Fact]
    public void SeveralOptimizers_ShareTheParametersByName()
    {
        NetworkBuilder Two() => Start().Mse(from: "b").Add(new AdamAttribute { Only = "a.*", LearningRate = 1e-2 }).Add(new SgdAttribute { LearningRate = 0.5, Except = "*.bias" })
            .Add(new LionAttribute { LearningRate = 1e-3 });
        EngineNetwork network = Two().Build(3);
        Assert.Equal(["a.weight.exp_avg", "a.weight.exp_avg_sq", "a.bias.exp_avg", "a.bias.exp_avg_sq", "b.bias.exp_avg"], network.OptimizerState.Select(s => s.Name));
        Assert.Equal(1e-2f, network.LearningRate);
        float[] inputs = [1, 2, 3], targets = [1, 2, 3, 4, 5, 6], before = network.Parameters.First(p => p.Name == "b.weight").ToArray();
        network.LearningRate = 1e-3f; // and b.weight's with it, from 0.5 to 0.05
        EngineNetwork alone = Start().Mse(from: "b").Sgd(learningRate: 0.05).Build(3);
        network.TrainBatch(inputs, targets);
        alone.TrainBatch(inputs, targets);
        Assert.Equal(alone.Parameters.First(p => p.Name == "b.weight").ToArray(), network.Parameters.First(p => p.Name == "b.weight").ToArray(), Close);
        NetworkModel model = Two().ToModel();
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 7);
    }

    [Theory]
    [InlineData(TrainedFor.All, 1)]
    [InlineData(TrainedFor.Channel, 3)]
    [InlineData(TrainedFor.Element, 15)]
    public void NumbersOfAnActivationAreTrained(TrainedFor extent, int weights)
    {
        NetworkBuilder network = new NetworkBuilder("Net").Input(3, 5)
            .Activation("snake", (x, p) => x + (Functions.Sin(p[0] * x) * Functions.Sin(p[0] * x) / p[0]) + p[1], [new("a", 0.5, extent), new("shift", 0, TrainedFor.All)])
            .Flatten().Dense(2).Mse().Adam();
        Assert.True(GradientCheck.Run(network).Worst.Relative < 1e-6);
        NetworkModel model = network.ToModel();
        Assert.Equal(weights, model.Parameters.First(p => p.Name == "snake1.a").Shape.SampleSize);
        AgainstEngine.Compare(model, CompiledNetwork.Create(model, 7), 5);
    }

    private static NetworkBuilder Start() => new NetworkBuilder("Net").Input(3).Dense(6, name: "a").Tanh(name: "t").Dense(6, name: "b");

    private static NetworkBuilder WithLoss(string loss)
    {
        MethodInfo method = Losses[loss];
        Type[] types = [.. method.GetParameters().Select(p => p.ParameterType), method.ReturnType];
        return Start().Loss(method.CreateDelegate(System.Linq.Expressions.Expression.GetDelegateType(types)), from: "a, b");
    }

    private static bool Close(float expected, float actual) => Math.Abs(expected - actual) <= 1e-5f * Math.Max(1, Math.Abs(expected));

    // A factor that all terms have is taken out of the sum.
    [Fact]
    public void NothingFlowsBackThroughAStoppedFactorOfASum()
    {
        float[] slopes = SlopesOf(x => Sum(x[..4].Reshape(2, 2) * StopGradient(Square(x[4..].Unsqueeze(1))), 1), [1, 2, 3, 4, 5, 6]);
        Assert.Equal([25, 25, 36, 36, 0, 0], slopes);
    }

    [Fact]
    public void AFactorOfASumKeepsTheGradientItWasGiven()
    {
        float[] slopes = SlopesOf(x => Sum(x[..4].Reshape(2, 2) * WithGradientOf(Round(x[4..].Unsqueeze(1)), 3 * x[4..].Unsqueeze(1)), 1), [1, 2, 3, 4, 5.2f, 5.8f]);
        Assert.Equal([5, 5, 6, 6, 9, 21], slopes);
    }

    private static float[] SlopesOf(Func<Tensor, Tensor> layer, float[] sample)
    {
        EngineNetwork network = new NetworkBuilder("Slopes").Input(sample.Length).Layer(layer).Loss(Total).Sgd().Build(seed: 1);
        return network.Gradients(sample, default(ReadOnlySpan<float>))["input"];

        static Tensor Total(Tensor y) => Sum(y);
    }

    internal static NetworkBuilder Network(string construct, string name)
    {
        MethodInfo method = Methods[construct];
        NetworkBuilder builder = new NetworkBuilder(construct + name).Input(method.GetCustomAttribute<SampleAttribute>()!.Shape)
            .Layer(method.CreateDelegate(Expression.GetDelegateType([.. method.GetParameters().Select(p => p.ParameterType), method.ReturnType]))).Flatten().Dense(3).Mse();
        return name == "adam" ? builder.Adam() : builder.Sgd();
    }
}
