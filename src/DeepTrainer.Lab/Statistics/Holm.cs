namespace DeepTrainer.Lab;

/// <summary>Holm's correction for several tests (Holm, 1979).</summary>
public static class Holm
{
    /// <summary>
    /// The p-values that may be compared with the level as if there were one test: if all variants were equal, the chance that any of them falls below
    /// the level is at most the level. p₍ᵢ₎ becomes the largest of (m − j + 1) · p₍ⱼ₎ over j ≤ i, at most 1.
    /// </summary>
    /// <param name="values">The p-values; NaN where there was no test, which stays and isn't counted.</param>
    /// <returns>In the order of <paramref name="values"/>.</returns>
    public static double[] Adjust(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        double[] adjusted = [.. values];
        int[] order = [.. Enumerable.Range(0, values.Count).Where(i => !double.IsNaN(values[i])).OrderBy(i => values[i])];
        double largest = 0;
        for (int i = 0; i < order.Length; i++)
        {
            largest = Math.Max(largest, Math.Min(1, (order.Length - i) * values[order[i]]));
            adjusted[order[i]] = largest;
        }
        return adjusted;
    }
}
