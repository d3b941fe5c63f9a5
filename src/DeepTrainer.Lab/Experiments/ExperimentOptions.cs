namespace DeepTrainer.Lab;

/// <summary>How an experiment trains its networks and compares them.</summary>
public sealed record ExperimentOptions
{
    /// <summary>What it is called.</summary>
    public string Name { get; init; } = "Experiment";

    /// <summary>
    /// Where results are kept, a file for each run, and the report. A rerun does what is missing. Null to keep nothing; then there is no report either.
    /// </summary>
    public string? Folder { get; init; }

    /// <summary>How many times each variant is trained, each time with another seed; at least 1. Tests need 2, and find little with fewer than 5.</summary>
    public int Seeds { get; init; } = 10;

    /// <summary>The first seed; the others follow. Others than those that something was chosen by, if it was.</summary>
    public int FirstSeed { get; init; } = 1;

    /// <summary>How many epochs each run has, unless a variant sets <see cref="Variant.Epochs"/>.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>How many samples a batch has, unless a variant sets <see cref="Variant.BatchSize"/>.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Makes the schedule of the learning rate for a run, which has its own number of epochs; say in <see cref="Notes"/> which one.</summary>
    /// <example><code>Schedule = run => new CosineAnnealingSchedule(run.Epochs)</code></example>
    public Func<RunLength, LearningRateSchedule>? Schedule { get; init; }

    /// <summary>
    /// Makes callbacks for a run, such as early stopping; say in <see cref="Notes"/> which. Those that go by numbers of epochs
    /// (<see cref="Callback.GoesBy"/>) need validation samples: without any, epochs are measured with those of the test.
    /// </summary>
    public Func<IReadOnlyList<Callback>>? Callbacks { get; init; }

    /// <summary>
    /// What schedule and callbacks do, and whatever else the results depend on that can't be seen from outside. Results with other notes are results of
    /// another experiment.
    /// </summary>
    public string Notes { get; init; } = "";

    /// <summary>What to measure beside loss and accuracy.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    /// <summary>
    /// The number that variants are compared by: of the test samples, when training has ended. If null, <see cref="Objective.Accuracy"/> where samples
    /// have classes, and else
    /// <see cref="Objective.Loss"/>.
    /// </summary>
    public Objective? Objective { get; init; }

    /// <summary>The name of the variant with which the others are compared; the first one if null.</summary>
    public string? Baseline { get; init; }

    /// <summary>How the differences to the baseline are tested.</summary>
    public PairedTest Test { get; init; } = PairedTest.StudentT;

    /// <summary>The level below which a p-value (after Holm's correction) is called significant, in (0, 1).</summary>
    public double Significance { get; init; } = 0.05;

    /// <summary>
    /// How many runs go on at once, each on one thread; as many as there are processors unless it is set. Results are the same with any number, but for
    /// times.
    /// </summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>What happens to results in the folder that are of other settings.</summary>
    public ChangedRuns Changed { get; init; } = ChangedRuns.Refuse;

    /// <summary>Who is told how it goes, such as <see cref="ConsoleRuns"/>.</summary>
    public RunObserver? Progress { get; init; }

    /// <summary>Throws if something is out of range.</summary>
    internal void Check()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Name, "options.Name");
        ArgumentOutOfRangeException.ThrowIfLessThan(Seeds, 1, "options.Seeds");
        ArgumentOutOfRangeException.ThrowIfGreaterThan(FirstSeed, int.MaxValue - Seeds, "options.FirstSeed");
        ArgumentOutOfRangeException.ThrowIfLessThan(Epochs, 1, "options.Epochs");
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1, "options.BatchSize");
        ArgumentOutOfRangeException.ThrowIfLessThan(Parallelism, 1, "options.Parallelism");
        if (Significance is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException("options.Significance", Significance, "A level of significance lies between 0 and 1, such as 0.05.");
        if ((Schedule is not null || Callbacks is not null) && string.IsNullOrWhiteSpace(Notes))
            throw new ArgumentException("Say in options.Notes what the schedule and the callbacks do: nothing else tells a rerun that they have changed.");
    }
}

/// <summary>How long a run is.</summary>
/// <param name="Epochs">Its epochs.</param>
/// <param name="BatchesPerEpoch">The batches of each.</param>
public readonly record struct RunLength(int Epochs, int BatchesPerEpoch);

/// <summary>What happens to results in an experiment's folder that are of other settings.</summary>
public enum ChangedRuns
{
    /// <summary><see cref="ExperimentChangedException"/>, before anything is trained.</summary>
    Refuse,

    /// <summary>They are trained again and replaced.</summary>
    Replace,
}
