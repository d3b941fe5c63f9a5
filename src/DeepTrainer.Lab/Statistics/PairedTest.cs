namespace DeepTrainer.Lab;

/// <summary>How differences between two variants, one for each seed, are tested for being more than chance. Both tests are two-sided.</summary>
public enum PairedTest
{
    /// <summary>
    /// The paired t-test: whether the mean of the differences is 0. The default, since it finds differences with few seeds, and means of accuracies and
    /// losses over seeds are close to normal. Where each seed has a split of its own, it is Nadeau and Bengio's corrected one (2003): parts that overlap
    /// make differences look more certain than they are.
    /// </summary>
    StudentT,

    /// <summary>
    /// Wilcoxon's signed-rank test: whether differences lie around 0 evenly. It looks at ranks only, so that a single wild run decides nothing; but with
    /// 5 seeds no p-value is below 0.0625.
    /// </summary>
    Wilcoxon,
}

/// <summary>What a paired test says of differences.</summary>
/// <param name="Count">The number of differences.</param>
/// <param name="MeanDifference">Their mean; NaN if there are none.</param>
/// <param name="Low">The lower end of the mean's 95 % confidence interval by Student's t; NaN for fewer than 2 differences.</param>
/// <param name="High">Its upper end.</param>
/// <param name="PValue">
/// How often differences at least as large appear by chance if there is none; NaN where nothing can be said: for fewer than 2 differences, and by
/// Student's t for differences that are all the same.
/// </param>
public readonly record struct PairedDifference(int Count, double MeanDifference, double Low, double High, double PValue)
{
    private const double Confidence = 0.95;

    // Equal differences of numbers such as 0.97 - 0.96 differ by this much of them.
    private const double Rounding = 1e-9;

    /// <summary>Tests differences.</summary>
    /// <param name="differences">A difference for each pair, all of them numbers.</param>
    /// <param name="test">By which test.</param>
    /// <param name="testToTrain">
    /// Where each difference comes from a random split of the same samples: the number of test samples divided by that of training samples. 0 if all have
    /// the same split.
    /// </param>
    public static PairedDifference Of(IReadOnlyCollection<double> differences, PairedTest test, double testToTrain = 0)
    {
        ArgumentNullException.ThrowIfNull(differences);
        ArgumentOutOfRangeException.ThrowIfNegative(testToTrain);
        SampleSummary summary = SampleSummary.Of(differences);
        if (summary.Count < 2)
            return new(summary.Count, summary.Mean, double.NaN, double.NaN, double.NaN);
        // The variance of the mean is s²/n for independent differences, and s²·(1/n + n₂/n₁) for those of random splits.
        double error = summary.Deviation * Math.Sqrt((1.0 / summary.Count) + testToTrain);
        double half = error * StudentT.Quantile((1 + Confidence) / 2, summary.Count - 1);
        double p = test == PairedTest.Wilcoxon ? Wilcoxon.TwoSided([.. differences], out _)
            : summary.Deviation > Rounding * Math.Abs(summary.Mean) ? StudentT.TwoSided(summary.Mean / error, summary.Count - 1)
            : summary.Mean == 0 ? 1 : double.NaN;
        return new(summary.Count, summary.Mean, summary.Mean - half, summary.Mean + half, p);
    }
}
