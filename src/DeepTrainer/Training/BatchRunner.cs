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
    private readonly LossMean _loss;

    public BatchRunner(INetwork network, Dataset data, int batchSize)
    {
        _network = network;
        _data = data;
        TrainLoss = new(network.Info);
        _loss = new(network.Info);
        BatchSize = Math.Min(batchSize, data.Count);
        _inputs = new float[ArrayLength.Of("The inputs of a batch", BatchSize, data.InputSize)];
        _targets = new float[data.HasLabels ? 0 : ArrayLength.Of("The targets of a batch", BatchSize, data.TargetSize)];
        _labels = new int[data.HasLabels ? ArrayLength.Of("The labels of a batch", BatchSize, data.TargetSize) : 0];
        _outputs = new float[ArrayLength.Of("The outputs of a batch", BatchSize, network.Info.OutputSize)];
    }

    public int BatchSize { get; }

    /// <summary>How many samples are trained on at once at most.</summary>
    public int PartSize { get; set; } = int.MaxValue;

    /// <summary>Who looks at gradients before each step; null for steps as a whole.</summary>
    public CallbackList? Watchers { get; set; }

    public int Batches => BatchCount(_data, BatchSize);

    /// <summary>Whether there is one loss that says which classes are right.</summary>
    public bool HasClasses => MetricTargets.OfClasses(_network.Info).Length == 1;

    public static int BatchCount(Dataset data, int batchSize) => (int)(((long)data.Count + batchSize - 1) / batchSize);

    /// <summary>The mean loss of the batches that were trained on since it was cleared.</summary>
    public LossMean TrainLoss { get; }

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
        ReadOnlySpan<int> labels = _labels.AsSpan(0, _data.HasLabels ? samples.Length * targetSize : 0);
        ReadOnlySpan<float> targets = _targets.AsSpan(0, _data.HasLabels ? 0 : samples.Length * targetSize);
        if (samples.Length > PartSize || Watchers is not null)
            return TrainParts((IGradientNetwork)_network, samples.Length, inputs, labels, targets);
        float loss = _data.HasLabels ? _network.TrainBatch(inputs, labels, TrainLoss.Parts) : _network.TrainBatch(inputs, targets, TrainLoss.Parts);
        Add(TrainLoss, samples.Length, labels, targets);
        return loss;
    }

    private float TrainParts(IGradientNetwork network, int samples, ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels, ReadOnlySpan<float> targets)
    {
        int parts = DataCheck.PartsOf(samples, PartSize);
        double loss = 0;
        try
        {
            for (int part = 0; part < parts; part++)
            {
                int start = (int)((long)part * samples / parts), count = (int)((part + 1L) * samples / parts) - start;
                ReadOnlySpan<float> own = inputs.Slice(start * _data.InputSize, count * _data.InputSize);
                ReadOnlySpan<int> ownLabels = _data.HasLabels ? labels.Slice(start * _data.TargetSize, count * _data.TargetSize) : [];
                ReadOnlySpan<float> ownTargets = _data.HasLabels ? [] : targets.Slice(start * _data.TargetSize, count * _data.TargetSize);
                loss += count * (double)(_data.HasLabels ? network.Accumulate(own, ownLabels, TrainLoss.Parts) : network.Accumulate(own, ownTargets, TrainLoss.Parts));
                Add(TrainLoss, count, ownLabels, ownTargets);
            }
            Watchers?.Gradients(network);
        }
        catch
        {
            // A part of a batch is no step: the next one begins anew.
            network.DiscardGradients();
            throw;
        }
        network.Apply();
        return (float)(loss / samples);
    }

    public double Loss()
    {
        _loss.Clear();
        int targetSize = _data.TargetSize;
        for (int start = 0; start < _data.Count; start += BatchSize)
        {
            int count = Math.Min(BatchSize, _data.Count - start);
            ReadOnlySpan<float> inputs = Inputs(start, count);
            ReadOnlySpan<int> labels = _data.HasLabels ? _data.Labels.Slice(start * targetSize, count * targetSize) : [];
            ReadOnlySpan<float> targets = _data.HasLabels ? [] : _data.Targets.Slice(start * targetSize, count * targetSize);
            _ = _data.HasLabels ? _network.Evaluate(inputs, labels, _loss.Parts) : _network.Evaluate(inputs, targets, _loss.Parts);
            Add(_loss, count, labels, targets);
        }
        return _loss.Value;
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

    /// <summary>Counts for each row of a target's scores what is right and what is predicted.</summary>
    public void Count(ConfusionMatrix matrix, TargetInfo target)
    {
        var rows = new ClassRows(_network.Info, _data, BatchSize, [target]);
        for (int start = 0; start < _data.Count; start += BatchSize)
        {
            int count = Math.Min(BatchSize, _data.Count - start);
            rows.Get(start, count, Predict(start, count), out ReadOnlySpan<float> scores, out ReadOnlySpan<int> labels);
            for (int i = 0; i < labels.Length; i++)
                matrix.Add(labels[i], ScoreRow.Predicted(scores.Slice(i * rows.Width, rows.Width), rows.Form.Scores));
        }
    }

    private void Add(LossMean mean, int samples, ReadOnlySpan<int> labels, ReadOnlySpan<float> targets)
    {
        if (_data.HasLabels)
            mean.Add(samples, labels);
        else
            mean.Add(samples, targets);
    }

    private ReadOnlySpan<float> Predict(int start, int count)
    {
        Span<float> outputs = _outputs.AsSpan(0, count * _network.Info.OutputSize);
        _network.PredictBatch(Inputs(start, count), outputs);
        return outputs;
    }

    private ReadOnlySpan<float> Inputs(int start, int count) => _data.Inputs.Slice(start * _data.InputSize, count * _data.InputSize);
}
