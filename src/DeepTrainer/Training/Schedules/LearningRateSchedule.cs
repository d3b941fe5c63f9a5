namespace DeepTrainer;

/// <summary>
/// The learning rate of every step of training, as PyTorch's schedulers have it. A schedule is a function of the step and of the
/// network's own rate (the base rate); <see cref="Trainer{TNetwork}.Fit"/> asks it before each epoch or each batch.
/// </summary>
/// <remarks>
/// Schedules don't change, so one can serve many networks; only <see cref="ReduceOnPlateau"/> remembers what it saw. Derive from this
/// class to write your own; one that remembers overrides <see cref="SaveState"/> and <see cref="LoadState"/>.
/// </remarks>
public abstract class LearningRateSchedule
{
    /// <summary>
    /// What <see cref="Trainer{TNetwork}.Fit"/> takes for a step if it isn't told: epochs, unless a schedule says otherwise. Null if it
    /// must be told.
    /// </summary>
    public virtual ScheduleUnit? DefaultUnit => ScheduleUnit.Epoch;

    /// <summary>The number of steps that have a rate; null if there is no end.</summary>
    public virtual long? Length => null;

    /// <summary>The numbers of each epoch that it looks at.</summary>
    public virtual IEnumerable<Objective> GoesBy => [];

    /// <summary>The learning rate of a step.</summary>
    /// <param name="step">The step, from 0: the number of steps (epochs or batches) before it.</param>
    /// <param name="baseRate">The network's own learning rate; at least 0.</param>
    /// <returns>The rate: at least 0, and finite as float, too.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The step is negative or beyond the schedule's end, or the base rate is no number of at least 0.
    /// </exception>
    /// <exception cref="InvalidOperationException">The schedule gave a rate that is not a number of at least 0, or too large for float.</exception>
    public double RateAt(long step, double baseRate)
    {
        CheckStep(step);
        if (!(baseRate >= 0 && double.IsFinite(baseRate)))
            throw new ArgumentOutOfRangeException(nameof(baseRate), baseRate, "The base rate must be a number of at least 0.");
        double rate = Rate(step, baseRate);
        return rate >= 0 && float.IsFinite((float)rate)
            ? rate
            : throw new InvalidOperationException(
                $"{GetType().Name} gave the learning rate {rate} for step {step} and the base rate {baseRate}; it must be a number from 0 to "
                    + $"{float.MaxValue}, which float can hold.");
    }

    /// <summary>Is told of every epoch that has ended, for schedules that depend on how training goes.</summary>
    /// <param name="step">The step that the epoch's last batch was.</param>
    /// <param name="epoch">What the epoch gave.</param>
    public virtual void OnEpoch(long step, in EpochResult epoch)
    {
    }

    /// <summary>What the schedule remembers of the epochs it saw, as one line of text for checkpoints; empty if it remembers nothing.</summary>
    public virtual string SaveState() => "";

    /// <summary>Remembers what <see cref="SaveState"/> gave, when training is resumed.</summary>
    /// <param name="state">The text.</param>
    /// <exception cref="FormatException">The text is no state of such a schedule.</exception>
    public virtual void LoadState(string state)
    {
    }

    /// <summary>The learning rate of a step; <see cref="RateAt"/> has checked the arguments and checks the result.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="baseRate">The network's own learning rate.</param>
    protected abstract double Rate(long step, double baseRate);

    /// <summary>Throws if the schedule has no such step.</summary>
    private protected void CheckStep(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        if (step >= Length)
            throw new ArgumentOutOfRangeException(nameof(step), step, $"{GetType().Name} has {Length} steps, 0 to {Length - 1}.");
    }

    /// <summary>The argument, if it is a finite number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    private protected static double InRange(double value, double least, double most, string argument) =>
        value >= least && value <= most && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(argument, value, double.IsInfinity(most)
                ? $"{argument} must be a number of at least {least}."
                : $"{argument} must be from {least} to {most}.");

    /// <summary>The argument, if it is a finite number greater than 0.</summary>
    private protected static double Positive(double value, string argument) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(argument, value, $"{argument} must be a number greater than 0.");

    /// <summary>The argument, if it is at least 1.</summary>
    private protected static long AtLeastOne(long value, string argument)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, argument);
        return value;
    }
}
