namespace DeepTrainer;

/// <summary>What one row of class scores says.</summary>
internal static class ScoreRow
{
    /// <summary>The class with the largest score, the first of equals; of a single score, whether it is more likely class 1.</summary>
    public static int Predicted(ReadOnlySpan<float> row, ScoreKind kind)
    {
        if (row.Length == 1)
            return row[0] > (kind == ScoreKind.Logits ? 0f : 0.5f) ? 1 : 0;
        return Largest(row);
    }

    /// <summary>The index of the largest value, the first of equals.</summary>
    public static int Largest(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best])
                best = i;
        }
        return best;
    }

    /// <summary>ln of the probability of a class.</summary>
    public static double LogProbability(ReadOnlySpan<float> row, int label, ScoreKind kind)
    {
        if (kind == ScoreKind.Probabilities)
            return Math.Log(row.Length > 1 ? row[label] : label == 1 ? row[0] : 1.0 - row[0]);
        if (row.Length == 1)
            return -Softplus(label == 1 ? -(double)row[0] : row[0]);
        return row[label] - LogSumExp(row, except: -1);
    }

    /// <summary>ln Σ eˣ over all but one score.</summary>
    public static double LogSumExp(ReadOnlySpan<float> row, int except)
    {
        double max = double.NegativeInfinity;
        for (int i = 0; i < row.Length; i++)
        {
            if (i != except)
                max = Math.Max(max, row[i]);
        }
        double sum = 0;
        for (int i = 0; i < row.Length; i++)
        {
            if (i != except)
                sum += Math.Exp(row[i] - max);
        }
        return max + Math.Log(sum);
    }

    // ln(1 + eˣ), which is x where eˣ overflows.
    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}
