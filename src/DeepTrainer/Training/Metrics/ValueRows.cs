namespace DeepTrainer;

/// <summary>Brings the outputs and the targets together that are values of the same layers, through buffers that are allocated once.</summary>
internal sealed class ValueRows
{
    private readonly (TargetInfo Target, TensorInfo Output)[] _parts;
    private readonly int _outputSize;
    private readonly bool _isWhole;
    private readonly float[] _predictions;
    private readonly float[] _targets;

    public ValueRows(NetworkInfo info, SampleFormat format, int batchSize, TargetInfo[] targets)
    {
        _parts = Array.ConvertAll(targets, target => (target, MetricTargets.OutputOf(info, target)!));
        Width = targets.Sum(target => target.Size);
        _outputSize = info.OutputSize;
        // One after another in both, they are rows already.
        _isWhole = Width == info.OutputSize && Width == format.TargetSize && Array.TrueForAll(_parts, part => part.Target.Offset == part.Output.Offset);
        _predictions = new float[_isWhole ? 0 : ArrayLength.Of("The values of a batch", batchSize, Width)];
        _targets = new float[_isWhole ? 0 : ArrayLength.Of("The values of a batch", batchSize, Width)];
    }

    /// <summary>The number of values a sample.</summary>
    public int Width { get; }

    /// <summary>The values of some samples, valid until the next call.</summary>
    public void Get(Samples samples, ReadOnlySpan<float> outputs, out ReadOnlySpan<float> predictions, out ReadOnlySpan<float> targets)
    {
        if (_isWhole)
        {
            predictions = outputs;
            targets = samples.Targets;
            return;
        }
        int place = 0;
        for (int sample = 0; sample < samples.Count; sample++)
        {
            foreach ((TargetInfo target, TensorInfo output) in _parts)
            {
                outputs.Slice((sample * _outputSize) + output.Offset, target.Size).CopyTo(_predictions.AsSpan(place));
                samples.Target(sample).Slice(target.Offset, target.Size).CopyTo(_targets.AsSpan(place));
                place += target.Size;
            }
        }
        predictions = _predictions.AsSpan(0, place);
        targets = _targets.AsSpan(0, place);
    }
}
