using DeepTrainer.Runtime;

namespace DeepTrainer.Tests;

public class UniformTests
{
    private const int Count = 100_000;

    [Fact]
    public void Numbers_AreInRange_WithTheMeanVarianceAndSpreadOfAUniformDistribution()
    {
        float[] values = Sequence(VectorMath.RandomKey(1, 1, 0));
        Assert.All(values, value => Assert.InRange(value, 0f, 1 - 1f / (1 << 24)));
        Assert.Equal(0.5, values.Average(), 0.005);
        Assert.Equal(1 / 12.0, values.Average(value => (value - 0.5) * (value - 0.5)), 0.001);
        int[] bins = new int[100];
        foreach (float value in values)
            bins[(int)(value * bins.Length)]++;
        double chiSquare = bins.Sum(bin => Math.Pow(bin - 1000.0, 2) / 1000);
        Assert.InRange(chiSquare, 50, 160);
    }

    [Fact]
    public void SequencesOfNeighbouringSeedsStepsAndStreams_AreNotCorrelated()
    {
        float[] reference = Sequence(VectorMath.RandomKey(1, 1, 1));
        Assert.InRange(Correlation(reference, Sequence(VectorMath.RandomKey(2, 1, 1))), -0.02, 0.02);
        Assert.InRange(Correlation(reference, Sequence(VectorMath.RandomKey(1, 2, 1))), -0.02, 0.02);
        Assert.InRange(Correlation(reference, Sequence(VectorMath.RandomKey(1, 1, 2))), -0.02, 0.02);
        Assert.InRange(Correlation(reference[1..], reference[..^1]), -0.02, 0.02);
    }

    [Fact]
    public void TwoKeys_DontGiveTheSameNumbersInAnotherOrder()
    {
        HashSet<float> first = [.. Sequence(7).Take(4096)];
        int shared = Sequence(8).Take(4096).Count(first.Contains);
        Assert.InRange(shared, 0, 20);
    }

    [Fact]
    public void Keys_DifferForSeedsStepsAndStreams()
    {
        HashSet<uint> keys = [];
        for (int i = 0; i < 10_000; i++)
            keys.Add(VectorMath.RandomKey((ulong)(i % 10), i / 100, i / 10 % 10));
        Assert.Equal(10_000, keys.Count);
    }

    [Fact]
    public void Numbers_StayTheSameInEveryVersion()
    {
        Assert.Equal(PinnedKey, VectorMath.RandomKey(1, 2, 3));
        Assert.Equal(PinnedNumber, VectorMath.Uniform(4, 5));
    }

    // Computed by another program from the definition.
    private const uint PinnedKey = 1591808987;
    private const float PinnedNumber = 5363203f / (1 << 24);

    private static float[] Sequence(uint key) => [.. Enumerable.Range(0, Count).Select(i => VectorMath.Uniform((uint)i, key))];

    private static double Correlation(float[] a, float[] b) => a.Zip(b, (x, y) => (x - 0.5) * (y - 0.5)).Average() * 12;
}
