using System.Collections.Immutable;

namespace DeepTrainer;

/// <summary>
/// Brings every feature, or every target value, to mean 0 and variance 1. Fit it to the training samples and apply it to all others as well,
/// or they would be measured with different scales.
/// </summary>
public sealed class Standardization
{
    /// <summary>Makes one from known figures.</summary>
    /// <param name="means">What is subtracted from each value of a sample.</param>
    /// <param name="deviations">What each is divided by; greater than 0.</param>
    /// <exception cref="ArgumentException">There are not as many deviations as means, or a deviation is not greater than 0.</exception>
    public Standardization(ReadOnlySpan<float> means, ReadOnlySpan<float> deviations)
    {
        if (means.Length != deviations.Length)
            throw new ArgumentException($"There are {means.Length} means but {deviations.Length} deviations.", nameof(deviations));
        foreach (float deviation in deviations)
        {
            if (!(deviation > 0))
                throw new ArgumentException($"A deviation is {deviation}; it must be greater than 0.", nameof(deviations));
        }
        Means = [.. means];
        Deviations = [.. deviations];
    }

    /// <summary>What is subtracted from each value of a sample.</summary>
    public ImmutableArray<float> Means { get; }

    /// <summary>What each is divided by: the standard deviation, or 1 for a value that is the same in all samples.</summary>
    public ImmutableArray<float> Deviations { get; }

    /// <summary>Measures the inputs of a dataset.</summary>
    /// <exception cref="ArgumentException">There is no sample.</exception>
    public static Standardization Fit(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Measure(data, data.Inputs, data.InputSize);
    }

    /// <summary>
    /// Measures the target values of a dataset: <c>scale.ApplyToTargets(train)</c> is what a network learns easily, and <see cref="Undo"/> makes what it predicts the quantities
    /// again.
    /// </summary>
    /// <exception cref="ArgumentException">There is no sample, or samples have classes.</exception>
    public static Standardization FitTargets(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Measure(data, TargetsOf(data), data.TargetSize);
    }

    /// <summary>(x − mean) / deviation for every value of every sample.</summary>
    /// <exception cref="ArgumentException">The samples have another size.</exception>
    public Dataset Apply(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.InputSize != Means.Length)
            throw new ArgumentException($"The samples have {data.InputSize} values, but {Means.Length} were measured.", nameof(data));
        float[] inputs = data.Inputs.ToArray();
        for (int i = 0; i < inputs.Length; i += Means.Length)
            Apply(inputs.AsSpan(i, Means.Length));
        return data.WithInputs(inputs);
    }

    /// <summary>(x − mean) / deviation for every target value of every sample.</summary>
    /// <exception cref="ArgumentException">The samples have another number of target values, or classes.</exception>
    public Dataset ApplyToTargets(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        float[] targets = TargetsOf(data).ToArray();
        if (data.TargetSize != Means.Length)
            throw new ArgumentException($"The samples have {data.TargetSize} target values, but {Means.Length} were measured.", nameof(data));
        for (int i = 0; i < targets.Length; i += Means.Length)
            Apply(targets.AsSpan(i, Means.Length));
        return Dataset.FromTargets(data.Inputs.ToArray(), data.InputShape.AsSpan(), targets, data.TargetShape.AsSpan());
    }

    /// <summary>x · deviation + mean for every value of some samples, in place: predictions become the quantities that targets were.</summary>
    /// <param name="values">The values, one sample after another.</param>
    /// <exception cref="ArgumentException">There isn't a whole number of samples.</exception>
    public void Undo(Span<float> values)
    {
        if (values.Length % Means.Length != 0)
            throw new ArgumentException($"There are {values.Length} values, which is no multiple of the {Means.Length} that were measured.", nameof(values));
        for (int i = 0; i < values.Length; i++)
            values[i] = (values[i] * Deviations[i % Means.Length]) + Means[i % Means.Length];
    }

    /// <summary>(x − mean) / deviation for every value of one sample, in place.</summary>
    /// <exception cref="ArgumentException">The sample has another size.</exception>
    public void Apply(Span<float> sample)
    {
        if (sample.Length != Means.Length)
            throw new ArgumentException($"The sample has {sample.Length} values, but {Means.Length} were measured.", nameof(sample));
        for (int k = 0; k < sample.Length; k++)
            sample[k] = (sample[k] - Means[k]) / Deviations[k];
    }

    private static ReadOnlySpan<float> TargetsOf(Dataset data) => data.HasLabels
        ? throw new ArgumentException("The samples have classes, which have no mean; target values have.", nameof(data)) : data.Targets;

    private static Standardization Measure(Dataset data, ReadOnlySpan<float> values, int size)
    {
        if (data.Count == 0)
            throw new ArgumentException("A dataset without samples has no mean.", nameof(data));
        var means = new double[size];
        var squares = new double[size];
        for (int i = 0; i < data.Count; i++)
        {
            for (int k = 0; k < size; k++)
            {
                // Welford, 1962: no cancellation when the mean is large.
                float value = values[(i * size) + k];
                double difference = value - means[k];
                means[k] += difference / (i + 1);
                squares[k] += difference * (value - means[k]);
            }
        }
        float[] deviations = Array.ConvertAll(squares, square => (float)Math.Sqrt(square / data.Count));
        return new Standardization(
            Array.ConvertAll(means, mean => (float)mean), Array.ConvertAll(deviations, deviation => deviation > 0 ? deviation : 1));
    }
}
