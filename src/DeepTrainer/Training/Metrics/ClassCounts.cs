namespace DeepTrainer;

/// <summary>For each class how many rows belong to it, how many were taken for it, and how many both: all that precision and recall need.</summary>
internal sealed class ClassCounts(int classes)
{
    private readonly long[] _hits = new long[classes];
    private readonly long[] _predicted = new long[classes];
    private readonly long[] _actual = new long[classes];

    /// <summary>What a metric makes of the numbers of one class.</summary>
    public delegate double Ratio(long hits, long predicted, long actual);

    public static double Precision(long hits, long predicted, long actual) => predicted == 0 ? 0 : (double)hits / predicted;

    public static double Recall(long hits, long predicted, long actual) => actual == 0 ? 0 : (double)hits / actual;

    public static double F1(long hits, long predicted, long actual) => predicted + actual == 0 ? 0 : 2.0 * hits / (predicted + actual);

    public void Add(int actual, int predicted, long rows = 1)
    {
        _actual[actual] += rows;
        _predicted[predicted] += rows;
        if (actual == predicted)
            _hits[actual] += rows;
    }

    /// <summary>Counts a row of an independent label, which is a class of its own.</summary>
    public void AddLabel(int label, bool actual, bool predicted)
    {
        _actual[label] += actual ? 1 : 0;
        _predicted[label] += predicted ? 1 : 0;
        _hits[label] += actual && predicted ? 1 : 0;
    }

    public void Clear()
    {
        Array.Clear(_hits);
        Array.Clear(_predicted);
        Array.Clear(_actual);
    }

    /// <summary>The average of a ratio over the classes; NaN without rows.</summary>
    public double Average(Ratio ratio, Averaging? averaging, int positive)
    {
        long rows = _actual.Sum();
        if (rows == 0)
            return _predicted.Sum() == 0 ? double.NaN : 0;
        return (averaging ?? (classes == 2 ? Averaging.Binary : Averaging.Macro)) switch
        {
            Averaging.Binary => Of(ratio, positive),
            Averaging.Micro => ratio(_hits.Sum(), _predicted.Sum(), rows),
            Averaging.Weighted => Enumerable.Range(0, classes).Sum(c => Of(ratio, c) * _actual[c]) / rows,
            _ => Enumerable.Range(0, classes).Where(c => _actual[c] + _predicted[c] > 0).Average(c => Of(ratio, c)),
        };
    }

    /// <summary>Throws unless the positive class is one.</summary>
    public static void CheckPositive(int positive, int classes)
    {
        if ((uint)positive >= (uint)classes)
            throw new ArgumentOutOfRangeException(nameof(positive), positive, $"The positive class must be one of {classes}, 0 to {classes - 1}.");
    }

    private double Of(Ratio ratio, int c) => ratio(_hits[c], _predicted[c], _actual[c]);
}
