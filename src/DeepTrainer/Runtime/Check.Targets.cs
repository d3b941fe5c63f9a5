using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace DeepTrainer.Runtime;

// The targets that a network takes, and the parts of its loss.
public static partial class Check
{
    /// <summary>Checks the room for the parts of a loss.</summary>
    /// <param name="lossParts">The length given.</param>
    /// <param name="expected">The number of <see cref="NetworkInfo.LossParts"/>.</param>
    /// <param name="network">The network's name, for the message.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void LossParts(int lossParts, int expected, string network)
    {
        if (lossParts != expected)
            throw new ArgumentException($"The loss of '{network}' has {expected} parts, but there is room for {lossParts}.", nameof(lossParts));
    }

    /// <summary>Throws the exception for a network without the kind of targets that was given.</summary>
    /// <param name="network">The network's name.</param>
    /// <param name="kind">The targets that the network takes.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float WrongTargets(string network, TargetKind kind) => throw new NotSupportedException(kind == TargetKind.ClassIndices
        ? $"'{network}' is trained on class indices: pass ReadOnlySpan<int>, one index a sample or position."
        : $"'{network}' is trained on {(kind == TargetKind.Values ? "values" : "probabilities")}: pass ReadOnlySpan<float>, one value an output.");

    /// <summary>Throws the exception for a network that is not trained or evaluated with what was given, or not at all.</summary>
    /// <param name="network">The network.</param>
    /// <param name="isTraining">Whether it was to be trained.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float WrongTargets(NetworkInfo network, bool isTraining)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (network.InferenceOf is { } trained)
            throw new NotSupportedException($"'{network.Name}' has no code for training or evaluating: that is what '{trained}' is for, whose "
                + $"weights '{network.Name}'.CopyFrom takes over.");
        if (!network.HasLoss)
            throw new NotSupportedException($"'{network.Name}' has no loss, so it can't be trained or evaluated: add one below its layers, such as [Mse] or [CrossEntropy].");
        if (isTraining && !network.HasOptimizer)
            throw new NotSupportedException($"'{network.Name}' has no optimizer, so it can be evaluated but not trained: add one, such as [Adam].");
        return WrongTargets(network.Name, network.TargetKind);
    }

    /// <summary>Whole numbers as targets of a network that takes floats.</summary>
    /// <param name="numbers">The numbers.</param>
    public static float[] Floats(ReadOnlySpan<int> numbers)
    {
        float[] floats = new float[numbers.Length];
        for (int i = 0; i < floats.Length; i++)
            floats[i] = numbers[i];
        return floats;
    }

    // The loss of a network whose loss is one mean is its own only part.
    internal static void SinglePart(NetworkInfo info, ReadOnlySpan<float> inputs, ReadOnlySpan<float> targets, Span<float> lossParts)
    {
        LossParts(lossParts.Length, info.LossParts.Length, info.Name);
        if (info.LossParts.Length != 1)
            throw new NotSupportedException($"'{info.Name}' doesn't tell the {info.LossParts.Length} parts of its loss.");
        Apart(inputs, lossParts, info.Name, nameof(inputs), nameof(lossParts));
        Apart(targets, lossParts, info.Name, nameof(targets), nameof(lossParts));
    }

    internal static void SinglePart(NetworkInfo info, ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels, Span<float> lossParts)
    {
        SinglePart(info, inputs, default(ReadOnlySpan<float>), lossParts);
        Apart(labels, lossParts, info.Name, nameof(labels), nameof(lossParts));
    }
}
