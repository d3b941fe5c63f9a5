using System.Diagnostics;

namespace DeepTrainer;

/// <summary>A training in progress, as callbacks see it: one call of <see cref="Trainer{TNetwork}.Fit"/>.</summary>
public sealed class TrainingContext
{
    private readonly RunState _state;
    private readonly long _start = Stopwatch.GetTimestamp();

    internal TrainingContext(INetwork network, RunState state, History history)
    {
        (Network, _state, History) = (network, state, history);
        Epoch = state.Epoch;
        Batch = state.Batch;
    }

    /// <summary>The network.</summary>
    public INetwork Network { get; }

    /// <summary>The epochs that ended in this call.</summary>
    public History History { get; }

    /// <summary>The number of epochs at most, those before an interruption included.</summary>
    public int Epochs { get; internal init; }

    /// <summary>The number of batches an epoch; 0 in the first one if nobody knows.</summary>
    public int Batches { get; internal set; }

    /// <summary>The number of samples in a batch (the last one of an epoch may be smaller).</summary>
    public int BatchSize { get; internal init; }

    /// <summary>The number of samples an epoch; 0 if nobody knows.</summary>
    public long Samples { get; internal init; }

    /// <summary>Whether there are samples for validation.</summary>
    public bool HasValidation { get; internal init; }

    /// <summary>Whether training goes on with what was interrupted.</summary>
    public bool IsResumed { get; internal init; }

    /// <summary>The number, from 1, of the epoch that is in progress or has just ended; 0 before the first.</summary>
    public int Epoch { get; internal set; }

    /// <summary>How many of its batches have been trained on.</summary>
    public int Batch { get; internal set; }

    /// <summary>How long this call of Fit takes so far.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>Whether training is going to end.</summary>
    public bool IsStopping => IsCancelling || _state.StopReason is not null;

    /// <summary>The exception by which training ended; null if it didn't.</summary>
    public Exception? Error { get; internal set; }

    /// <summary>What has been logged in this epoch: the names, each with its last value.</summary>
    public IReadOnlyList<MetricValue> Logged => _logged;

    internal string? StopReason => _state.StopReason;

    /// <summary>Whether files are another rank's work.</summary>
    internal bool IsSavedElsewhere { get; init; }

    internal bool IsCancelling { get; private set; }

    internal WeightAverage? Average { get; set; }

    private readonly List<MetricValue> _logged = [];
    private readonly List<(double Sum, long Count)> _means = [];
    private readonly List<(string Path, string? Replaced)> _pending = [];

    /// <summary>
    /// Ends training: after the batch in progress if it is called for a batch, after the epoch if it is called for that. The training is done then, also for who
    /// resumes it (<see cref="History.StoppedEarly"/>).
    /// </summary>
    /// <param name="reason">Why, for <see cref="DeepTrainer.History.StopReason"/>: "the loss no longer falls".</param>
    public void Stop(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        _state.StopReason ??= reason;
    }

    /// <summary>Interrupts training after the batch in progress, as a cancellation token does: it isn't done, and can be resumed.</summary>
    public void Cancel() => IsCancelling = true;

    /// <summary>
    /// Keeps the network as it is now (with averaged weights, if a <see cref="WeightAverage"/> is at work), to go back to it when training ends, unless this is
    /// called again. Early stopping calls it at each best epoch.
    /// </summary>
    public void KeepForEnd()
    {
        _state.Best ??= new Snapshot(Network);
        _state.Best.Take(Average);
    }

    /// <summary>
    /// Notes a number: logs and the progress line show it, and the mean of what was noted in an epoch (until <see cref="Callback.OnValidationEnd"/>) is among its
    /// <see cref="EpochResult.Metrics"/>, where an <see cref="Objective"/> finds it by name.
    /// </summary>
    /// <param name="name">Its name, the same each time: "gradient norm".</param>
    /// <param name="value">The number.</param>
    public void Log(string name, double value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        for (int i = 0; i < _logged.Count; i++)
        {
            if (_logged[i].Name != name)
                continue;
            _logged[i] = new(name, value);
            _means[i] = (_means[i].Sum + value, _means[i].Count + 1);
            return;
        }
        _logged.Add(new(name, value));
        _means.Add((value, 1));
    }

    /// <summary>
    /// Saves a checkpoint as soon as all callbacks have been told of the batch or epoch in progress, so that it holds what each of them knows by then. With a
    /// <see cref="WeightAverage"/> at work its weights are the averaged ones; resuming goes on with those of training all the same.
    /// </summary>
    /// <remarks>
    /// (<see cref="NetworkFile.SaveCheckpoint(INetwork, string)"/> of the network saves at once, what those know by now that have been told.)
    /// Training ends with an <see cref="IOException"/> if the file cannot be written; an existing one is unchanged. When training ends by an exception, nothing is saved any more.
    /// Of several processes that train together (<see cref="Trainer{TNetwork}.Group"/>), rank 0 saves.
    /// </remarks>
    /// <param name="path">The file, which is replaced in one step.</param>
    public void SaveCheckpoint(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SaveCheckpoint(path, replaced: null);
    }

    /// <summary>The same; another file is deleted when the new one is there.</summary>
    internal void SaveCheckpoint(string path, string? replaced)
    {
        if (!_pending.Contains((path, replaced)))
            _pending.Add((path, replaced));
    }

    /// <summary>Saves the checkpoints that were asked for; none if training ends by an exception.</summary>
    internal void SavePending()
    {
        if (_pending.Count == 0)
            return;
        (string Path, string? Replaced)[] asked = [.. _pending];
        _pending.Clear();
        if (Error is not null || IsSavedElsewhere)
            return;
        foreach ((string path, string? replaced) in asked)
        {
            if (Average is { HasWeights: true } average && _state.Current is null)
                SaveAverage(average, path);
            else
                Network.SaveCheckpoint(path);
            if (replaced is not null)
                File.Delete(replaced);
        }
    }

    private void SaveAverage(WeightAverage average, string path)
    {
        Snapshot current = new(Network);
        current.Take();
        _state.Current = current;
        try
        {
            average.SwapIn(Network);
            Network.SaveCheckpoint(path);
        }
        finally
        {
            average.SwapOut(Network);
            _state.Current = null;
        }
    }

    internal void BeginEpoch(int epoch)
    {
        (Epoch, Batch) = (epoch, 0);
        _logged.Clear();
        _means.Clear();
    }

    /// <summary>What was measured, and then what was logged.</summary>
    internal MetricValues With(MetricValues measured) => _logged.Count == 0 ? measured
        : new([.. measured, .. _logged.Select((logged, i) => new MetricValue(logged.Name, _means[i].Sum / _means[i].Count))]);

    // The means of an epoch that is interrupted go on, too.
    internal void SaveState(CallbackState state)
    {
        for (int i = 0; i < _logged.Count; i++)
        {
            state.Write($"name{i}", _logged[i].Name);
            state.Write($"last{i}", _logged[i].Value);
            state.Write($"sum{i}", _means[i].Sum);
            state.Write($"count{i}", _means[i].Count);
        }
    }

    internal void LoadState(CallbackState state)
    {
        for (int i = 0; state.Text($"name{i}") is { Length: > 0 } name; i++)
        {
            _logged.Add(new(name, state.Number($"last{i}") ?? double.NaN));
            _means.Add((state.Number($"sum{i}") ?? double.NaN, state.Whole($"count{i}") ?? 1));
        }
    }
}
