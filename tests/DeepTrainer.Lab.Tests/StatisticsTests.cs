using CsCheck;

namespace DeepTrainer.Lab.Tests;

/// <summary>Statistics against published tables and examples, closed formulas and brute force.</summary>
public sealed class StatisticsTests
{
    // Student, The probable error of a mean (1908): hours of sleep that two drugs added, for ten patients.
    private static readonly double[] Sleep =
        [.. new[] { 0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0 }.Zip([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4], (first, second) => first - second)];

    [Theory]
    [InlineData(0.975, 1, 12.706205)]
    [InlineData(0.975, 2, 4.302653)]
    [InlineData(0.975, 4, 2.776445)]
    [InlineData(0.975, 9, 2.262157)]
    [InlineData(0.995, 9, 3.249836)]
    [InlineData(0.95, 30, 1.697261)]
    [InlineData(0.975, 120, 1.979930)]
    [InlineData(0.05, 9, -1.833113)]
    public void QuantilesOfStudentsT_AreThoseOfTables(double p, int degrees, double expected) => Assert.Equal(expected, StudentT.Quantile(p, degrees), 6);

    [Fact]
    public void StudentsT_WithOneAndTwoDegrees_HasItsClosedForm()
    {
        foreach (double t in (double[])[-1000, -7.5, -1, -0.01, 0, 1e-5, 0.3, 1, 2.5, 40, 1e6])
        {
            Assert.Equal(0.5 + (Math.Atan(t) / Math.PI), StudentT.Cumulative(t, 1), 12);
            Assert.Equal(0.5 + (t / (2 * Math.Sqrt(2 + (t * t)))), StudentT.Cumulative(t, 2), 12);
        }
    }

    [Fact]
    public void StudentsT_WithManyDegrees_IsNormal() => Assert.Equal(0.9750021, StudentT.Cumulative(1.96, 1e7), 6);

    [Fact]
    public void QuantileAndDistribution_AreInverse() => Gen.Select(Gen.Double[0.001, 0.999], Gen.Double[0.5, 500]).Each(
        (p, degrees) => Assert.Equal(p, StudentT.Cumulative(StudentT.Quantile(p, degrees), degrees), 1e-12));

    // R: t.test(Pair(sleep1, sleep2) ~ 1) gives t = -4.0621, df = 9, p-value = 0.002833, 95 percent confidence interval -2.4598858 -0.7001142.
    [Fact]
    public void ThePairedTest_OfStudentsOwnExample_IsRs()
    {
        PairedDifference test = PairedDifference.Of(Sleep, PairedTest.StudentT);
        Assert.Equal(-1.58, test.MeanDifference, 12);
        Assert.Equal(0.002833, test.PValue, 6);
        Assert.Equal(-2.4598858, test.Low, 7);
        Assert.Equal(-0.7001142, test.High, 7);
    }

    // Nadeau and Bengio: s² (1/n + n₂/n₁) instead of s²/n. With 10 splits of 1 to 4 the error is √(0.1 + 0.25) / √0.1 times as large.
    [Fact]
    public void DifferencesOfRandomSplits_AreLessCertain()
    {
        PairedDifference plain = PairedDifference.Of(Sleep, PairedTest.StudentT), split = PairedDifference.Of(Sleep, PairedTest.StudentT, testToTrain: 0.25);
        double t = -4.062128 / Math.Sqrt(3.5);
        Assert.Equal(StudentT.TwoSided(t, 9), split.PValue, 6);
        Assert.Equal((plain.High - plain.Low) * Math.Sqrt(3.5), split.High - split.Low, 9);
    }

    [Fact]
    public void DifferencesThatAreAllTheSame_SayNothing_UnlessTheyAre0()
    {
        double[] same = [0.97 - 0.96, 0.98 - 0.97, 0.91 - 0.90];
        Assert.True(double.IsNaN(PairedDifference.Of(same, PairedTest.StudentT).PValue));
        Assert.Equal(1, PairedDifference.Of([0, 0, 0], PairedTest.StudentT).PValue);
        Assert.True(double.IsNaN(PairedDifference.Of([0.1], PairedTest.StudentT).PValue));
        Assert.True(double.IsNaN(PairedDifference.Of([], PairedTest.Wilcoxon).PValue));
    }

    // Critical values of W for a two-sided 5 %: 0 for n = 6, 8 for n = 10, 25 for n = 15, 52 for n = 20 (Wilcoxon and Wilcox, 1964). One more is not significant.
    [Theory]
    [InlineData(6, 0)]
    [InlineData(8, 3)]
    [InlineData(10, 8)]
    [InlineData(15, 25)]
    [InlineData(20, 52)]
    public void WilcoxonsTest_HasTheCriticalValuesOfTables(int n, int critical)
    {
        Assert.True(Wilcoxon.TwoSided(WithRankSum(n, critical), out double sum) <= 0.05);
        Assert.Equal(critical, sum);
        Assert.True(Wilcoxon.TwoSided(WithRankSum(n, critical + 1), out _) > 0.05);
    }

    [Fact]
    public void WilcoxonsTest_WithFiveDifferences_IsNeverBelowOneSixteenth() => Assert.Equal(0.0625, Wilcoxon.TwoSided([1, 2, 3, 4, 5], out _));

    // All of the nine differences that aren't 0 have one sign: 2 of 2⁹ ways.
    [Fact]
    public void WilcoxonsTest_LeavesOutZeros() => Assert.Equal(2.0 / 512, Wilcoxon.TwoSided(Sleep, out _), 12);

    [Fact]
    public void WilcoxonsTest_CountsAllWays_AlsoWithTies() => Gen.Int[-4, 4].Array[0, 10].Each(
        values => Assert.Equal(ByBruteForce([.. values.Where(v => v != 0).Select(v => (double)v)]), Wilcoxon.TwoSided([.. values.Select(v => (double)v)], out _), 12));

    // As with 1, 2, 1, 2, 1, 1, 1, −1: the one below 0 shares a mean rank of 3.5, and 7 of 2⁸ ways have sums up to that. Differences differ in their last bits.
    [Fact]
    public void WilcoxonsTest_SeesTiesOfAccuracies()
    {
        int[] baselines = [336, 339, 350, 341, 343, 356, 348, 355], more = [1, 2, 1, 2, 1, 1, 1, -1];
        double[] differences = [.. baselines.Zip(more, (right, d) => ((right + d) / 359.0) - (right / 359.0))];
        Assert.True(differences.Distinct().Count() > 3);
        Assert.Equal(14.0 / 256, Wilcoxon.TwoSided(differences, out double statistic), 12);
        Assert.Equal(36 - 3.5, statistic);
        Assert.Equal(1, Wilcoxon.TwoSided([0, 0], out _));
        // What rounding leaves of 0 is 0.
        Assert.Equal(0.25, Wilcoxon.TwoSided([1, 2, 3, 1e-17], out _));
    }

    // R's help of p.adjust and Wikipedia's example.
    [Fact]
    public void HolmsCorrection_IsThatOfPublishedExamples()
    {
        Equal([0.05, 0.08, 0.09, 0.09, 0.09], Holm.Adjust([0.01, 0.02, 0.03, 0.04, 0.05]));
        Equal([0.03, 0.06, 0.06, 0.02], Holm.Adjust([0.01, 0.04, 0.03, 0.005]));
        Equal([double.NaN, 0.02, 0.9], Holm.Adjust([double.NaN, 0.01, 0.9]));
        Equal([1, 1], Holm.Adjust([0.6, 0.7]));
        Assert.Empty(Holm.Adjust([]));
    }

    [Fact]
    public void Deviation_DividesByOneLess()
    {
        Assert.Equal((4, 5, Math.Sqrt(20.0 / 3)), SampleSummary.Of([2, 4, 6, 8]) is var s ? (s.Count, s.Mean, s.Deviation) : default);
        Assert.True(double.IsNaN(SampleSummary.Of([1.0]).Deviation));
        Assert.True(double.IsNaN(SampleSummary.Of([]).Mean));
    }

    private static void Equal(double[] expected, double[] actual) => Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 12));

    // Ranks 1 to n, those from the greatest down made positive until the sum is reached.
    private static double[] WithRankSum(int n, int sum)
    {
        double[] differences = [.. Enumerable.Range(1, n).Select(i => -(double)i)];
        for (int rank = n; rank > 0 && sum > 0; rank--)
        {
            if (rank > sum)
                continue;
            differences[rank - 1] = rank;
            sum -= rank;
        }
        return differences;
    }

    private static double ByBruteForce(double[] kept)
    {
        if (kept.Length == 0)
            return 1;
        double[] ranks = [.. kept.Select(v => kept.Count(o => Math.Abs(o) < Math.Abs(v)) + ((kept.Count(o => Math.Abs(o) == Math.Abs(v)) + 1) / 2.0))];
        double observed = kept.Zip(ranks, (v, rank) => v > 0 ? rank : 0).Sum();
        double[] sums = [.. Enumerable.Range(0, 1 << kept.Length).Select(signs => ranks.Where((_, i) => (signs >> i & 1) == 1).Sum())];
        return Math.Min(1, 2.0 * Math.Min(sums.Count(s => s <= observed), sums.Count(s => s >= observed)) / sums.Length);
    }
}
