namespace DeepTrainer;

/// <summary>Measures metrics of a network, batch by batch; begun once and used for every epoch.</summary>
internal sealed class MetricRun
{
    // What is reserved before training; more grows.
    private const long MostScoresAtOnce = 1 << 24;

    private readonly Metric[] _metrics;
    private readonly List<(ClassRows Rows, ClassAccumulator[] Accumulators)> _classes = [];
    private readonly List<(ValueRows Rows, ValueAccumulator[] Accumulators)> _values = [];
    private readonly Func<double>[] _results;
    private readonly bool _accuracy;

    /// <summary>Metrics that <see cref="CheckFit"/> has checked, and the accuracy if it is asked for.</summary>
    public MetricRun(bool accuracy, IEnumerable<Metric> metrics, NetworkInfo info, SampleFormat format, int batchSize, long? samples)
    {
        _metrics = accuracy ? [Metric.Accuracy(), .. metrics] : [.. metrics];
        _accuracy = accuracy;
        _results = new Func<double>[_metrics.Length];
        // Metrics of the same targets look at the same rows.
        foreach (var group in _metrics.Select((metric, index) => (Metric: metric, Index: index, Targets: MetricTargets.Of(info, metric, nameof(metrics))))
            .GroupBy(m => (m.Metric is ClassMetric, string.Join('\n', m.Targets.Select(t => t.Name)))))
        {
            TargetInfo[] targets = group.First().Targets;
            if (group.Key.Item1)
            {
                var rows = new ClassRows(info, format, batchSize, targets);
                int capacity = (int)Math.Min((samples ?? 0) * rows.RowsPerSample, MostScoresAtOnce / rows.Width);
                _classes.Add((rows, [.. group.Select(m => Begin((ClassMetric)m.Metric, m.Index, rows, capacity))]));
            }
            else
            {
                var rows = new ValueRows(info, format, batchSize, targets);
                _values.Add((rows, [.. group.Select(m => Begin((ValueMetric)m.Metric, m.Index, rows))]));
            }
        }
    }

    public bool IsEmpty => _metrics.Length == 0;

    /// <summary>Throws if metrics don't fit a network and its samples, or two have the same name.</summary>
    public static void CheckFit(IReadOnlyList<Metric> metrics, NetworkInfo info, IBatchSource data, string argument)
    {
        for (int i = 0; i < metrics.Count; i++)
        {
            Metric metric = metrics[i] ?? throw new ArgumentException($"Metric {i} is null.", argument);
            if (metrics.Take(i).Any(other => other.Name == metric.Name))
                throw new ArgumentException($"Two metrics are called '{metric.Name}'.", argument);
            TargetInfo[] targets = MetricTargets.Of(info, metric, argument);
            if (targets.Length == 0)
                throw new ArgumentException(Misfit(metric, info), argument);
            if (metric is ClassMetric && targets[0].Scores is null && data is Dataset dataset)
                CheckFlags(metric, targets, info, dataset.All, argument);
        }
    }

    public void Reset()
    {
        foreach ((_, ClassAccumulator[] accumulators) in _classes)
            Array.ForEach(accumulators, a => a.Reset());
        foreach ((_, ValueAccumulator[] accumulators) in _values)
            Array.ForEach(accumulators, a => a.Reset());
    }

    /// <summary>Takes in the outputs for some samples.</summary>
    public void Add(Samples samples, ReadOnlySpan<float> outputs)
    {
        foreach ((ClassRows rows, ClassAccumulator[] accumulators) in _classes)
        {
            rows.Get(samples, outputs, out ReadOnlySpan<float> scores, out ReadOnlySpan<int> labels);
            foreach (ClassAccumulator accumulator in accumulators)
                accumulator.Add(scores, labels);
        }
        foreach ((ValueRows rows, ValueAccumulator[] accumulators) in _values)
        {
            rows.Get(samples, outputs, out ReadOnlySpan<float> predictions, out ReadOnlySpan<float> targets);
            foreach (ValueAccumulator accumulator in accumulators)
                accumulator.Add(predictions, targets);
        }
    }

    /// <summary>The accuracy; null if it wasn't asked for.</summary>
    public double? Accuracy() => _accuracy ? _results[0]() : null;

    /// <summary>What the metrics gave, without the accuracy.</summary>
    public MetricValues Values()
    {
        int first = _accuracy ? 1 : 0;
        if (first == _metrics.Length)
            return MetricValues.None;
        var values = new MetricValue[_metrics.Length - first];
        for (int i = 0; i < values.Length; i++)
            values[i] = new MetricValue(_metrics[first + i].Name, _results[first + i]());
        return new MetricValues(values);
    }

    private ClassAccumulator Begin(ClassMetric metric, int index, ClassRows rows, int capacity)
    {
        ClassAccumulator accumulator = metric.Begin(rows.Width, capacity, rows.Form);
        _results[index] = accumulator.Result;
        return accumulator;
    }

    private ValueAccumulator Begin(ValueMetric metric, int index, ValueRows rows)
    {
        ValueAccumulator accumulator = metric.Begin(rows.Width);
        _results[index] = accumulator.Result;
        return accumulator;
    }

    private static string Misfit(Metric metric, NetworkInfo info)
    {
        if (metric.Loss is { } loss)
            return $"'{info.Name}' has no {(metric is ClassMetric ? "classes" : "values")} of a loss '{loss}' on an output; its losses are "
                + $"{string.Join(", ", info.Targets.Select(t => $"'{t.Name}'"))}.";
        return metric is ValueMetric
            ? $"'{metric.Name}' compares values, but '{info.Name}' is trained on {(MetricTargets.OfClasses(info).Length > 0 ? "classes" : "no values of its outputs")}."
            : $"'{metric.Name}' needs classes, but the losses of '{info.Name}' compare none with its outputs.";
    }

    private static void CheckFlags(Metric metric, TargetInfo[] targets, NetworkInfo info, Samples data, string argument)
    {
        for (int sample = 0; sample < data.Count; sample++)
        {
            foreach (TargetInfo target in targets)
            {
                int wrong = data.Target(sample).Slice(target.Offset, target.Size).IndexOfAnyExcept(0f, 1f);
                if (wrong >= 0)
                    throw new ArgumentException(
                        $"'{metric.Name}' needs classes, but '{info.Name}' is trained on values and target value {target.Offset + wrong} of sample "
                        + $"{sample} is {data.Target(sample)[target.Offset + wrong]}, not 0 or 1.", argument);
            }
        }
    }
}
