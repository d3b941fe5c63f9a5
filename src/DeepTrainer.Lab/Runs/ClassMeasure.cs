using System.Collections.Immutable;

namespace DeepTrainer.Lab;

/// <summary>
/// Which classes a network takes samples for, whatever its loss is: so that a network trained by squared errors can be compared with one trained by
/// cross-entropy.
/// </summary>
internal static class ClassMeasure
{
    /// <summary>
    /// Samples as a network's loss takes them: classes become target values where it takes values, 1 for the class, or the class's number where there are
    /// two and one output.
    /// </summary>
    public static Dataset DataFor(INetwork network, Dataset data)
    {
        if (!HasClasses(data) || network.Info.TargetKind == TargetKind.ClassIndices)
            return data;
        return network.Info.TargetSize == data.Classes ? data.OneHot()
            : network.Info.TargetSize == 1 && data.Classes == 2
                ? Dataset.FromTargets(data.Inputs.ToArray(), data.InputShape.AsSpan(), [.. data.Labels.ToArray().Select(label => (float)label)], [1])
            : data;
    }

    /// <summary>Whether each sample has one class.</summary>
    public static bool HasClasses(Dataset data) => data is { HasLabels: true, TargetSize: 1, IgnoredLabel: null };

    /// <summary>How often samples of a class (the row) are taken for a class (the column); empty if outputs don't stand for the classes.</summary>
    public static ImmutableArray<ImmutableArray<int>> Confusion(INetwork network, Dataset data)
    {
        int classes = data.Classes, size = network.Info.OutputSize;
        if (!HasClasses(data) || !(size == classes || (size == 1 && classes == 2)))
            return [];
        float threshold = network.Info.Targets is [{ Scores: ScoreKind.Probabilities }, ..] ? 0.5f : 0;
        float[] outputs = new float[data.Count * size];
        network.PredictBatch(data.Inputs, outputs);
        int[][] counts = [.. Enumerable.Range(0, classes).Select(_ => new int[classes])];
        for (int i = 0; i < data.Count; i++)
        {
            ReadOnlySpan<float> scores = outputs.AsSpan(i * size, size);
            counts[data.Label(i)][size > 1 ? Largest(scores) : scores[0] > threshold ? 1 : 0]++;
        }
        return [.. counts.Select(row => row.ToImmutableArray())];
    }

    /// <summary>The share of the samples on the diagonal; null without classes.</summary>
    public static double? Accuracy(ImmutableArray<ImmutableArray<int>> confusion) => confusion.Length == 0 ? null
        : (double)confusion.Select((row, i) => row[i]).Sum() / confusion.Sum(row => row.Sum());

    private static int Largest(ReadOnlySpan<float> scores)
    {
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[best])
                best = i;
        }
        return best;
    }
}
