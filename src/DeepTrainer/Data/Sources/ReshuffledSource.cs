namespace DeepTrainer;

/// <summary>The samples of a source in another random order each pass, drawn from all of them.</summary>
internal sealed class ReshuffledSource(IIndexedSource data, int seed) : IBatchSource
{
    public SampleFormat Format => data.Format;

    public long? Count => data.Count;

    public IBatchReader Open(long pass)
    {
        int[] order = [.. Enumerable.Range(0, data.Count)];
        SourceChain.Random(this, seed, pass).Shuffle(order);
        return new IndexedReader(data.OpenSamples(), data.Format, data.Count, order);
    }
}
