namespace DeepTrainer.Tests;

/// <summary>Metrics by their definitions, without a thought for speed: x[row][class], labels[row].</summary>
internal static class NaiveMetrics
{
    public static int Predicted(float[] row) => Array.IndexOf(row, row.Max());

    public static double TopK(float[][] scores, int[] labels, int k) => Enumerable.Range(0, labels.Length).Average(i =>
        Enumerable.Range(0, scores[i].Length).OrderByDescending(c => scores[i][c]).ThenBy(c => c).Take(k).Contains(labels[i]) ? 1.0 : 0);

    public static (double Precision, double Recall, double F1) OfClass(int[] predicted, int[] labels, int c)
    {
        int truePositives = labels.Zip(predicted).Count(pair => pair.First == c && pair.Second == c);
        int falsePositives = labels.Zip(predicted).Count(pair => pair.First != c && pair.Second == c);
        int falseNegatives = labels.Zip(predicted).Count(pair => pair.First == c && pair.Second != c);
        double precision = Ratio(truePositives, truePositives + falsePositives);
        double recall = Ratio(truePositives, truePositives + falseNegatives);
        return (precision, recall, Ratio(2 * precision * recall, precision + recall));
    }

    public static (double Precision, double Recall, double F1) Macro(int[] predicted, int[] labels) =>
        Weighted(predicted, labels, [.. labels.Union(predicted)], _ => 1);

    public static (double Precision, double Recall, double F1) WeightedBySupport(int[] predicted, int[] labels) =>
        Weighted(predicted, labels, [.. labels.Distinct()], c => labels.Count(label => label == c));

    /// <summary>Of all pairs of a row of the class and another, how often the first is higher; half for equals.</summary>
    public static double Auc(double[] scores, bool[] positive)
    {
        var pairs =
            (from p in Enumerable.Range(0, scores.Length).Where(i => positive[i])
             from n in Enumerable.Range(0, scores.Length).Where(i => !positive[i])
             select scores[p] > scores[n] ? 1 : scores[p] == scores[n] ? 0.5 : 0).ToArray();
        return pairs.Length == 0 ? double.NaN : pairs.Average();
    }

    public static double AucOneVersusRest(double[][] probabilities, int[] labels)
    {
        double[] areas = [.. Enumerable.Range(0, probabilities[0].Length)
            .Select(c => Auc([.. probabilities.Select(row => row[c])], [.. labels.Select(label => label == c)]))
            .Where(area => !double.IsNaN(area))];
        return areas.Length == 0 ? double.NaN : areas.Average();
    }

    public static double[] Softmax(float[] row)
    {
        double sum = row.Sum(score => Math.Exp(score));
        return [.. row.Select(score => Math.Exp(score) / sum)];
    }

    public static double RSquared(float[] predictions, float[] targets, int outputs) => Enumerable.Range(0, outputs).Average(o =>
    {
        double[] t = [.. targets.Where((_, i) => i % outputs == o).Select(v => (double)v)];
        double[] y = [.. predictions.Where((_, i) => i % outputs == o).Select(v => (double)v)];
        return 1 - t.Zip(y).Sum(pair => Math.Pow(pair.First - pair.Second, 2)) / t.Sum(v => Math.Pow(v - t.Average(), 2));
    });

    private static (double Precision, double Recall, double F1) Weighted(int[] predicted, int[] labels, int[] classes, Func<int, double> weight)
    {
        double total = classes.Sum(weight);
        var each = classes.Select(c => (Weight: weight(c) / total, Values: OfClass(predicted, labels, c))).ToArray();
        return (each.Sum(c => c.Weight * c.Values.Precision), each.Sum(c => c.Weight * c.Values.Recall), each.Sum(c => c.Weight * c.Values.F1));
    }

    private static double Ratio(double a, double b) => b == 0 ? 0 : a / b;
}
