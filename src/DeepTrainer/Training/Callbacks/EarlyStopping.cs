using System.Globalization;

namespace DeepTrainer;

/// <summary>
/// Ends training when a metric no longer becomes better; by default the validation loss (the training loss, without validation samples). Prechelt, 1998.
/// </summary>
public sealed class EarlyStopping : Callback
{
    private double _best;

    /// <summary>Ends training when a metric no longer becomes better.</summary>
    /// <param name="patience">How many epochs in a row may pass without a better one; at least 1.</param>
    /// <param name="minDelta">How much better a metric must be to count; at least 0.</param>
    /// <param name="restoreBest">
    /// Whether the network goes back to the end of its best epoch (weights, optimizer state, steps) when training ends, for whatever reason.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public EarlyStopping(int patience, double minDelta = 0, bool restoreBest = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(patience, 1);
        if (!(minDelta >= 0))
            throw new ArgumentOutOfRangeException(nameof(minDelta), minDelta, "minDelta must be at least 0.");
        (Patience, MinDelta, RestoreBest) = (patience, minDelta, restoreBest);
    }

    /// <summary>How many epochs in a row may pass without a better one.</summary>
    public int Patience { get; }

    /// <summary>How much better a metric must be to count.</summary>
    public double MinDelta { get; }

    /// <summary>Whether the network goes back to its best epoch when training ends.</summary>
    public bool RestoreBest { get; }

    /// <summary>What is looked at; the loss if nothing else is said.</summary>
    public Objective Objective { get; init; } = Objective.Loss;

    /// <summary>How many epochs in a row have been no better.</summary>
    public int EpochsWithoutBetter { get; private set; }

    /// <inheritdoc/>
    public override Objective? GoesBy => Objective;

    /// <inheritdoc/>
    public override void OnEpoch(TrainingContext training, in EpochResult epoch)
    {
        ArgumentNullException.ThrowIfNull(training);
        double value = Objective.Value(epoch);
        if (Objective.IsBetter(value, _best, MinDelta))
        {
            _best = value;
            EpochsWithoutBetter = 0;
            if (RestoreBest)
                training.KeepForEnd();
        }
        else if (++EpochsWithoutBetter >= Patience)
        {
            training.Stop(string.Create(CultureInfo.InvariantCulture, $"{Objective.Name} has not become better than {_best:G5} for {EpochsWithoutBetter} epochs"));
        }
    }

    /// <inheritdoc/>
    public override void SaveState(CallbackState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.Write("best", _best);
        state.Write("epochs_without_better", EpochsWithoutBetter);
    }

    /// <inheritdoc/>
    public override void LoadState(CallbackState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _best = state.Number("best") ?? Objective.Worst;
        EpochsWithoutBetter = (int)(state.Whole("epochs_without_better") ?? 0);
    }
}
