using System.Globalization;

namespace DeepTrainer;

/// <summary>How <see cref="ReduceOnPlateau"/>'s threshold is meant.</summary>
public enum ThresholdMode
{
    /// <summary>As a fraction of the best metric.</summary>
    Relative,

    /// <summary>As a difference from it.</summary>
    Absolute,
}

/// <summary>
/// The rate falls by a factor when a metric hasn't become better for more than some epochs; by default the validation loss (the training
/// loss without validation samples).
/// </summary>
/// <remarks>
/// PyTorch: ReduceLROnPlateau. Unlike the other schedules it remembers what it saw: give the same object to resume training, a new one
/// (or <c>State = ReduceOnPlateauState.Initial</c>) to begin anew.
/// </remarks>
/// <param name="objective">Which metric, and which way it is better; <see cref="DeepTrainer.Objective.Loss"/> if null.</param>
/// <param name="factor">What the rate is multiplied by; greater than 0 and less than 1.</param>
/// <param name="patience">How many epochs in a row may be no better; at least 0. The next such one lowers the rate.</param>
/// <param name="threshold">How much better a metric must be to count; at least 0.</param>
/// <param name="thresholdMode">Whether that is a fraction of the best metric or a difference.</param>
/// <param name="cooldown">How many epochs after a reduction don't count; at least 0.</param>
/// <param name="minRate">The lowest rate; at least 0.</param>
/// <param name="epsilon">A reduction by no more than this is left out; at least 0.</param>
public sealed class ReduceOnPlateau(
    Objective? objective = null,
    double factor = 0.1,
    int patience = 10,
    double threshold = 1e-4,
    ThresholdMode thresholdMode = ThresholdMode.Relative,
    int cooldown = 0,
    double minRate = 0,
    double epsilon = 1e-8) : LearningRateSchedule
{
    private readonly double _factor = Positive(factor, nameof(factor)) < 1
        ? factor
        : throw new ArgumentOutOfRangeException(nameof(factor), factor, "factor must be less than 1.");

    private readonly int _patience = (int)InRange(patience, 0, int.MaxValue, nameof(patience));
    private readonly double _threshold = InRange(threshold, 0, double.PositiveInfinity, nameof(threshold));
    private readonly int _cooldown = (int)InRange(cooldown, 0, int.MaxValue, nameof(cooldown));
    private readonly double _minRate = InRange(minRate, 0, double.PositiveInfinity, nameof(minRate));
    private readonly double _epsilon = InRange(epsilon, 0, double.PositiveInfinity, nameof(epsilon));

    /// <summary>Which metric is looked at, and which way it is better.</summary>
    public Objective Objective { get; } = objective ?? Objective.Loss;

    /// <summary>What the schedule remembers; store it to resume in another process.</summary>
    public ReduceOnPlateauState State { get; set; } = ReduceOnPlateauState.Initial;

    /// <summary>Takes in the metric of one epoch. <see cref="Trainer{TNetwork}.Fit"/> does it; call it in training loops of your own.</summary>
    public void Observe(double metric)
    {
        ReduceOnPlateauState state = State;
        bool better = IsBetter(metric, state.Best);
        double? best = better ? metric : state.Best;
        int bad = better ? 0 : state.BadEpochs + 1;
        int cooldownLeft = state.CooldownLeft;
        if (cooldownLeft > 0)
        {
            cooldownLeft--;
            bad = 0;
        }
        State = bad > _patience
            ? new ReduceOnPlateauState(best, 0, _cooldown, state.Reductions + 1)
            : new ReduceOnPlateauState(best, bad, cooldownLeft, state.Reductions);
    }

    /// <inheritdoc/>
    public override IEnumerable<Objective> GoesBy => [Objective];

    /// <inheritdoc/>
    public override void OnEpoch(long step, in EpochResult epoch) => Observe(Objective.Value(epoch));

    /// <inheritdoc/>
    public override string SaveState() => string.Create(
        CultureInfo.InvariantCulture, $"{State.Best:R}/{State.BadEpochs}/{State.CooldownLeft}/{State.Reductions}");

    /// <inheritdoc/>
    public override void LoadState(string state)
    {
        ArgumentNullException.ThrowIfNull(state);
        string[] parts = state.Split('/');
        if (parts.Length != 4)
            throw new FormatException($"'{state}' is no state of ReduceOnPlateau.");
        int Whole(int i) => int.Parse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture);
        State = new(parts[0].Length == 0 ? null : double.Parse(parts[0], CultureInfo.InvariantCulture), Whole(1), Whole(2), Whole(3));
    }

    /// <inheritdoc/>
    protected override double Rate(long step, double baseRate)
    {
        double rate = baseRate;
        for (int i = 0; i < State.Reductions; i++)
        {
            double reduced = Math.Max(rate * _factor, _minRate);
            // The next would be left out, too.
            if (!(rate - reduced > _epsilon))
                break;
            rate = reduced;
        }
        return rate;
    }

    private bool IsBetter(double metric, double? seen)
    {
        double best = seen ?? Objective.Worst;
        return (Objective.HigherIsBetter, thresholdMode) switch
        {
            (false, ThresholdMode.Relative) => metric < best * (1 - _threshold),
            (false, _) => metric < best - _threshold,
            (_, ThresholdMode.Relative) => metric > best * (1 + _threshold),
            _ => metric > best + _threshold,
        };
    }
}

/// <summary>What <see cref="ReduceOnPlateau"/> remembers.</summary>
/// <param name="Best">The best metric so far; null before the first.</param>
/// <param name="BadEpochs">How many epochs in a row were no better.</param>
/// <param name="CooldownLeft">How many epochs more don't count after a reduction.</param>
/// <param name="Reductions">How often the rate has been lowered.</param>
public readonly record struct ReduceOnPlateauState(double? Best, int BadEpochs, int CooldownLeft, int Reductions)
{
    /// <summary>Nothing has been seen.</summary>
    public static ReduceOnPlateauState Initial => default;
}
