using System.Collections.Immutable;
using System.Xml.Linq;

namespace DeepTrainer.Lab;

/// <summary>The numbers of epochs as curves: the mean over seeds, within a band of one standard deviation to each side.</summary>
internal static class LearningCurves
{
    /// <summary>A chart; null if no epoch has such numbers.</summary>
    public static XElement? Draw(string id, string label, ImmutableArray<VariantResult> variants, Func<RunEpoch, double> number, Func<double, string>? text = null)
    {
        (int Index, (double X, double Low, double Mean, double High)[] Points)[] curves =
            [.. variants.Select((v, i) => (i, Points(v, number))).Where(c => c.Item2.Length > 0)];
        if (curves.Length == 0)
            return null;
        (double low, double high) = Range(
            [.. curves.SelectMany(c => c.Points.Select(p => p.Mean))], [.. curves.SelectMany(c => c.Points.SelectMany(p => (double[])[p.Low, p.High]))]);
        Chart chart = new(curves.Min(c => c.Points[0].X), curves.Max(c => c.Points[^1].X), low, high);
        foreach ((int index, (double X, double Low, double Mean, double High)[] points) in curves)
            chart.Band([.. points.Select(p => (p.X, p.Low, p.High))], index);
        foreach ((int index, (double X, double Low, double Mean, double High)[] points) in curves)
            chart.Line(points.Select(p => (p.X, p.Mean)), index, variants[index].Variant.Name);
        return chart.Draw(id, label, text);
    }

    /// <summary>For each epoch that a run has a number of: mean and deviation over the runs.</summary>
    internal static (double X, double Low, double Mean, double High)[] Points(VariantResult variant, Func<RunEpoch, double> number) =>
    [
        .. from epoch in variant.Runs.SelectMany(run => run.Epochs)
           group number(epoch) by epoch.Epoch into values
           orderby values.Key
           let summary = SampleSummary.Of([.. values.Where(double.IsFinite)])
           where summary.Count > 0
           let half = double.IsNaN(summary.Deviation) ? 0 : summary.Deviation
           select ((double)values.Key, summary.Mean - half, summary.Mean, summary.Mean + half),
    ];

    // The first epochs, and variants that fail, would press all others into a line: the range is that of the better nine tenths of all means, and what
    // lies near it.
    private static (double Low, double High) Range(double[] means, double[] ends)
    {
        Array.Sort(means);
        double first = means[means.Length / 20], last = means[means.Length - 1 - (means.Length / 20)], reach = Math.Max(last - first, 1e-9) / 4;
        return (Math.Max(ends.Min(), first - reach), Math.Min(ends.Max(), last + reach));
    }
}
