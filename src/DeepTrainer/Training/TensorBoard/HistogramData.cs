namespace DeepTrainer;

/// <summary>tensorflow.HistogramProto: min, max, num, sum, sum of squares, the right edges of buckets and what is in them.</summary>
internal static class HistogramData
{
    public const int Buckets = 30;

    public static void Write(ProtoWriter to, ReadOnlySpan<float> values)
    {
        double min = double.PositiveInfinity, max = double.NegativeInfinity, sum = 0, squares = 0;
        long count = 0;
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
                continue;
            min = Math.Min(min, value);
            max = Math.Max(max, value);
            sum += value;
            squares += (double)value * value;
            count++;
        }
        if (count == 0)
            (min, max) = (0, 0);
        Span<double> edges = stackalloc double[Buckets], counts = stackalloc double[Buckets];
        counts.Clear();
        // Values that are all the same have a bucket around them.
        double first = min, width = (max - min) / Buckets;
        if (width == 0)
            (first, width) = (min - 0.5, 1.0 / Buckets);
        for (int i = 0; i < Buckets; i++)
            edges[i] = i == Buckets - 1 ? Math.Max(max, first + Buckets * width) : first + (i + 1) * width;
        foreach (float value in values)
        {
            if (float.IsFinite(value))
                counts[Math.Clamp((int)((value - first) / width), 0, Buckets - 1)]++;
        }
        to.Double(1, min);
        to.Double(2, max);
        to.Double(3, count);
        to.Double(4, sum);
        to.Double(5, squares);
        to.Doubles(6, edges);
        to.Doubles(7, counts);
    }
}
