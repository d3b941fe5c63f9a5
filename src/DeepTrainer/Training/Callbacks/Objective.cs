namespace DeepTrainer;

/// <summary>
/// A number of each epoch by which trainings are steered, and which way it is better: what early stopping, <see cref="Checkpoint"/>,
/// <see cref="ReduceOnPlateau"/> and <see cref="StopAtTarget"/> look at.
/// </summary>
/// <param name="Name">Its name, for messages and files.</param>
/// <param name="Value">What it is of an epoch; NaN is never better.</param>
/// <param name="HigherIsBetter">Whether a higher number is better, as of an accuracy.</param>
public sealed record Objective(string Name, Func<EpochResult, double> Value, bool HigherIsBetter = false)
{
    /// <summary>The validation loss, or the training loss without validation samples.</summary>
    public static Objective Loss { get; } = new("loss", epoch => epoch.Loss);

    /// <summary>The training loss.</summary>
    public static Objective TrainLoss { get; } = new("training loss", epoch => epoch.TrainLoss);

    /// <summary>The validation accuracy, or the training accuracy if <see cref="Trainer{TNetwork}.MeasureTrainAccuracy"/> is set.</summary>
    public static Objective Accuracy { get; } = new("accuracy", epoch => epoch.ValidationAccuracy ?? epoch.TrainAccuracy ?? throw new InvalidOperationException(
        NoAccuracy), HigherIsBetter: true)
    { IsAccuracy = true };

    /// <summary>One of the trainer's metrics.</summary>
    /// <param name="metric">The metric, or one of the same name.</param>
    /// <param name="higherIsBetter">Which way it is better; what is usual for the metric if null.</param>
    public static Objective Of(Metric metric, bool? higherIsBetter = null)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return Named(metric.Name, higherIsBetter ?? metric.HigherIsBetter) with { Metric = metric };
    }

    /// <summary>A metric, or what a callback logs (<see cref="TrainingContext.Log"/>), by its name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="higherIsBetter">Which way it is better.</param>
    public static Objective Named(string name, bool higherIsBetter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new(name, epoch => epoch.Metrics[name], higherIsBetter);
    }

    private const string NoAccuracy = "There is no accuracy to go by: give validation samples (or set MeasureTrainAccuracy), of a network that is trained on classes.";

    private bool IsAccuracy { get; init; }

    private Metric? Metric { get; init; }

    /// <summary>Throws if epochs won't have the number, as far as that can be known before the first: what callbacks log can't.</summary>
    /// <exception cref="ArgumentException">There won't be an accuracy, or the metric isn't among the trainer's.</exception>
    internal void Check(string user, bool hasAccuracy, IReadOnlyList<Metric> metrics, string argument)
    {
        if (IsAccuracy && !hasAccuracy)
            throw new ArgumentException($"'{user}' goes by the accuracy. {NoAccuracy}", argument);
        if (Metric is not null && metrics.All(m => m.Name != Metric.Name))
            throw new ArgumentException($"'{user}' goes by '{Metric.Name}', which isn't among the trainer's Metrics; set trainer.Metrics.", argument);
    }

    /// <summary>What every number is better than.</summary>
    public double Worst => HigherIsBetter ? double.NegativeInfinity : double.PositiveInfinity;

    /// <summary>Whether a number is better than another by more than some difference.</summary>
    /// <param name="value">The number.</param>
    /// <param name="than">The other one.</param>
    /// <param name="by">The difference; at least 0.</param>
    public bool IsBetter(double value, double than, double by = 0) => HigherIsBetter ? value > than + by : value < than - by;

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
