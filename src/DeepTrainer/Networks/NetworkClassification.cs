using System.Buffers;
using System.Runtime.CompilerServices;

namespace DeepTrainer;

/// <summary>A class that a network finds in a sample.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Label">Its name, from <see cref="NetworkMetadata.Classes"/>; its number where it has none.</param>
/// <param name="Probability">How sure the network is, from 0 to 1: all classes together have 1.</param>
public readonly record struct ClassProbability(int Index, string Label, float Probability)
{
    /// <summary>Name and probability: <c>cat 98.2 %</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Label} {100 * Probability:F1} %");
}

/// <summary>
/// Predictions in an application's terms. Samples are given as they are measured: where <see cref="NetworkMetadata"/> says how they were scaled in training, that is done
/// here. Nothing is allocated but names of classes that have none.
/// </summary>
public static class NetworkClassification
{
    private const int OnStack = 1024;

    // Found once for each network's description: looking for it allocates.
    private static readonly ConditionalWeakTable<NetworkInfo, Form> Forms = [];

    /// <summary>The class that a sample belongs to most probably.</summary>
    /// <param name="network">A network whose loss tells classes apart, one class a sample.</param>
    /// <param name="input">The sample, not scaled.</param>
    /// <exception cref="ArgumentException">The sample has another size.</exception>
    /// <exception cref="NotSupportedException">The network's outputs are no scores of classes, or there are several for each sample.</exception>
    /// <exception cref="ArithmeticException">A score is NaN: the sample has NaN in it, or the weights have.</exception>
    public static ClassProbability Classify(this INetwork network, ReadOnlySpan<float> input)
    {
        Span<ClassProbability> best = [default];
        TopK(network, input, best);
        return best[0];
    }

    /// <summary>The most probable classes of a sample, the best one first; of equal ones, that with the smaller number.</summary>
    /// <param name="network">A network whose loss tells classes apart, one class a sample.</param>
    /// <param name="input">The sample, not scaled.</param>
    /// <param name="best">Where they go; as many as there is room for.</param>
    /// <exception cref="ArgumentException">The sample has another size, or there is room for more classes than there are.</exception>
    /// <exception cref="NotSupportedException">The network's outputs are no scores of classes, or there are several for each sample.</exception>
    /// <exception cref="ArithmeticException">A score is NaN: the sample has NaN in it, or the weights have.</exception>
    public static void TopK(this INetwork network, ReadOnlySpan<float> input, Span<ClassProbability> best)
    {
        ArgumentNullException.ThrowIfNull(network);
        (TargetInfo target, TensorInfo output) = Forms.GetValue(network.Info, FormOf);
        int classes = Math.Max(2, target.Classes);
        if (best.Length > classes)
            throw new ArgumentException($"'{network.Info.Name}' tells {classes} classes apart, but there is room for {best.Length}.", nameof(best));
        int size = network.Info.OutputSize;
        float[]? rented = size > OnStack ? ArrayPool<float>.Shared.Rent(size) : null;
        Span<float> outputs = rented is null ? stackalloc float[OnStack] : rented;
        try
        {
            PredictScaled(network, input, outputs[..size]);
            Span<float> scores = outputs.Slice(output.Offset, output.Size), both = stackalloc float[2];
            if (target.Scores == ScoreKind.Logits)
                ClassScores.Probabilities(scores);
            if (scores.Length == 1)
            {
                (both[0], both[1]) = (1 - scores[0], scores[0]);
                scores = both;
            }
            Fill(network, scores, best);
        }
        finally
        {
            if (rented is not null)
                ArrayPool<float>.Shared.Return(rented);
        }
    }

    /// <summary>Predicts in the units of the data: the sample is scaled as in training, and the outputs are scaled back as the targets were.</summary>
    /// <param name="network">The network.</param>
    /// <param name="input">The sample, not scaled.</param>
    /// <param name="output">Where the result goes, <see cref="NetworkInfo.OutputSize"/> floats.</param>
    /// <exception cref="ArgumentException">A length is wrong, or the output overlaps the input.</exception>
    public static void PredictQuantities(this INetwork network, ReadOnlySpan<float> input, Span<float> output)
    {
        ArgumentNullException.ThrowIfNull(network);
        PredictScaled(network, input, output);
        NetworkMetadata.Of(network).Targets?.Undo(output);
    }

    /// <summary>The target that says which class a whole sample has; null if there is none, or several.</summary>
    internal static TargetInfo? TargetOf(NetworkInfo network) =>
        MetricTargets.OfClasses(network) is [var only] && MetricTargets.OutputOf(network, only)!.Size == Math.Max(1, only.Classes) ? only : null;

    private static Form FormOf(NetworkInfo network) => TargetOf(network) is { } target
        ? new(target, MetricTargets.OutputOf(network, target)!)
        : throw new NotSupportedException(
            $"'{network.Name}' tells no classes of samples: it needs a loss such as [CrossEntropy], or [BinaryCrossEntropyWithLogits] on one score, "
                + "that judges an output. Its outputs are those of Predict.");

    private static void PredictScaled(INetwork network, ReadOnlySpan<float> input, Span<float> output)
    {
        if (NetworkMetadata.Of(network).Inputs is not { } scale)
        {
            network.Predict(input, output);
            return;
        }
        if (input.Length != scale.Means.Length)
            throw new ArgumentException($"A sample of '{network.Info.Name}' has {scale.Means.Length} values, but {input.Length} were given.", nameof(input));
        float[]? rented = input.Length > OnStack ? ArrayPool<float>.Shared.Rent(input.Length) : null;
        Span<float> scaled = (rented is null ? stackalloc float[OnStack] : rented)[..input.Length];
        try
        {
            input.CopyTo(scaled);
            scale.Apply(scaled);
            network.Predict(scaled, output);
        }
        finally
        {
            if (rented is not null)
                ArrayPool<float>.Shared.Return(rented);
        }
    }

    private static void Fill(INetwork network, ReadOnlySpan<float> probabilities, Span<ClassProbability> best)
    {
        var names = NetworkMetadata.Of(network).Classes;
        int found = 0;
        for (int c = 0; c < probabilities.Length; c++)
        {
            float probability = probabilities[c];
            if (float.IsNaN(probability))
                throw new ArithmeticException($"Score {c} of '{network.Info.Name}' is NaN: the sample has NaN in it, or the network's weights have.");
            int place = found;
            while (place > 0 && best[place - 1].Probability < probability)
                place--;
            if (place == best.Length)
                continue;
            best[place..Math.Min(found, best.Length - 1)].CopyTo(best[(place + 1)..]);
            best[place] = new(c, "", probability);
            found = Math.Min(found + 1, best.Length);
        }
        foreach (ref ClassProbability entry in best)
            entry = entry with { Label = entry.Index < names.Length ? names[entry.Index] : entry.Index.ToString(System.Globalization.CultureInfo.InvariantCulture) };
    }

    private sealed record Form(TargetInfo Target, TensorInfo Output);
}
