namespace DeepTrainer;

/// <summary>What a call of <see cref="Trainer{TNetwork}.Fit"/> was given, when it has been checked.</summary>
internal sealed record RunOptions(INetwork Network, IBatchSource Train, IBatchSource? Validation, int Epochs, int BatchSize)
{
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    public IReadOnlyList<Callback> Callbacks { get; init; } = [];

    public ScheduleRun? Schedule { get; init; }

    public bool MeasureTrainAccuracy { get; init; }

    public int? MicroBatchSize { get; init; }

    public int? StepsPerEpoch { get; init; }

    public bool IsResumed { get; init; }

    /// <summary>What is done together with other processes; null without any.</summary>
    public JointTraining? Joint { get; init; }
}
