namespace DeepTrainer;

/// <summary>
/// The mean loss of several batches, each of the loss's parts weighted by what it is averaged over: the loss of all samples at once.
/// </summary>
internal sealed class LossMean(NetworkInfo info)
{
    private readonly float[] _parts = new float[info.LossParts.Length];
    private readonly double[] _sums = new double[info.LossParts.Length];
    private readonly double[] _weights = new double[info.LossParts.Length];

    /// <summary>Where the parts of the next batch go.</summary>
    public Span<float> Parts => _parts;

    /// <summary>Sums of parts times weights, and sums of weights.</summary>
    public (double[] Sums, double[] Weights) State => (_sums, _weights);

    /// <summary>The mean; of no labels at all it is 0, as a batch's loss is.</summary>
    public double Value
    {
        get
        {
            double sum = 0;
            for (int i = 0; i < _sums.Length; i++)
                sum += _weights[i] == 0 ? 0 : _sums[i] / _weights[i];
            return sum;
        }
    }

    /// <summary>Goes on from sums of another time.</summary>
    public void Set((double[] Sums, double[] Weights) state)
    {
        state.Sums.CopyTo(_sums, 0);
        state.Weights.CopyTo(_weights, 0);
    }

    public void Clear()
    {
        Array.Clear(_sums);
        Array.Clear(_weights);
    }

    /// <summary>Takes in the batch whose parts are in <see cref="Parts"/>.</summary>
    public void Add(Samples batch)
    {
        for (int i = 0; i < _parts.Length; i++)
            Add(i, batch.Format.HasLabels ? info.LossParts[i].WeightOf(batch.Count, batch.Labels) : info.LossParts[i].WeightOf(batch.Count, batch.Targets, info.TargetSize));
    }

    /// <summary>Takes in a batch of which others have added up parts times weights, and weights.</summary>
    public void Add(ReadOnlySpan<float> sums, ReadOnlySpan<float> weights)
    {
        for (int i = 0; i < _sums.Length; i++)
            (_sums[i], _weights[i]) = (_sums[i] + sums[i], _weights[i] + weights[i]);
    }

    private void Add(int part, double weight)
    {
        // Where nothing is counted the part is 0 (or what the scores' NaN made of it).
        _sums[part] += weight == 0 && float.IsFinite(_parts[part]) ? 0 : _parts[part] * weight;
        _weights[part] += weight;
    }
}
