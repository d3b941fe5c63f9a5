namespace DeepTrainer;

/// <summary>Feeds a dataset to a network, batch by batch, through buffers that are allocated once.</summary>
internal sealed class BatchRunner
{
    private readonly INetwork _network;
    private readonly Dataset _data;
    private readonly float[] _inputs;
    private readonly float[] _targets;
    private readonly int[] _labels;
    private readonly float[] _outputs;

    public BatchRunner(INetwork network, Dataset data, int batchSize)
    {
        _network = network;
        _data = data;
        BatchSize = Math.Min(batchSize, data.Count);
        _inputs = new float[ArrayLength.Of("The inputs of a batch", BatchSize, data.InputSize)];
        _targets = new float[data.HasLabels ? 0 : ArrayLength.Of("The targets of a batch", BatchSize, data.TargetSize)];
        _labels = new int[data.HasLabels ? ArrayLength.Of("The labels of a batch", BatchSize, data.TargetSize) : 0];
        _outputs = new float[ArrayLength.Of("The outputs of a batch", BatchSize, network.Info.OutputSize)];
    }

    public int BatchSize { get; }

    public int Batches => BatchCount(_data, BatchSize);

    /// <summary>The number of classes of a network that has them.</summary>
    public int Classes => Math.Max(2, _network.Info.Targets[0].Classes);

    /// <summary>Whether samples belong to classes, by index or by probabilities.</summary>
    public bool HasClasses => ClassRows.Fit(_network.Info);

    public static int BatchCount(Dataset data, int batchSize) => (int)(((long)data.Count + batchSize - 1) / batchSize);

    /// <summary>Trains on the samples of the given numbers.</summary>
    public float Train(ReadOnlySpan<int> samples)
    {
        int inputSize = _data.InputSize;
        int targetSize = _data.TargetSize;
        for (int i = 0; i < samples.Length; i++)
        {
            _data.Input(samples[i]).CopyTo(_inputs.AsSpan(i * inputSize));
            if (_data.HasLabels)
                _data.LabelsOf(samples[i]).CopyTo(_labels.AsSpan(i * targetSize));
            else
                _data.Target(samples[i]).CopyTo(_targets.AsSpan(i * targetSize));
        }
        ReadOnlySpan<float> inputs = _inputs.AsSpan(0, samples.Length * inputSize);
        return _data.HasLabels
            ? _network.TrainBatch(inputs, _labels.AsSpan(0, samples.Length * targetSize))
            : _network.TrainBatch(inputs, _targets.AsSpan(0, samples.Length * targetSize));
    }

    public double Loss()
    {
        double sum = 0;
        for (int start = 0; start < _data.Count; start += BatchSize)
        {
            int count = Math.Min(BatchSize, _data.Count - start);
            ReadOnlySpan<float> inputs = Inputs(start, count);
            float loss = _data.HasLabels
                ? _network.Evaluate(inputs, _data.Labels.Slice(start * _data.TargetSize, count * _data.TargetSize))
                : _network.Evaluate(inputs, _data.Targets.Slice(start * _data.TargetSize, count * _data.TargetSize));
            sum += (double)loss * count;
        }
        return sum / _data.Count;
    }

    /// <summary>Prepares to measure metrics, and the accuracy if there are classes.</summary>
    public MetricRun Begin(bool accuracy, IReadOnlyList<Metric> metrics) =>
        new(accuracy && HasClasses, metrics, _network.Info, _data, BatchSize);

    /// <summary>Measures metrics of all samples, with one prediction for each.</summary>
    public void Measure(MetricRun metrics)
    {
        metrics.Reset();
        if (metrics.IsEmpty)
            return;
        for (int start = 0; start < _data.Count; start += BatchSize)
        {
            int count = Math.Min(BatchSize, _data.Count - start);
            metrics.Add(start, count, Predict(start, count));
        }
    }

    public void Count(ConfusionMatrix matrix)
    {
        var rows = new ClassRows(_network.Info, _data, BatchSize);
        for (int start = 0; start < _data.Count; start += BatchSize)
        {
            int count = Math.Min(BatchSize, _data.Count - start);
            rows.Get(start, count, Predict(start, count), out ReadOnlySpan<float> scores, out ReadOnlySpan<int> labels);
            for (int i = 0; i < labels.Length; i++)
                matrix.Add(labels[i], ScoreRow.Largest(scores.Slice(i * rows.Width, rows.Width)));
        }
    }

    private ReadOnlySpan<float> Predict(int start, int count)
    {
        Span<float> outputs = _outputs.AsSpan(0, count * _network.Info.OutputSize);
        _network.PredictBatch(Inputs(start, count), outputs);
        return outputs;
    }

    private ReadOnlySpan<float> Inputs(int start, int count) => _data.Inputs.Slice(start * _data.InputSize, count * _data.InputSize);
}
