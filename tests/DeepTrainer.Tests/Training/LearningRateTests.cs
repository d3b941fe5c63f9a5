namespace DeepTrainer.Tests;

public class LearningRateTests
{
    [Fact]
    public void TheRateRises_AndTheNetworkIsAfterwardsWhatItWas()
    {
        SoftmaxRegression network = Runs.Network();
        Runs.Fit(network, 1, []);
        int[] before = Runs.Bits(network);
        LearningRateCurve curve = new Trainer<SoftmaxRegression>(network).FindLearningRate(Runs.Train, 1e-4f, 1e-1f, batches: 31, batchSize: 7);
        Assert.Equal(before, Runs.Bits(network));
        Assert.Equal((0.01f, (long)Runs.Batches), (network.LearningRate, network.Steps));
        Assert.Equal(31, curve.Points.Length);
        for (int i = 0; i < 31; i++)
            Assert.Equal(1e-4 * Math.Pow(1000, i / 30.0), curve.Points[i].Rate, 1e-6);
        // What Fit would have done next, it does.
        SoftmaxRegression plain = Runs.Network();
        Runs.Fit(plain, 2, []);
        Runs.Fit(network, 2, [], resume: true);
        Assert.Equal(Runs.Bits(plain), Runs.Bits(network));
    }

    [Fact]
    public void TheSuggestion_IsWhereTheLossFallsFastest_AndDivergenceEnds()
    {
        // Falls by 1 to 0.1 around the rate 0.01 (the 50th of 101 batches), and rises steeply at the end.
        Spy spy = new(Runs.Train) { Loss = (batch, _) => batch > 90 ? 1000 : (float)(0.1 + 0.9 / (1 + Math.Exp((batch - 50) / 2.0))) };
        LearningRateCurve curve = new Trainer<Spy>(spy).FindLearningRate(Runs.Train, 1e-4f, 1, batches: 101);
        Assert.True(curve.Points.Length < 96);
        Assert.InRange(curve.Suggestion!.Value, 0.008f, 0.02f);
        Assert.EndsWith($"suggestion: {curve.Suggestion.Value.ToString("E2", System.Globalization.CultureInfo.InvariantCulture)}\n", curve.ToString(), StringComparison.Ordinal);
        Assert.Null(new Trainer<Spy>(new Spy(Runs.Train) { Loss = (batch, _) => batch }).FindLearningRate(Runs.Train).Suggestion);
    }

    [Fact]
    public void Arguments_AreChecked()
    {
        Trainer<Spy> trainer = new(new Spy(Runs.Train));
        Assert.Throws<ArgumentOutOfRangeException>("least", () => trainer.FindLearningRate(Runs.Train, 0));
        Assert.Throws<ArgumentOutOfRangeException>("most", () => trainer.FindLearningRate(Runs.Train, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>("batches", () => trainer.FindLearningRate(Runs.Train, batches: 1));
    }
}
