namespace DeepTrainer;

/// <summary>How far the passes over a source have been read.</summary>
internal sealed class SourcePosition
{
    /// <summary>The number of the pass, from 0.</summary>
    public long Pass { get; set; }

    /// <summary>How many of its samples have been read.</summary>
    public long Read { get; set; }

    /// <summary>The hash of these, so that a training that is resumed knows whether it reads the same; null in files of earlier versions.</summary>
    public uint? Hash { get; set; }
}

/// <summary>
/// The batches of a source: an epoch is a pass over it, or some batches of passes that follow each other. Without a position each epoch is the first pass, as it is
/// wanted for measuring.
/// </summary>
internal sealed class SourceFeed(IBatchSource source, int batchSize, NetworkInfo info, string argument, int? steps, SourcePosition? position)
    : BatchFeed(source.Format, SizeOf(source, batchSize))
{
    private readonly SampleMemory _batch = new(source.Format, SizeOf(source, batchSize));
    private IBatchReader? _reader;
    private long _pass = position?.Pass ?? 0, _read = position?.Read ?? 0;
    private int _batches;
    private uint _hash;

    public override int? Batches => steps ?? BatchesOf(source, BatchSize);

    public override void Begin(int batchesDone)
    {
        _batches = batchesDone;
        if (position is null)
            Open(0);
        else if (batchesDone == 0 && steps is null && _read > 0)
            Open(_pass + 1);
        else if (_reader is null)
            Skip();
    }

    public override bool Next(out Samples batch)
    {
        batch = default;
        if (_batches == steps)
            return false;
        if (!_batch.Fill(_reader!))
        {
            if (_read == 0)
                throw new InvalidOperationException($"Pass {_pass} over '{argument}' has no samples.");
            if (_read != (source.Count ?? _read))
                throw new InvalidOperationException($"Pass {_pass} over '{argument}' has {_read} samples, but its Count says {source.Count}.");
            if (steps is null)
                return false;
            Open(_pass + 1);
            return Next(out batch);
        }
        batch = _batch.All;
        Check(batch);
        Count(batch);
        if (_read > source.Count)
            throw new InvalidOperationException($"Pass {_pass} over '{argument}' has more samples than the {source.Count} that its Count says.");
        _batches++;
        return true;
    }

    public override void Note()
    {
        if (position is not null)
            (position.Pass, position.Read, position.Hash) = (_pass, _read, _hash);
    }

    public override void Dispose()
    {
        Close();
        base.Dispose();
    }

    private void Close()
    {
        _reader?.Dispose();
        _reader = null;
    }

    private void Check(Samples batch)
    {
        try
        {
            DataCheck.Values(batch, info, argument, _read);
        }
        catch (ArgumentException e)
        {
            // It is not what Fit was given that is wrong, but what came of it later.
            throw new InvalidDataException($"Pass {_pass} over '{argument}', sample {_read} to {_read + batch.Count - 1}: {e.Message}", e);
        }
    }

    private void Open(long pass)
    {
        Close();
        (_pass, _read, _hash) = (pass, 0, 0);
        _reader = source.Open(pass) ?? throw new InvalidOperationException($"'{argument}' opened no reader for pass {pass}.");
    }

    // What was read before is read again, in batches as it was then.
    private void Skip()
    {
        long read = _read;
        Open(_pass);
        while (_read < read && _batch.Fill(_reader!))
            Count(_batch.All);
        if (_read != read)
            throw new InvalidOperationException($"The training to resume had read {read} samples of pass {_pass} over '{argument}', which gives "
                + $"{_read} now; give the same source.");
        if ((position?.Hash ?? _hash) != _hash)
        {
            throw new InvalidOperationException(
                $"The training to resume had read other samples in pass {_pass} over '{argument}' than the {read} that it gives now; give the same "
                    + "source, with the same seeds and files, or begin "
                + "a new training without resume.");
        }
    }

    private void Count(Samples batch)
    {
        _read += batch.Count;
        // Measuring begins anew each time, and remembers nothing.
        if (position is not null)
            _hash = batch.Hash(_hash);
    }
}
