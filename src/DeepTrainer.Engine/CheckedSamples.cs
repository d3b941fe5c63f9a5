namespace DeepTrainer.Engine;

/// <summary>
/// The samples on which gradients are checked, where random ones of mean 0 and deviation 1 are beside the domain of a network: positive inputs for a
/// logarithm, probabilities, angles, targets that a loss of one's own takes.
/// </summary>
/// <example><code>GradientCheck.Run&lt;Own&gt;(CheckedSamples.Between(0.1, 2))</code></example>
public sealed class CheckedSamples
{
    /// <summary>Fills one sample's inputs; random ones if there is none. Inputs that number an embedding's rows must be such numbers.</summary>
    public Action<Span<double>, RandomSource>? Inputs { get; init; }

    /// <summary>Fills one sample's targets; random ones if there is none.</summary>
    public Action<Span<double>, RandomSource>? Targets { get; init; }

    /// <summary>Inputs that are evenly distributed in a range; those that number an embedding's rows remain such numbers.</summary>
    /// <param name="low">The least.</param>
    /// <param name="high">The bound above, which is more than the least.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bounds are no finite numbers, or the second isn't the larger one.</exception>
    public static CheckedSamples Between(double low, double high)
    {
        if (!double.IsFinite(low))
            throw new ArgumentOutOfRangeException(nameof(low), low, "The least input must be a finite number.");
        if (!double.IsFinite(high) || high <= low)
            throw new ArgumentOutOfRangeException(nameof(high), high, $"The bound of inputs must be a finite number above {low}, the least.");
        return new()
        {
            Inputs = (sample, random) =>
            {
                foreach (ref double value in sample)
                    value = low + ((high - low) * random.NextDouble());
            },
        };
    }
}
