using System.Collections.Immutable;

namespace DeepTrainer;

/// <summary>
/// Brings every feature to mean 0 and variance 1. Fit it to the training samples and apply it to all others as well, or they
/// would be measured with different scales.
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

    /// <summary>Measures a dataset.</summary>
    /// <exception cref="ArgumentException">There is no sample.</exception>
    public static Standardization Fit(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Count == 0)
            throw new ArgumentException("A dataset without samples has no mean.", nameof(data));
        var means = new double[data.InputSize];
        var squares = new double[data.InputSize];
        for (int i = 0; i < data.Count; i++)
        {
            ReadOnlySpan<float> input = data.Input(i);
            for (int k = 0; k < means.Length; k++)
            {
                // Welford, 1962: no cancellation when the mean is large.
                double difference = input[k] - means[k];
                means[k] += difference / (i + 1);
                squares[k] += difference * (input[k] - means[k]);
            }
        }
        float[] deviations = Array.ConvertAll(squares, square => (float)Math.Sqrt(square / data.Count));
        return new Standardization(
            Array.ConvertAll(means, mean => (float)mean), Array.ConvertAll(deviations, deviation => deviation > 0 ? deviation : 1));
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

    /// <summary>(x − mean) / deviation for every value of one sample, in place.</summary>
    /// <exception cref="ArgumentException">The sample has another size.</exception>
    public void Apply(Span<float> sample)
    {
        if (sample.Length != Means.Length)
            throw new ArgumentException($"The sample has {sample.Length} values, but {Means.Length} were measured.", nameof(sample));
        for (int k = 0; k < sample.Length; k++)
            sample[k] = (sample[k] - Means[k]) / Deviations[k];
    }
}
