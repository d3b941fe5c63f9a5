using DeepTrainer.Compiler.Tests.Rendering;
using DeepTrainer.Engine;

namespace DeepTrainer.Compiler.Tests.Engine;

/// <summary>Which dimension a layer goes along, and what shares a fate when something is dropped.</summary>
public class DimensionTests
{
    private static readonly float[] Sample = [0.5f, -1, 2, 0.25f, 3, -0.5f];

    [Theory]
    [InlineData(0, new[] { 0, 3 })]
    [InlineData(-2, new[] { 0, 3 })]
    [InlineData(1, new[] { 0, 1, 2 })]
    [InlineData(-1, new[] { 0, 1, 2 })]
    public void Softmax_SumsToOneAlongItsAxis(int axis, int[] together)
    {
        float[] softmax = Predict(n => n.Softmax(axis)), logarithms = Predict(n => n.LogSoftmax(axis));
        double sum = together.Sum(i => Math.Exp(Sample[i]));
        foreach (int i in together)
        {
            Assert.Equal(Math.Exp(Sample[i]) / sum, softmax[i], 1e-6);
            Assert.Equal(Sample[i] - Math.Log(sum), logarithms[i], 1e-6);
        }
    }

    [Fact]
    public void Glu_GatesTheFirstHalfByTheSecond()
    {
        double[] expected = [.. Enumerable.Range(0, 3).Select(i => Sample[i] / (1 + Math.Exp(-Sample[i + 3])))];
        float[] actual = Predict(n => n.Glu(0));
        Assert.Equal(expected, actual.Select(v => (double)v), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    // The mean of what is left of ones: 2 for each part of the sample that is kept.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhatIsDropped_IsAsLargeAsItsNameSays(bool generated)
    {
        Assert.Equal([0, 2], Means(n => n.DropPath(0.5), generated));
        Assert.Equal([0, 1, 2], Means(n => n.SpatialDropout(), generated));
        Assert.InRange(Means(n => n.Dropout(), generated).Length, 4, 41);
    }

    private static float[] Means(Func<NetworkBuilder, NetworkBuilder> dropping, bool generated)
    {
        NetworkBuilder network = dropping(new NetworkBuilder("Dropping").Input(2, 20).Prelu()).Loss("output", (y, t) => y).Sgd();
        INetwork trained = generated ? CompiledNetwork.Create(network.ToModel(), 1) : network.Build(1);
        float[] ones = [.. Enumerable.Repeat(1f, 40)];
        Assert.Equal(1, trained.Evaluate(ones, new float[40]), 1e-6);
        return [.. Enumerable.Range(0, 40).Select(_ => MathF.Round(trained.TrainBatch(ones, new float[40]), 5)).Distinct().Order()];
    }

    private static float[] Predict(Func<NetworkBuilder, NetworkBuilder> layer)
    {
        EngineNetwork network = layer(new NetworkBuilder("Axis").Input(2, 3)).Build(1);
        float[] output = new float[network.Info.OutputSize];
        network.Predict(Sample, output);
        return output;
    }
}
