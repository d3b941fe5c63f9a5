using DeepTrainer.Engine;
using DeepTrainer.Runtime;
using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Tests.Engine;

public class DeclarationTests
{
    [Fact]
    public void ADeclaredClassIsTheNetworkThatTheBuilderMakes()
    {
        NetworkBuilder built = new NetworkBuilder("Declared").Input(2, 3).Flatten().Dense(4, name: "h", biasInit: Init.Zeros).Tanh()
            .Add(from: "h, tanh1").Dense(2).CrossEntropy(labelSmoothing: 0.1).AdamW(learningRate: 0.01).ClipGradientNorm(1);
        EngineNetwork declared = EngineNetwork.FromDeclaration<Declared>(seed: 3);
        Assert.Equal(built.ToSpec().Elements, declared.Model.Spec.Elements);
        Assert.Equal("Declared", declared.Info.Name);
        Assert.True(GradientCheck.Run<Declared>().Worst.Relative < 1e-6);
    }

    [Fact]
    public void AnInferenceClassIsTheNetworkThatItNames_WithoutItsTraining()
    {
        EngineNetwork network = EngineNetwork.FromDeclaration<Declared>(seed: 3), model = EngineNetwork.FromDeclaration<DeclaredModel>(seed: 3);
        Assert.Equal(("DeclaredModel", false, false), (model.Info.Name, model.Info.HasLoss, model.Info.HasOptimizer));
        Assert.EndsWith("Declared", model.Info.InferenceOf, StringComparison.Ordinal);
        Assert.Equal(network.Info.Targets.Select(t => (t.Name, t.Classes, t.Scores)), model.Info.Targets.Select(t => (t.Name, t.Classes, t.Scores)));
        // Without weights, as generated classes are.
        Assert.All(model.Parameters.Where(p => p.IsTrained), p => Assert.All(p.ToArray(), value => Assert.Equal(float.NaN, value)));
        model.CopyFrom(network);
        Assert.Equal(network.Classify([1, 2, 3, 4, 5, 6]), model.Classify([1, 2, 3, 4, 5, 6]));
    }

    // The engine computes with floats; what is compiled of its model doesn't.
    [Fact]
    public void WhatWeightsAreKeptAs_IsReadAsTheAttributeSays() =>
        Assert.Equal(["", "Int8"], new[] { EngineNetwork.FromDeclaration<DeclaredModel>(1), EngineNetwork.FromDeclaration<SmallModel>(1) }.Select(n => n.Model.Spec.WeightType));

    [Fact]
    public void FunctionsAreThoseThatTheGeneratorHasNoted()
    {
        EngineNetwork declared = EngineNetwork.FromDeclaration<WithFunction>(1);
        EngineNetwork built = new NetworkBuilder("WithFunction").Input(3).Activation("Snake", x => x + (Sin(x) * Sin(x))).Build(1);
        float[] a = new float[3], b = new float[3];
        declared.Predict([0.5f, -1, 2], a);
        built.Predict([0.5f, -1, 2], b);
        Assert.Equal(b, a);
        Assert.Equal(0.5f + (MathF.Sin(0.5f) * MathF.Sin(0.5f)), a[0], 1e-6f);
    }

    [Fact]
    public void AFunctionThatNobodyHasNotedIsAMistake()
    {
        NetworkDefinitionException mistake = Assert.Throws<NetworkDefinitionException>(() => EngineNetwork.FromDeclaration<WithoutFunction>(1));
        Assert.Equal("DT0301", Assert.Single(mistake.Problems).Kind.Id);
        Assert.Contains("'Snake'", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AClassWithoutNetworkIsNone() =>
        Assert.Throws<ArgumentException>(() => EngineNetwork.FromDeclaration<DeclarationTests>(1));

    [Fact]
    public void AllMistakesAreInOneException()
    {
        NetworkDefinitionException mistake = Assert.Throws<NetworkDefinitionException>(
            () => new NetworkBuilder("Wrong").Input(4).Dense(3, name: "no name").Dense(3, from: "no").Adam().Build(1));
        Assert.Equal(3, mistake.Problems.Length);
        Assert.All(mistake.Problems, p => Assert.Contains(p.Kind.Id + ": " + p.Message, mistake.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void TwoDifferentFunctionsCannotHaveOneName() => Assert.Throws<ArgumentException>(
        () => new NetworkBuilder("Net").Input(4).Activation("f", Sin).Activation("f", Cos));

    [InferenceOf(typeof(Declared))]
    private sealed class DeclaredModel;

    [InferenceOf(typeof(Declared), WeightType = WeightType.Int8)]
    private sealed class SmallModel;

    [Network]
    [Input(2, 3)]
    [Flatten]
    [Dense(4, Name = "h", BiasInit = Init.Zeros), Tanh]
    [Add(From = "h, tanh1")]
    [Dense(2)]
    [CrossEntropy(LabelSmoothing = 0.1)]
    [AdamW(LearningRate = 0.01)]
    [ClipGradientNorm(1)]
    private sealed class Declared;

    [Network]
    [Input(3)]
    [Activation("Snake")]
    [CompiledFunction("Snake", "x => y = x + sin(x) * sin(x)")]
    private sealed class WithFunction;

    [Network]
    [Input(3)]
    [Activation("Snake")]
    private sealed class WithoutFunction;
}
