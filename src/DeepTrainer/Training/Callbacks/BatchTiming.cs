using System.Diagnostics;

namespace DeepTrainer;

/// <summary>
/// Measures where time goes, and logs it for each epoch: "seconds in batches" (with those callbacks
/// whose OnBatch comes before this one's), "seconds in validation" and "samples/s" in training.
/// </summary>
public sealed class BatchTiming : Callback
{
    private long _mark;
    private long _samples;
    private TimeSpan _batches;

    /// <summary>The time of all batches of this call of Fit: gradients and steps.</summary>
    public TimeSpan InBatches { get; private set; }

    /// <summary>The time of its measuring: losses and metrics after each epoch.</summary>
    public TimeSpan InValidation { get; private set; }

    /// <summary>The samples trained on in a second of <see cref="InBatches"/>.</summary>
    public double SamplesPerSecond => InBatches > TimeSpan.Zero ? Samples / InBatches.TotalSeconds : 0;

    /// <summary>The samples trained on in this call of Fit.</summary>
    public long Samples { get; private set; }

    /// <inheritdoc/>
    public override void OnStart(TrainingContext training)
    {
        (InBatches, InValidation, Samples) = (TimeSpan.Zero, TimeSpan.Zero, 0);
        (_batches, _samples) = (TimeSpan.Zero, 0);
    }

    /// <inheritdoc/>
    public override void OnBatchStart(TrainingContext training) => _mark = Stopwatch.GetTimestamp();

    /// <inheritdoc/>
    public override void OnBatch(TrainingContext training, in BatchResult batch)
    {
        _batches += Stopwatch.GetElapsedTime(_mark);
        _samples += batch.Samples;
    }

    /// <inheritdoc/>
    public override void OnValidationStart(TrainingContext training) => _mark = Stopwatch.GetTimestamp();

    /// <inheritdoc/>
    public override void OnValidationEnd(TrainingContext training)
    {
        ArgumentNullException.ThrowIfNull(training);
        TimeSpan validation = Stopwatch.GetElapsedTime(_mark);
        training.Log("seconds in batches", _batches.TotalSeconds);
        training.Log("seconds in validation", validation.TotalSeconds);
        training.Log("samples/s", _batches > TimeSpan.Zero ? _samples / _batches.TotalSeconds : 0);
        InBatches += _batches;
        InValidation += validation;
        Samples += _samples;
        (_batches, _samples) = (TimeSpan.Zero, 0);
    }
}
