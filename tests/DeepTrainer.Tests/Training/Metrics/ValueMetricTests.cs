using CsCheck;

namespace DeepTrainer.Tests;

public class ValueMetricTests
{
    private static readonly Gen<(float[] Predictions, float[] Targets, int Outputs)> Samples =
        Gen.Select(Gen.Int[1, 4], Gen.Int[2, 50]).SelectMany((outputs, samples) => Gen.Select(
            Gen.Float[-10, 10].Array[outputs * samples], Gen.Float[-10, 10].Array[outputs * samples], Gen.Const(outputs)));

    [Fact]
    public void MeanAbsoluteError_IsTheMeanOverAllValues() => Samples.Each((y, t, outputs) =>
        Assert.Equal(y.Zip(t).Average(pair => Math.Abs((double)pair.First - pair.Second)), Metric.MeanAbsoluteError().Of(y, t, outputs), 1e-12));

    [Fact]
    public void RootMeanSquaredError_IsTheRootOfTheMeanOverAllValues() => Samples.Each((y, t, outputs) => Assert.Equal(
        Math.Sqrt(y.Zip(t).Average(pair => Math.Pow((double)pair.First - pair.Second, 2))), Metric.RootMeanSquaredError().Of(y, t, outputs), 1e-12));

    [Fact]
    public void RSquared_IsTheMeanOverTheOutputs() => Samples.Each((y, t, outputs) =>
    {
        double expected = NaiveMetrics.RSquared(y, t, outputs);
        Assert.Equal(expected, Metric.RSquared().Of(y, t, outputs), 1e-9 * Math.Max(1, Math.Abs(expected)));
    });

    [Fact]
    public void ExamplesOfScikitLearn_HaveItsResults()
    {
        float[] targets = [3, -0.5f, 2, 7];
        float[] predictions = [2.5f, 0, 2, 8];
        Assert.Equal(0.5, Metric.MeanAbsoluteError().Of(predictions, targets));
        Assert.Equal(0.61237, Metric.RootMeanSquaredError().Of(predictions, targets), 1e-5);
        Assert.Equal(0.94860, Metric.RSquared().Of(predictions, targets), 1e-5);
        Assert.Equal(0, Metric.RSquared().Of([2, 2, 2], [1, 2, 3]));
        Assert.Equal(-3, Metric.RSquared().Of([3, 2, 1], [1, 2, 3]));
    }

    [Fact]
    public void RSquaredOfEqualTargets_Is1IfTheyAreMet_And0IfNot()
    {
        Assert.Equal(1, Metric.RSquared().Of([0.1f, 0.1f, 0.1f], [0.1f, 0.1f, 0.1f]));
        Assert.Equal(0, Metric.RSquared().Of([0.1f, 0.1f, 0.2f], [0.1f, 0.1f, 0.1f]));
        Assert.Equal(0.5, Metric.RSquared().Of([1, 5, 2, 6], [1, 4, 2, 4], outputs: 2));
        Assert.Equal(double.NaN, Metric.RSquared().Of([1, float.NaN], [1, 1]));
    }

    [Fact]
    public void RSquaredOfTargetsFarFrom0_KeepsItsDigits()
    {
        float[] targets = [.. Enumerable.Range(0, 1000).Select(i => 1e6f + i % 7)];
        float[] predictions = [.. targets.Select((t, i) => t + (i % 2 == 0 ? 0.5f : -0.5f))];
        double mean = targets.Average(t => (double)t);
        Assert.Equal(1 - 250 / targets.Sum(t => (t - mean) * (t - mean)), Metric.RSquared().Of(predictions, targets), 1e-9);
    }

    [Fact]
    public void WithoutSamples_ThereIsNoNumber()
    {
        ValueMetric[] all = [Metric.MeanAbsoluteError(), Metric.RootMeanSquaredError(), Metric.RSquared()];
        Assert.All(all, metric => Assert.Equal(double.NaN, metric.Of([], [])));
        Assert.Equal(double.NaN, Metric.RSquared().Of([1], [1]));
    }

    [Fact]
    public void BatchesGiveWhatTheWholeGives_AndResetForgets() => Samples.Each((y, t, outputs) =>
    {
        foreach (ValueMetric metric in new[] { Metric.MeanAbsoluteError(), Metric.RootMeanSquaredError(), Metric.RSquared() })
        {
            ValueAccumulator run = metric.Begin(outputs);
            run.Add(t, y);
            run.Reset();
            Assert.Equal(double.NaN, run.Result());
            for (int start = 0; start < y.Length; start += 5 * outputs)
            {
                int count = Math.Min(5 * outputs, y.Length - start);
                run.Add(y.AsSpan(start, count), t.AsSpan(start, count));
            }
            Assert.Equal(y.Length / outputs, run.Samples);
            Assert.Equal(metric.Of(y, t, outputs), run.Result(), 1e-12 * Math.Max(1, Math.Abs(run.Result())));
        }
    }, iter: 30);

    [Fact]
    public void WhatDoesNotFit_IsRefused()
    {
        Assert.Throws<ArgumentException>("targets", () => Metric.MeanAbsoluteError().Of([1], [1, 2]));
        Assert.Throws<ArgumentException>("predictions", () => Metric.RSquared().Of([1, 2, 3], [1, 2, 3], outputs: 2));
        Assert.Throws<ArgumentOutOfRangeException>("outputs", () => Metric.RSquared().Of([1, 2, 3], [1, 2, 3], outputs: 0));
    }
}
