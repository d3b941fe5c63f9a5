namespace DeepTrainer.Lab;

/// <summary>What some numbers are like.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Mean">Their mean; NaN if there are none.</param>
/// <param name="Deviation">The standard deviation of what they are a sample of, Σ(x − mean)² / (n − 1) under the root; NaN for fewer than 2.</param>
public readonly record struct SampleSummary(int Count, double Mean, double Deviation)
{
    /// <summary>Sums numbers up.</summary>
    /// <param name="values">The numbers.</param>
    public static SampleSummary Of(IReadOnlyCollection<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        double mean = values.Count == 0 ? double.NaN : values.Average();
        double deviation = values.Count < 2 ? double.NaN : Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
        return new(values.Count, mean, deviation);
    }
}
