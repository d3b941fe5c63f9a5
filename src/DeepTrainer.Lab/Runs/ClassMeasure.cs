using System.Collections.Immutable;

namespace DeepTrainer.Lab;

/// <summary>
/// Which classes a network takes samples for, whatever its loss is: so that a network trained by squared errors can be compared with one trained by
/// cross-entropy.
/// </summary>
internal sealed class ClassMeasure(INetwork network, VariantDeclaration declaration)
{
    private readonly bool _isSigned = declaration.Kinds.Contains("SoftMargin");

    /// <summary>
    /// Samples as a network's loss takes them: classes become target values where it takes values, 1 for the class, or the class's number where there are
    /// two and one output; −1 instead of 0 for a soft margin.
    /// </summary>
    /// <exception cref="ArgumentException">The loss is one of distances.</exception>
    public Dataset DataFor(Dataset data)
    {
        NetworkInfo info = network.Info;
        bool isScore = info.TargetSize == 1 && data.Classes == 2;
        if (!HasClasses(data) || info.TargetKind == TargetKind.ClassIndices || !(isScore || info.TargetSize == data.Classes))
            return data;
        if (declaration.Kinds.Contains("HingeEmbedding"))
        {
            throw new ArgumentException(
                $"'{info.Name}' has the loss HingeEmbedding, which is one of distances: classes are no targets for it. Give target values "
                    + "(Dataset.FromTargets), and an objective such as Objective.Loss.");
        }
        float[] targets = isScore ? [.. data.Labels.ToArray().Select(label => (float)label)] : data.OneHot().Targets.ToArray();
        if (_isSigned)
            targets = [.. targets.Select(target => (2 * target) - 1)];
        return Dataset.FromTargets(data.Inputs.ToArray(), data.InputShape.AsSpan(), targets, [info.TargetSize]);
    }

    /// <summary>Whether each sample has one class.</summary>
    public static bool HasClasses(Dataset data) => data is { HasLabels: true, TargetSize: 1, IgnoredLabel: null };

    /// <summary>How often samples of a class (the row) are taken for a class (the column); empty if outputs don't stand for the classes.</summary>
    /// <exception cref="NotFiniteNumberException">An output is no number.</exception>
    public ImmutableArray<ImmutableArray<int>> Confusion(Dataset data)
    {
        int classes = data.Classes, size = network.Info.OutputSize;
        if (!HasClasses(data) || !(size == classes || (size == 1 && classes == 2)))
            return [];
        // Of what is trained on 0 and 1, probabilities among them, the middle.
        float threshold = _isSigned || network.Info.Targets is [{ Scores: ScoreKind.Logits }, ..] ? 0 : 0.5f;
        float[] outputs = new float[data.Count * size];
        network.PredictBatch(data.Inputs, outputs);
        if (Array.FindIndex(outputs, float.IsNaN) is var spoiled and >= 0)
            throw new NotFiniteNumberException(FormattableString.Invariant($"An output of '{network.Info.Name}' for sample {spoiled / size} is no number."));
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
