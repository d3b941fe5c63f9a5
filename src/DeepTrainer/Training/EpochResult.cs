namespace DeepTrainer;

/// <summary>What one epoch gave.</summary>
/// <param name="Epoch">The epoch's number, from 1.</param>
/// <param name="TrainLoss">The mean loss of the batches, each before its step, weighted by what the loss is averaged over: <see cref="LossPart"/>.</param>
/// <param name="TrainAccuracy">
/// The fraction of training samples classified correctly after the epoch, if <see cref="Trainer{TNetwork}.MeasureTrainAccuracy"/> is set.
/// </param>
/// <param name="ValidationLoss">The mean loss of the validation samples after the epoch, if there are any.</param>
/// <param name="ValidationAccuracy">The fraction of them classified correctly, if they belong to classes.</param>
/// <param name="LearningRate">The learning rate at the end of the epoch: of its last batch, if a schedule sets it.</param>
/// <param name="Elapsed">How long the epoch took, validation included.</param>
public readonly record struct EpochResult(
    int Epoch,
    double TrainLoss,
    double? TrainAccuracy,
    double? ValidationLoss,
    double? ValidationAccuracy,
    float LearningRate,
    TimeSpan Elapsed)
{
    /// <summary>
    /// What <see cref="Trainer{TNetwork}.Metrics"/> gave after the epoch: for the validation samples, or the training samples if there are none.
    /// </summary>
    public MetricValues Metrics
    {
        get => field ?? MetricValues.None;
        init;
    }

    /// <summary>The loss that tells epochs apart: of the validation samples if there are any, else of the training samples.</summary>
    public double Loss => ValidationLoss ?? TrainLoss;
}
