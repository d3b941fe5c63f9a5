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
        _inputs = new float[checked(BatchSize * data.InputSize)];
        _targets = new float[data.HasLabels ? 0 : checked(BatchSize * data.TargetSize)];
        _labels = new int[data.HasLabels ? BatchSize : 0];
        _outputs = new float[checked(BatchSize * network.Info.OutputSize)];
    }

    public int BatchSize { get; }

    public int Batches => (_data.Count + BatchSize - 1) / BatchSize;

    /// <summary>Whether samples belong to classes, by index or by probabilities.</summary>
    public bool HasClasses => _network.Info.TargetKind != TargetKind.Values;

    /// <summary>Trains on the samples of the given numbers.</summary>
    public float Train(ReadOnlySpan<int> samples)
    {
        int inputSize = _data.InputSize;
        int targetSize = _data.TargetSize;
        for (int i = 0; i < samples.Length; i++)
        {
            _data.Input(samples[i]).CopyTo(_inputs.AsSpan(i * inputSize));
            if (_data.HasLabels)
                _labels[i] = _data.Labels[samples[i]];
            else
                _data.Target(samples[i]).CopyTo(_targets.AsSpan(i * targetSize));
        }
        ReadOnlySpan<float> inputs = _inputs.AsSpan(0, samples.Length * inputSize);
        return _data.HasLabels
            ? _network.TrainBatch(inputs, _labels.AsSpan(0, samples.Length))
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
                ? _network.Evaluate(inputs, _data.Labels.Slice(start, count))
                : _network.Evaluate(inputs, _data.Targets.Slice(start * _data.TargetSize, count * _data.TargetSize));
            sum += (double)loss * count;
        }
        return sum / _data.Count;
    }

    public double Accuracy()
    {
        int correct = 0;
        for (int start = 0; start < _data.Count; start += BatchSize)
        {
            int count = Math.Min(BatchSize, _data.Count - start);
            ReadOnlySpan<float> outputs = Predict(start, count);
            for (int i = 0; i < count; i++)
                correct += Predicted(outputs, i) == Actual(start + i) ? 1 : 0;
        }
        return (double)correct / _data.Count;
    }

    public void Count(ConfusionMatrix matrix)
    {
        for (int start = 0; start < _data.Count; start += BatchSize)
        {
            int count = Math.Min(BatchSize, _data.Count - start);
            ReadOnlySpan<float> outputs = Predict(start, count);
            for (int i = 0; i < count; i++)
                matrix.Add(Actual(start + i), Predicted(outputs, i));
        }
    }

    private ReadOnlySpan<float> Predict(int start, int count)
    {
        Span<float> outputs = _outputs.AsSpan(0, count * _network.Info.OutputSize);
        _network.PredictBatch(Inputs(start, count), outputs);
        return outputs;
    }

    private ReadOnlySpan<float> Inputs(int start, int count) => _data.Inputs.Slice(start * _data.InputSize, count * _data.InputSize);

    private int Actual(int sample) => _data.HasLabels ? _data.Labels[sample] : Largest(_data.Target(sample));

    private int Predicted(ReadOnlySpan<float> outputs, int sample)
    {
        int size = _network.Info.OutputSize;
        return Largest(outputs.Slice(sample * size, size));
    }

    private static int Largest(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best])
                best = i;
        }
        return best;
    }
}
