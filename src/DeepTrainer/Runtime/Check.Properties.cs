namespace DeepTrainer.Runtime;

// What a network's properties are set to.
public static partial class Check
{
    /// <summary>The most steps that are taken: all numbers up to it are exact as double, too.</summary>
    internal const long MaxSteps = 1L << 53;

    /// <summary>The learning rate, if it is a number of at least 0.</summary>
    /// <param name="value">The learning rate.</param>
    /// <param name="network">The network's name, for the message.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is none.</exception>
    public static float LearningRate(float value, string network) => value >= 0 && float.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"The learning rate of '{network}' must be a number of at least 0.");

    /// <summary>The number of steps, if it is from 0 to 2⁵³.</summary>
    /// <param name="value">The number of steps.</param>
    /// <param name="network">The network's name, for the message.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static long Steps(long value, string network) => value is >= 0 and <= MaxSteps
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"The steps of '{network}' must be from 0 to {MaxSteps}.");

    /// <summary>Checks that one more step can be counted.</summary>
    /// <param name="steps">The number of steps so far.</param>
    /// <param name="network">The network's name, for the message.</param>
    /// <exception cref="InvalidOperationException">There are 2⁵³.</exception>
    public static void NextStep(long steps, string network)
    {
        if (steps == MaxSteps)
            throw new InvalidOperationException($"'{network}' can't be trained on: its Steps are {MaxSteps}, and no more are counted. Set them to a smaller number.");
    }
}
