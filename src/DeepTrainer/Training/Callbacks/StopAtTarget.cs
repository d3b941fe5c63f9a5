namespace DeepTrainer;

/// <summary>Ends training at the first epoch that reaches a target: <c>new StopAtTarget(0.98, Objective.Accuracy)</c>.</summary>
/// <param name="target">The number to be reached.</param>
/// <param name="objective">Of what; <see cref="DeepTrainer.Objective.Loss"/> if null.</param>
public sealed class StopAtTarget(double target, Objective? objective = null) : Callback
{
    /// <summary>The number to be reached.</summary>
    public double Target { get; } = double.IsNaN(target) ? throw new ArgumentOutOfRangeException(nameof(target), target, "The target must be a number.") : target;

    /// <summary>Of what.</summary>
    public Objective Objective { get; } = objective ?? Objective.Loss;

    /// <inheritdoc/>
    public override Objective? GoesBy => Objective;

    /// <inheritdoc/>
    public override void OnEpoch(TrainingContext training, in EpochResult epoch)
    {
        ArgumentNullException.ThrowIfNull(training);
        double value = Objective.Value(epoch);
        if (value == Target || Objective.IsBetter(value, Target))
            training.Stop(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Objective.Name} is {value:G5}, and {Target:G5} was the target"));
    }
}
