namespace DeepTrainer.Lab;

/// <summary>Wilcoxon's signed-rank test of paired differences (Wilcoxon, 1945).</summary>
/// <remarks>
/// Differences of 0 are left out, equal ones share the mean of their ranks, and the p-value is exact: it counts all 2ⁿ ways of giving signs to the ranks
/// that there are, so that ties need no correction. Differences are equal, or 0, where they are so but for 1e-9 of the largest: differences of accuracies
/// such as 341/359 − 340/359 differ in their last bits.
/// </remarks>
public static class Wilcoxon
{
    private const double Rounding = 1e-9;

    /// <summary>The two-sided p-value: 1 if no difference is left.</summary>
    /// <param name="differences">The differences, all of them numbers.</param>
    /// <param name="statistic">W⁺, the sum of the ranks of the differences above 0.</param>
    public static double TwoSided(IReadOnlyList<double> differences, out double statistic)
    {
        ArgumentNullException.ThrowIfNull(differences);
        double tolerance = Rounding * differences.Select(Math.Abs).DefaultIfEmpty().Max();
        double[] kept = [.. differences.Where(d => Math.Abs(d) > tolerance).OrderBy(Math.Abs)];
        int[] ranks = DoubledRanks(kept, tolerance);
        int positive = kept.Zip(ranks, (difference, rank) => difference > 0 ? rank : 0).Sum();
        statistic = positive / 2.0;
        if (kept.Length == 0)
            return 1;
        double[] ways = WaysOfSums(ranks);
        double below = ways.Take(positive + 1).Sum(), above = ways.Skip(positive).Sum();
        return Math.Min(1, 2 * Math.Min(below, above));
    }

    // Twice the ranks, so that means of two neighbours are whole.
    private static int[] DoubledRanks(double[] ascending, double tolerance)
    {
        int[] ranks = new int[ascending.Length];
        for (int first = 0, next; first < ranks.Length; first = next)
        {
            next = first + 1;
            while (next < ranks.Length && Math.Abs(ascending[next]) - Math.Abs(ascending[first]) <= tolerance)
                next++;
            ranks.AsSpan(first, next - first).Fill(first + 1 + next);
        }
        return ranks;
    }

    // The share of all choices of ranks that have each sum: one rank after the other is taken or not.
    private static double[] WaysOfSums(int[] ranks)
    {
        double[] ways = new double[ranks.Sum() + 1];
        ways[0] = 1;
        foreach (int rank in ranks)
        {
            for (int sum = ways.Length - 1; sum >= 0; sum--)
                ways[sum] = (ways[sum] + (sum >= rank ? ways[sum - rank] : 0)) / 2;
        }
        return ways;
    }
}
