namespace DeepTrainer;

/// <summary>What training gave, epoch by epoch.</summary>
public sealed class History
{
    private readonly List<EpochResult> _epochs = [];

    /// <summary>The finished epochs; of a training that was resumed, those since then.</summary>
    public IReadOnlyList<EpochResult> Epochs => _epochs;

    /// <summary>
    /// The first of the epochs with the lowest <see cref="EpochResult.Loss"/>; null if none was finished. Of a training that was resumed, that of all of
    /// its epochs, also of those before.
    /// </summary>
    public EpochResult? BestEpoch { get; internal set; }

    /// <summary>Whether training ended because it was cancelled; the epoch in progress is not among the epochs then.</summary>
    public bool Cancelled { get; internal set; }

    /// <summary>Whether a callback, such as <see cref="EarlyStopping"/>, ended training before its last epoch.</summary>
    public bool StoppedEarly => StopReason is not null;

    /// <summary>Why it did; null if none did.</summary>
    public string? StopReason { get; internal set; }

    internal void Add(EpochResult epoch)
    {
        _epochs.Add(epoch);
        if (BestEpoch is not EpochResult best || epoch.Loss < best.Loss)
            BestEpoch = epoch;
    }
}
