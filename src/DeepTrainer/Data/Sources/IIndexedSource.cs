namespace DeepTrainer;

/// <summary>A source that can read any of its samples, so that they can be read in any order.</summary>
internal interface IIndexedSource : IBatchSource
{
    /// <summary>The number of samples.</summary>
    new int Count { get; }

    /// <summary>Opens what reads them.</summary>
    ISampleReader OpenSamples();
}

/// <summary>Reads samples by their numbers.</summary>
internal interface ISampleReader : IDisposable
{
    /// <summary>Reads neighbouring samples.</summary>
    /// <param name="index">The first one's number.</param>
    /// <param name="count">How many, all of which are there.</param>
    /// <param name="inputs">Takes their inputs, and nothing else.</param>
    /// <param name="labels">Takes their labels; empty if there are none.</param>
    /// <param name="targets">Takes their target values; empty if there are none.</param>
    void Read(int index, int count, Span<float> inputs, Span<int> labels, Span<float> targets);

    /// <summary>Called when a pass has read all samples: throws if they have changed meanwhile.</summary>
    void CheckUnchanged()
    {
    }
}

/// <summary>Reads the samples of an indexed source in some order; in their own if none is given.</summary>
internal sealed class IndexedReader(ISampleReader samples, SampleFormat format, int total, int[] order) : IBatchReader
{
    private int _next;

    public int Read(int asked, Span<float> inputs, Span<int> labels, Span<float> targets)
    {
        int count = Math.Min(asked, total - _next);
        if (order.Length == 0 && count > 0)
            Read(_next, count, 0, inputs, labels, targets);
        for (int i = 0; i < count && order.Length > 0; i++)
            Read(order[_next + i], 1, i, inputs, labels, targets);
        _next += count;
        if (_next == total)
            samples.CheckUnchanged();
        return count;
    }

    public void Dispose() => samples.Dispose();

    private void Read(int index, int count, int place, Span<float> inputs, Span<int> labels, Span<float> targets)
    {
        int labelSize = format.HasLabels ? format.TargetSize : 0, valueSize = format.TargetSize - labelSize;
        samples.Read(
            index, count, inputs.Slice(place * format.InputSize, count * format.InputSize),
            labels.Slice(place * labelSize, count * labelSize), targets.Slice(place * valueSize, count * valueSize));
    }
}
