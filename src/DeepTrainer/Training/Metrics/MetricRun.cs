namespace DeepTrainer;

/// <summary>Measures metrics of a network on a dataset, batch by batch; begun once and used for every epoch.</summary>
internal sealed class MetricRun
{
    private readonly Metric[] _metrics;
    private readonly ClassAccumulator?[] _ofClasses;
    private readonly ValueAccumulator?[] _ofValues;
    private readonly ClassRows? _rows;
    private readonly Dataset _data;
    private readonly bool _accuracy;

    /// <summary>Metrics that <see cref="CheckFit"/> has checked, and the accuracy if it is asked for.</summary>
    public MetricRun(bool accuracy, IEnumerable<Metric> metrics, NetworkInfo info, Dataset data, int batchSize)
    {
        _metrics = accuracy ? [Metric.Accuracy(), .. metrics] : [.. metrics];
        _accuracy = accuracy;
        _data = data;
        _rows = _metrics.Any(metric => metric is ClassMetric) ? new ClassRows(info, data, batchSize) : null;
        _ofClasses = Array.ConvertAll(_metrics, metric => (metric as ClassMetric)?.Begin(_rows!.Width, ArrayLength.Of("The rows of all samples", data.Count, _rows.RowsPerSample)));
        _ofValues = Array.ConvertAll(_metrics, metric => (metric as ValueMetric)?.Begin(info.OutputSize));
    }

    public bool IsEmpty => _metrics.Length == 0;

    /// <summary>Throws if metrics don't fit a network and its samples, or two have the same name.</summary>
    public static void CheckFit(IReadOnlyList<Metric> metrics, NetworkInfo info, Dataset data, string argument)
    {
        for (int i = 0; i < metrics.Count; i++)
        {
            Metric metric = metrics[i] ?? throw new ArgumentException($"Metric {i} is null.", argument);
            if (metrics.Take(i).Any(other => other.Name == metric.Name))
                throw new ArgumentException($"Two metrics are called '{metric.Name}'.", argument);
            if (metric is ValueMetric && info.TargetKind != TargetKind.Values)
                throw new ArgumentException($"'{metric.Name}' compares values, but '{info.Name}' is trained on classes.", argument);
        }
        if (info.TargetKind != TargetKind.Values || metrics.FirstOrDefault(metric => metric is ClassMetric) is not { } ofClasses)
            return;
        int wrong = data.Targets.IndexOfAnyExcept(0f, 1f);
        if (wrong >= 0)
            throw new ArgumentException(
                $"'{ofClasses.Name}' needs classes, but '{info.Name}' is trained on values and target value {wrong % data.TargetSize} of sample "
                + $"{wrong / data.TargetSize} is {data.Targets[wrong]}, not 0 or 1.", argument);
    }

    public void Reset()
    {
        foreach (ClassAccumulator? accumulator in _ofClasses)
            accumulator?.Reset();
        foreach (ValueAccumulator? accumulator in _ofValues)
            accumulator?.Reset();
    }

    /// <summary>Takes in the outputs for some samples.</summary>
    public void Add(int start, int count, ReadOnlySpan<float> outputs)
    {
        if (_rows is not null)
        {
            _rows.Get(start, count, outputs, out ReadOnlySpan<float> scores, out ReadOnlySpan<int> labels);
            foreach (ClassAccumulator? accumulator in _ofClasses)
                accumulator?.Add(scores, labels);
        }
        foreach (ValueAccumulator? accumulator in _ofValues)
            accumulator?.Add(outputs, _data.Targets.Slice(start * _data.TargetSize, count * _data.TargetSize));
    }

    /// <summary>The accuracy; null if it wasn't asked for.</summary>
    public double? Accuracy() => _accuracy ? Result(0) : null;

    /// <summary>What the metrics gave, without the accuracy.</summary>
    public MetricValues Values()
    {
        int first = _accuracy ? 1 : 0;
        if (first == _metrics.Length)
            return MetricValues.None;
        var values = new MetricValue[_metrics.Length - first];
        for (int i = 0; i < values.Length; i++)
            values[i] = new MetricValue(_metrics[first + i].Name, Result(first + i));
        return new MetricValues(values);
    }

    private double Result(int index) => _ofClasses[index]?.Result() ?? _ofValues[index]!.Result();
}
