using System.Runtime.CompilerServices;

namespace DeepTrainer;

/// <summary>
/// What decides how the training of a network goes on, besides the network itself: the sequence of sample orders, and where the last call of
/// <see cref="Trainer{TNetwork}.Fit"/> was. It belongs to the network, whichever trainer is at work, and is stored in its checkpoints.
/// </summary>
internal sealed class TrainingState
{
    private static readonly ConditionalWeakTable<INetwork, TrainingState> States = [];

    private int _isRunning;

    /// <summary>The seed, the number of samples and of orders so far.</summary>
    public (int Seed, int Samples, long Drawn)? Order { get; private set; }

    /// <summary>The run that the last call of Fit was, as far as it came; null if it can't be gone on with.</summary>
    public RunState? Run { get; set; }

    /// <summary>The pass over a source with which the next training begins.</summary>
    public long NextPass { get; set; }

    /// <summary>The network's own learning rate while a schedule sets another.</summary>
    public float? OwnRate { get; set; }

    /// <summary>Kept while the network lives, so that nothing needs to be drawn again.</summary>
    private SampleOrder? _order;

    /// <summary>That of a network; a new one at first.</summary>
    public static TrainingState Of(INetwork network) => States.GetOrCreateValue(network);

    /// <summary>That of a network; null if it hasn't been trained by Fit.</summary>
    public static TrainingState? Find(INetwork network) => States.TryGetValue(network, out TrainingState? state) ? state : null;

    /// <summary>Other weights have been loaded: what was known of the training says nothing about them, unless training itself loads them.</summary>
    public static void Replace(INetwork network, (int Seed, int Samples, long Drawn)? order, RunState? run)
    {
        if (order is null && run is null && Find(network) is null)
            return;
        TrainingState state = Of(network);
        if (Volatile.Read(ref state._isRunning) != 0)
            return;
        (state._order, state.Order, state.Run, state.NextPass) = (null, order, run, run?.Position is { } position ? position.Pass + 1 : 0);
    }

    /// <summary>Begins a call of Fit.</summary>
    /// <exception cref="InvalidOperationException">Another one trains the network.</exception>
    public IDisposable Begin(string network)
    {
        if (Interlocked.CompareExchange(ref _isRunning, 1, 0) != 0)
            throw new InvalidOperationException(
                $"'{network}' is being trained by another call of Fit, which has not ended. Train a network from one thread at a time; to train several "
                + "at once, make a network for each.");
        return new Running(this);
    }

    /// <summary>The sequence of orders, which goes on where the last epoch with this seed and so many samples ended.</summary>
    public SampleOrder OrderOf(int seed, int samples)
    {
        if (Order is not { } known || known.Seed != seed || known.Samples != samples)
            _order = new SampleOrder(seed, samples);
        else if (_order is null || _order.Drawn != known.Drawn)
            (_order = new SampleOrder(seed, samples)).AdvanceTo(known.Drawn);
        Note(_order!);
        return _order!;
    }

    /// <summary>Remembers how many orders there have been.</summary>
    public void Note(SampleOrder order) => Order = (order.Seed, order.Samples, order.Drawn);

    private sealed class Running(TrainingState state) : IDisposable
    {
        public void Dispose()
        {
            state.OwnRate = null;
            Volatile.Write(ref state._isRunning, 0);
        }
    }
}

/// <summary>How far a call of Fit came, and what it had noted by then.</summary>
internal sealed class RunState
{
    public required int Seed { get; init; }

    /// <summary>The samples of a pass; 0 if nobody knows.</summary>
    public required long Samples { get; init; }

    /// <summary>The hash of a dataset's samples; null for other sources, and in files of earlier versions.</summary>
    public uint? Contents { get; init; }

    public required int BatchSize { get; init; }

    /// <summary>The batches of an epoch that isn't a pass; null if it is one.</summary>
    public int? StepsPerEpoch { get; init; }

    /// <summary>How far a source has been read that isn't a dataset; null for a dataset.</summary>
    public SourcePosition? Position { get; set; }

    /// <summary>The finished epochs.</summary>
    public int Epoch { get; set; }

    /// <summary>The finished batches of the next one.</summary>
    public int Batch { get; set; }

    /// <summary>The network's steps: others mean that it has been trained otherwise since.</summary>
    public long Steps { get; set; }

    /// <summary>Sums of the parts of the loss in the epoch that has begun, and of what they are divided by.</summary>
    public (double[] Sums, double[] Weights) Losses { get; set; } = ([], []);

    /// <summary>The step of the schedule at which the run began; null without a schedule.</summary>
    public long? ScheduleFirst { get; set; }

    /// <summary>What the schedule remembers.</summary>
    public string ScheduleMemory { get; set; } = "";

    /// <summary>The rate that the schedule (or whoever changed it since) had set.</summary>
    public float Rate { get; set; }

    /// <summary>The result of the epoch with the lowest loss.</summary>
    public EpochResult? BestEpoch { get; set; }

    /// <summary>Why training is done before its last epoch; null if it isn't.</summary>
    public string? StopReason { get; set; }

    /// <summary>What the callbacks remembered when the run ended or was stored.</summary>
    public List<(string Name, CallbackState State)> CallbackStates { get; set; } = [];

    /// <summary>The callbacks of a run in progress, which know what they remember now.</summary>
    public CallbackList? Callbacks { get; set; }

    /// <summary>The network as it is to be when training ends; null if nothing has been kept.</summary>
    public Snapshot? Best { get; set; }

    /// <summary>Where training stood when the network was given other weights; null if it still stands there.</summary>
    public Snapshot? Current { get; set; }
}
