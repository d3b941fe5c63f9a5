namespace DeepTrainer;

/// <summary>How well a network does on a dataset.</summary>
/// <param name="Loss">The mean loss.</param>
/// <param name="Accuracy">The fraction of samples classified correctly, if they belong to classes.</param>
public readonly record struct Evaluation(double Loss, double? Accuracy)
{
    /// <summary>The metrics asked for.</summary>
    public MetricValues Metrics
    {
        get => field ?? MetricValues.None;
        init;
    }
}
