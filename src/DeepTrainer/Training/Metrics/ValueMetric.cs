using System.Diagnostics.CodeAnalysis;

namespace DeepTrainer;

/// <summary>A metric that compares values with what they should be.</summary>
/// <param name="name">The metric's name.</param>
[SuppressMessage("ApiDesign", "RS0022", Justification = "Every metric is one of classes or of values; there is no third kind.")]
public abstract class ValueMetric(string name) : Metric(name)
{
    /// <summary>Begins to measure.</summary>
    /// <param name="outputs">The number of values a sample; at least 1.</param>
    public abstract ValueAccumulator Begin(int outputs);

    /// <summary>The same metric, of one of several losses: <c>Metric.RSquared().On("mse2")</c>.</summary>
    /// <param name="loss">The loss's name, as <see cref="NetworkInfo.Targets"/> has it.</param>
    public ValueMetric On(string loss) => (ValueMetric)ForLoss(loss);

    /// <summary>Measures values in memory: <c>Metric.RSquared().Of(predictions, targets)</c>.</summary>
    /// <param name="predictions">The values, one sample after another.</param>
    /// <param name="targets">What they should be.</param>
    /// <param name="outputs">The number of values a sample; at least 1.</param>
    /// <returns>The metric; NaN without samples.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or are no multiple of the number of outputs.</exception>
    public double Of(ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets, int outputs = 1)
    {
        ValueAccumulator accumulator = Begin(outputs);
        accumulator.Add(predictions, targets);
        return accumulator.Result();
    }
}

/// <summary>A <see cref="ValueMetric"/> being measured, batch by batch.</summary>
public abstract class ValueAccumulator
{
    /// <summary>Begins with no samples.</summary>
    /// <param name="outputs">The number of values a sample; at least 1.</param>
    protected ValueAccumulator(int outputs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        Outputs = outputs;
    }

    /// <summary>The number of values a sample.</summary>
    public int Outputs { get; }

    /// <summary>The number of samples so far.</summary>
    public long Samples { get; private set; }

    /// <summary>Takes in some samples.</summary>
    /// <param name="predictions">The values, one sample after another.</param>
    /// <param name="targets">What they should be.</param>
    /// <exception cref="ArgumentException">The lengths differ, or are no multiple of the number of outputs.</exception>
    public void Add(ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets)
    {
        if (predictions.Length != targets.Length)
            throw new ArgumentException($"There are {predictions.Length} predictions but {targets.Length} targets.", nameof(targets));
        if (predictions.Length % Outputs != 0)
            throw new ArgumentException(
                $"{predictions.Length} predictions are not a multiple of {Outputs}, the number of outputs.", nameof(predictions));
        AddValues(predictions, targets);
        Samples += predictions.Length / Outputs;
    }

    /// <summary>Forgets all samples.</summary>
    public void Reset()
    {
        Samples = 0;
        Clear();
    }

    /// <summary>The metric of all samples so far; NaN if there are none.</summary>
    public double Result() => Samples == 0 ? double.NaN : Measure();

    /// <summary>Takes in samples that have been checked and are not yet among <see cref="Samples"/>. It should not allocate.</summary>
    /// <param name="predictions">The values, one sample after another.</param>
    /// <param name="targets">What they should be.</param>
    protected abstract void AddValues(ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets);

    /// <summary>Forgets all samples.</summary>
    protected abstract void Clear();

    /// <summary>The metric of at least one sample.</summary>
    protected abstract double Measure();
}
