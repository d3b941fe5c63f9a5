using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;
using static DeepTrainer.Functional;

namespace DeepTrainer.Compiler.Tests.Passes;

/// <summary>Which steps can be cut at their sums over samples, and where.</summary>
public class StepInChunksTests
{
    private static NetworkBuilder Start => new NetworkBuilder("Net").Input(4).Dense(5);

    [Fact]
    public void StepsWhoseSamplesDependOnOthers_AreNotCut()
    {
        Assert.Null(Cut(Start.BatchNorm().Dense(2).Mse().Sgd()));
        Assert.Null(Cut(Start.Layer((Tensor x) => IsTraining ? x - BatchMean(x) : x).Dense(2).Mse().Sgd()));
        Assert.Null(Cut(Start.Loss((Tensor a) => Sum(Exp(Contract("nd,md->nm", a, AllSamples(a))), 1)).Sgd()));
    }

    [Fact]
    public void EachWeightHasATotal_AndTheLossOne()
    {
        StepInChunks step = Cut(Start.Tanh().Dropout(0.3).Dense(2).Weights(l2: 0.1).Mse().Adam().ClipGradientNorm(1))!;
        Assert.Null(step.Before);
        Assert.Equal(["dense1.bias", "dense1.weight", "dense2.bias", "dense2.weight"], step.Sums.Select(s => s.Parameter).OfType<string>().Order());
        Assert.Single(step.Sums, s => s.Parameter is null);
        Assert.DoesNotContain(step.After.Nodes, n => n.Shape.IsBatched);
        Assert.All(step.Chunk.Updates, u => Assert.Contains(step.Sums, s => s.Name == u.Target.Name));
        Assert.All(step.Chunk.Nodes.Select(n => n.Primitive).OfType<Primitives.RandomUniform>(), r => Assert.True(r.IsOfChunk));
        Assert.Empty(Verifier.Violations(step.Chunk).Concat(Verifier.Violations(step.After)));
    }

    [Fact]
    public void WhatTheLabelsWeigh_IsAddedUpBefore()
    {
        foreach (NetworkBuilder loss in (NetworkBuilder[])[Start.CrossEntropy(classWeights: [1, 2, 3, 4, 5]), Start.CrossEntropy(ignoreIndex: 2)])
        {
            StepInChunks step = Cut(loss.Sgd())!;
            Assert.DoesNotContain(step.Before!.Nodes, n => n.Primitive is Primitives.Source { Kind: Primitives.SourceKind.Input });
            Assert.Single(step.Before.Updates);
        }
    }

    private static StepInChunks? Cut(NetworkBuilder network) => StepInChunks.Of(network.ToModel().Training!);
}
