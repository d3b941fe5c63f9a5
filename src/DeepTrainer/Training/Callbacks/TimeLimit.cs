namespace DeepTrainer;

/// <summary>
/// Interrupts a call of <see cref="Trainer{TNetwork}.Fit"/> after the batch in which its time is over, as a cancellation token does: what is left is done by
/// resuming it.
/// </summary>
/// <param name="time">How long the call may take; greater than 0.</param>
public sealed class TimeLimit(TimeSpan time) : Callback
{
    /// <summary>How long the call may take.</summary>
    public TimeSpan Time { get; } = time > TimeSpan.Zero ? time : throw new ArgumentOutOfRangeException(nameof(time), time, "The time must be greater than 0.");

    /// <inheritdoc/>
    public override void OnBatch(TrainingContext training, in BatchResult batch)
    {
        ArgumentNullException.ThrowIfNull(training);
        if (training.Elapsed >= Time)
            training.Cancel();
    }
}
