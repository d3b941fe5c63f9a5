namespace DeepTrainer.Compiler.Graphs;

/// <summary>How a value depends on time.</summary>
/// <param name="Axis">The axis that is time, the batch counted; none if the value has none.</param>
/// <param name="IsGiven">Whether it depends on the network's input at all; weights don't.</param>
/// <param name="IsMixed">Whether a step of it depends on other steps, or is not like the others.</param>
/// <param name="Warmup">
/// How many steps of a stream must pass before there is a value: where windows shorten a sequence, the first of them ends after so many.
/// </param>
public readonly record struct TimeLabel(int? Axis, bool IsGiven, bool IsMixed, int Warmup = 0)
{
    /// <summary>The same for every input.</summary>
    public static TimeLabel Constant => new(null, false, false);

    /// <summary>Whether it is random numbers, which have time with what they meet and without it none.</summary>
    public bool IsNoise { get; init; }

    /// <summary>Random numbers of a prediction.</summary>
    public static TimeLabel Noise => Constant with { IsNoise = true };

    /// <summary>One value of all steps so far.</summary>
    public static TimeLabel Whole => new(null, true, false);

    /// <summary>Steps depend on each other in a way that only the layer could explain.</summary>
    public static TimeLabel Mixed => new(null, true, true);

    /// <summary>One value a step, along the axis.</summary>
    public static TimeLabel Along(int axis) => new(axis, true, false);
}
