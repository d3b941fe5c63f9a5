namespace DeepTrainer;

/// <summary>The batches that a network is trained on or measured with, epoch after epoch, through buffers that are allocated once.</summary>
internal abstract class BatchFeed(SampleFormat format, int batchSize) : IDisposable
{
    public SampleFormat Format { get; } = format;

    /// <summary>The number of samples a batch; the last one of an epoch may have fewer.</summary>
    public int BatchSize { get; } = batchSize;

    /// <summary>The number of batches an epoch; null if it isn't known.</summary>
    public abstract int? Batches { get; }

    /// <summary>Begins an epoch, or goes on with one of which some batches are done.</summary>
    public abstract void Begin(int batchesDone);

    /// <summary>The next batch, valid until the next call; false at the end of the epoch.</summary>
    public abstract bool Next(out Samples batch);

    /// <summary>Remembers that the last batch is done.</summary>
    public virtual void Note()
    {
    }

    public virtual void Dispose()
    {
    }

    /// <summary>The batches of a dataset in its order, without copying them, or of the first pass over another source.</summary>
    public static BatchFeed InOrder(IBatchSource data, int batchSize, NetworkInfo info, string argument, int? steps = null) =>
        data is Dataset dataset ? new DatasetFeed(dataset, batchSize) : new SourceFeed(data, batchSize, info, argument, steps, position: null);

    /// <summary>The number of batches of a pass; null if nobody knows.</summary>
    public static int? BatchesOf(IBatchSource data, int batchSize) => data.Count is { } count ? (int)Math.Min(int.MaxValue, (count + batchSize - 1) / batchSize) : null;

    public static int SizeOf(IBatchSource data, int batchSize) => (int)Math.Min(batchSize, data.Count ?? batchSize);
}

/// <summary>The batches of a dataset in its order.</summary>
internal sealed class DatasetFeed(Dataset data, int batchSize) : BatchFeed(data.Format, SizeOf(data, batchSize))
{
    private int _next;

    public override int? Batches => BatchesOf(data, BatchSize);

    public static int BatchesOf(Dataset data, int batchSize) => (int)(((long)data.Count + batchSize - 1) / batchSize);

    public override void Begin(int batchesDone) => _next = batchesDone;

    public override bool Next(out Samples batch)
    {
        batch = default;
        if (_next >= Batches)
            return false;
        int start = _next++ * BatchSize;
        batch = data.All.Slice(start, Math.Min(BatchSize, data.Count - start));
        return true;
    }
}

/// <summary>The batches of a dataset in random orders.</summary>
internal sealed class RandomOrderFeed(Dataset data, int batchSize, SampleOrder order, TrainingState? training = null) : BatchFeed(data.Format, SizeOf(data, batchSize))
{
    private readonly SampleMemory _batch = new(data.Format, SizeOf(data, batchSize));
    private int _next;

    public override int? Batches => DatasetFeed.BatchesOf(data, BatchSize);

    public override void Begin(int batchesDone)
    {
        if (batchesDone == 0)
            order.Next();
        _next = batchesDone;
    }

    public override bool Next(out Samples batch)
    {
        batch = default;
        if (_next >= Batches)
            return false;
        int start = _next++ * BatchSize;
        _batch.Clear();
        foreach (int sample in order.Current.Slice(start, Math.Min(BatchSize, data.Count - start)))
            _batch.Add(data, sample);
        batch = _batch.All;
        return true;
    }

    // Not before a batch is done: who goes on before draws this order again.
    public override void Note() => training?.Note(order);
}
