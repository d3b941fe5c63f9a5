namespace DeepTrainer;

/// <summary>The samples of a dataset in another random order each pass.</summary>
internal sealed class ReshuffledSource(Dataset data, int seed) : IBatchSource
{
    public SampleFormat Format => data.Format;

    public long? Count => data.Count;

    public IBatchReader Open(long pass)
    {
        int[] order = [.. Enumerable.Range(0, data.Count)];
        SourceChain.Random(this, seed, pass).Shuffle(order);
        return new DatasetReader(data, order);
    }
}

/// <summary>Reads a dataset in some order; in its own if none is given.</summary>
internal sealed class DatasetReader(Dataset data, int[] order) : IBatchReader
{
    private int _next;

    public int Read(int samples, Span<float> inputs, Span<int> labels, Span<float> targets)
    {
        int count = Math.Min(samples, data.Count - _next), inputSize = data.InputSize, targetSize = data.TargetSize;
        if (order.Length == 0)
            data.All.Slice(_next, count).CopyTo(inputs, labels, targets);
        for (int i = 0; i < count && order.Length > 0; i++)
        {
            Samples sample = data.All.Slice(order[_next + i], 1);
            sample.CopyTo(inputs[(i * inputSize)..], data.HasLabels ? labels[(i * targetSize)..] : [], data.HasLabels ? [] : targets[(i * targetSize)..]);
        }
        _next += count;
        return count;
    }

    public void Dispose()
    {
    }
}
