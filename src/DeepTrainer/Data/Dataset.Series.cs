namespace DeepTrainer;

public sealed partial class Dataset
{
    /// <summary>
    /// Samples of a series: windows of neighbouring time steps, and what comes after them. The sample of the window that begins at step t has the inputs
    /// [window, features] of the steps t to t + window − 1, and as targets the chosen features of the <paramref name="horizon"/> steps after them.
    /// </summary>
    /// <param name="values">All values, the features of a step beside each other.</param>
    /// <param name="features">The number of values a step.</param>
    /// <param name="window">The number of steps a sample looks back.</param>
    /// <param name="horizon">The number of steps that are to be predicted; at least 1.</param>
    /// <param name="stride">From one window's beginning to the next one's; at least 1.</param>
    /// <param name="targets">The features that are to be predicted, from 0; all of them if null.</param>
    /// <remarks>
    /// Split a series before windows are made of it, or with <see cref="SplitInOrder"/> and a gap of (window + horizon − 1) / stride,
    /// rounded down: else windows to validate with have seen what was trained on.
    /// </remarks>
    /// <returns>The samples in the order of time; targets are [horizon, number of targets].</returns>
    /// <exception cref="ArgumentException">A number is out of range, or the series is shorter than a window and what comes after it.</exception>
    public static Dataset FromSeries(ReadOnlySpan<float> values, int features, int window, int horizon = 1, int stride = 1, ReadOnlySpan<int> targets = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        if (values.Length % features != 0)
            throw new ArgumentException($"{values.Length} values are not a multiple of {features}, the features of a step.", nameof(values));
        int steps = values.Length / features;
        if (steps < (long)window + horizon)
            throw new ArgumentException($"The series has {steps} steps, but a window of {window} and {horizon} after it need {(long)window + horizon}.", nameof(values));
        int[] chosen = targets.IsEmpty ? [.. Enumerable.Range(0, features)] : targets.ToArray();
        foreach (int feature in chosen)
        {
            if ((uint)feature >= (uint)features)
                throw new ArgumentOutOfRangeException(nameof(targets), feature, $"A step has {features} features, from 0.");
        }
        int samples = ((steps - window - horizon) / stride) + 1, size = window * features;
        var inputs = new float[ArrayLength.Of("The inputs of all windows", samples, size)];
        var after = new float[ArrayLength.Of("The targets of all windows", samples, horizon, chosen.Length)];
        for (int sample = 0; sample < samples; sample++)
        {
            int first = sample * stride;
            values.Slice(first * features, size).CopyTo(inputs.AsSpan(sample * size));
            for (int step = 0; step < horizon; step++)
            {
                for (int i = 0; i < chosen.Length; i++)
                    after[(((sample * horizon) + step) * chosen.Length) + i] = values[((first + window + step) * features) + chosen[i]];
            }
        }
        return FromTargets(inputs, [window, features], after, [horizon, chosen.Length]);
    }

    /// <summary>
    /// Samples of sequences of different lengths, for layers and losses with <c>Lengths</c>: each is filled up at its end to the longest. A sample's input is the
    /// sequence [steps, features], row by row; <paramref name="lengths"/> tells how many steps each has.
    /// </summary>
    /// <param name="sequences">The sequences, the features of a step beside each other; each has at least one step.</param>
    /// <param name="features">The number of values a step.</param>
    /// <param name="lengths">How many steps each has.</param>
    /// <param name="steps">The number of steps that samples have; that of the longest if null. Longer sequences are an error.</param>
    /// <param name="fill">What steps beyond the end are filled with.</param>
    /// <returns>The inputs of all samples, one after another, each [steps, features].</returns>
    /// <exception cref="ArgumentException">A sequence is empty, too long, or no multiple of a step's features.</exception>
    public static float[] Padded(IReadOnlyList<float[]> sequences, int features, out int[] lengths, int? steps = null, float fill = 0)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        lengths = new int[sequences.Count];
        for (int i = 0; i < lengths.Length; i++)
        {
            if (sequences[i] is not { Length: > 0 } own || own.Length % features != 0)
                throw new ArgumentException($"Sequence {i} has {sequences[i]?.Length ?? 0} values, which is no multiple of {features} from one step on.", nameof(sequences));
            lengths[i] = own.Length / features;
        }
        int all = steps ?? lengths.DefaultIfEmpty(1).Max();
        int tooLong = Array.FindIndex(lengths, length => length > all);
        if (tooLong >= 0)
            throw new ArgumentException($"Sequence {tooLong} has {lengths[tooLong]} steps, more than {all}.", nameof(sequences));
        var padded = new float[ArrayLength.Of("The padded sequences", sequences.Count, all, features)];
        Array.Fill(padded, fill);
        for (int i = 0; i < sequences.Count; i++)
            sequences[i].CopyTo(padded, i * all * features);
        return padded;
    }
}
