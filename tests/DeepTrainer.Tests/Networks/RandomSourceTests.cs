namespace DeepTrainer.Tests;

public class RandomSourceTests
{
    // The first outputs of the reference implementations (SplitMix64 seeded with 0, then xoshiro256**).
    [Fact]
    public void Numbers_AreThoseOfTheReferenceImplementation()
    {
        var random = new RandomSource(0);
        Assert.Equal(0x99EC5F36CB75F2B4UL, random.NextUInt64());
        Assert.Equal(0xBF6E1F784956452AUL, random.NextUInt64());
        Assert.Equal(0x1A5F849D4933E6E0UL, random.NextUInt64());
    }

    [Fact]
    public void TheSameSeed_GivesTheSameNumbers_AndAnotherSeedOthers()
    {
        var a = new RandomSource(5);
        var b = new RandomSource(5);
        var c = new RandomSource(6);
        for (int i = 0; i < 100; i++)
        {
            ulong value = a.NextUInt64();
            Assert.Equal(value, b.NextUInt64());
            Assert.NotEqual(value, c.NextUInt64());
        }
    }

    [Fact]
    public void Uniform_HasItsMeanAndVariance()
    {
        var random = new RandomSource(1);
        double[] values = [.. Enumerable.Range(0, 100_000).Select(_ => random.NextDouble())];
        Assert.All(values, value => Assert.True(value is >= 0 and < 1));
        Assert.Equal(0.5, values.Average(), 0.005);
        Assert.Equal(1 / 12.0, values.Average(value => Math.Pow(value - 0.5, 2)), 0.001);
        Assert.All(Enumerable.Range(0, 10_000), _ => Assert.True(random.NextSingle() is >= 0 and < 1));
    }

    [Fact]
    public void Gaussian_HasItsMoments()
    {
        var random = new RandomSource(2);
        double[] values = [.. Enumerable.Range(0, 200_000).Select(_ => random.NextGaussian())];
        Assert.Equal(0, values.Average(), 0.01);
        Assert.Equal(1, values.Average(value => value * value), 0.02);
        Assert.Equal(0, values.Average(value => value * value * value), 0.05);
        Assert.Equal(3, values.Average(value => Math.Pow(value, 4)), 0.1);
    }

    [Fact]
    public void Next_GivesEveryNumberEquallyOften()
    {
        var random = new RandomSource(3);
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++)
            counts[random.Next(7)]++;
        Assert.All(counts, count => Assert.InRange(count, 9_500, 10_500));
        Assert.Equal(0, random.Next(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Next(0));
    }

    [Fact]
    public void Shuffle_KeepsAllItems_AndGivesEveryOrderEquallyOften()
    {
        var random = new RandomSource(4);
        var orders = new Dictionary<string, int>();
        for (int i = 0; i < 24_000; i++)
        {
            int[] items = [0, 1, 2, 3];
            random.Shuffle(items);
            string order = string.Concat(items);
            orders[order] = orders.GetValueOrDefault(order) + 1;
        }
        Assert.Equal(24, orders.Count);
        Assert.All(orders.Values, count => Assert.InRange(count, 850, 1150));
    }
}
