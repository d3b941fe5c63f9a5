using DeepTrainer.Compiler.Passes;
using DeepTrainer.Engine;
using static DeepTrainer.Compiler.Tests.Rendering.AgainstEngine;

namespace DeepTrainer.Compiler.Tests.Rendering;

/// <summary>Layers of more than a million values a sample: images of usual size, and vocabularies of language models.</summary>
public class LargeLayerTests
{
    // The beginning of MobileNetV2 (Sandler et al., 2018) on an image of 224 × 224: its largest layer has 96 × 112 × 112 values.
    [Fact]
    public void AnImageOfUsualSize_TrainsAsInTheEngine()
    {
        NetworkModel model = new NetworkBuilder("Mobile").Input(3, 224, 224)
            .Conv2D(32, [3], stride: 2, padding: 1, bias: false).BatchNorm().Relu6()
            .Conv2D(32, [3], padding: 1, groups: 32, bias: false).BatchNorm().Relu6().Conv2D(16, [1], bias: false).BatchNorm()
            .Conv2D(96, [1], bias: false).BatchNorm().Relu6(name: "expanded").Conv2D(96, [3], stride: 2, padding: 1, groups: 96, bias: false).BatchNorm().Relu6()
            .Conv2D(24, [1], bias: false).BatchNorm().GlobalAvgPool().Dense(10).CrossEntropy().Sgd(0.01).ToModel();
        Assert.Equal(1_204_224, model.Layers.Single(l => l.Name == "expanded").OutputShape.SampleSize);
        INetwork generated = CompiledNetwork.Create(model, 7);
        EngineNetwork engine = new(model, 7);
        float[] inputs = Inputs(new RandomSource(1), model, 2), expected = new float[20], actual = new float[20];
        engine.PredictBatch(inputs, expected);
        generated.PredictBatch(inputs, actual);
        Close(expected, actual, 1e-3, "prediction");
        for (int step = 0; step < 2; step++)
            Assert.Equal(engine.TrainBatch(inputs, [3, 7]), generated.TrainBatch(inputs, [3, 7]), 1e-3f);
    }

    // 32,000 words at 96 positions: 3 million scores.
    [Fact]
    public void AHeadOfALargeVocabulary_Learns()
    {
        NetworkModel model = new NetworkBuilder("Words").Input(96).Embedding(32_000, 8, initValue: 0.5).Dense(32_000, bias: false).CrossEntropy(axis: -1).Adam(0.05).ToModel();
        Assert.Equal(96 * 32_000, model.OutputShape.SampleSize);
        INetwork network = CompiledNetwork.Create(model, 1);
        float[] words = [.. Enumerable.Range(0, 96).Select(i => (float)(i * 331))], scores = new float[96 * 32_000];
        int[] next = [.. words.Select(w => (int)w * 7 % 32_000)];
        float first = network.Evaluate(words, next);
        Assert.Equal(Math.Log(32_000), first, 0.5f);
        for (int step = 0; step < 6; step++)
            network.TrainBatch(words, next);
        Assert.InRange(network.Evaluate(words, next), 0, first - 1);
        network.Predict(words, scores);
        Assert.All(scores, s => Assert.True(float.IsFinite(s)));
        // the last element of the last position is its score, not what lies elsewhere
        EngineNetwork engine = new(model, 1);
        foreach ((Parameter to, Parameter from) in engine.Parameters.Zip(network.Parameters))
            to.CopyFrom(from.ToArray());
        float[] expected = new float[scores.Length];
        engine.Predict(words, expected);
        Close(expected, scores, 1e-4, "scores");
    }

    // 512 positions of 32,000 words are 16 million scores a sample, 262 million of the 16 samples that are worked on at once.
    [Fact]
    public void FiveHundredPositionsOfALargeVocabulary_AreEmitted()
    {
        NetworkModel model = new NetworkBuilder("Language").Input(512).Embedding(32_000, 64).Dense(32_000).CrossEntropy(axis: -1).AdamW().ToModel();
        Assert.Contains(Compiler.Rendering.Renderer.Run(model), f => f.Text.Contains("16384000", StringComparison.Ordinal));
    }

    [Fact]
    public void WhatNoWorkingMemoryHolds_IsTold()
    {
        NetworkModel model = new NetworkBuilder("Vast").Input(10_000, 1).Dense(9_000).Softmax().Dense(9_000).Mse().Adam().ToModel();
        (_, Problem? problem) = Compiler.Rendering.Renderer.TryRun(model, Compiler.Planning.Target.X86);
        Assert.Contains("working memory", problem?.Message, StringComparison.Ordinal);
    }
}
