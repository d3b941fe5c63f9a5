namespace DeepTrainer;

/// <summary>
/// A summand of a network's loss that has an average of its own: a mean over the samples of a batch, or over labels of which some are ignored
/// or weigh more than others.
/// </summary>
/// <remarks>
/// The loss of several batches together is, summand by summand, the mean of the batches' losses weighted by <see cref="WeightOf(int, ReadOnlySpan{float}, int)"/>.
/// However samples are divided into batches, it is that of all at once.
/// </remarks>
/// <param name="Name">The loss's name; <c>samples</c> for all that are means over samples, penalties of weights included.</param>
/// <param name="Labels">The class indices by whose weights it is divided; null for a mean over samples.</param>
public sealed record LossPart(string Name, TargetInfo? Labels = null)
{
    /// <summary>How much a batch counts: its number of samples, or the sum of the weights of its labels that aren't ignored.</summary>
    /// <param name="samples">The number of samples.</param>
    /// <param name="labels">Their labels, one sample after another.</param>
    public double WeightOf(int samples, ReadOnlySpan<int> labels)
    {
        if (Labels is null)
            return samples;
        double sum = 0;
        foreach (int label in labels)
            sum += WeightOf(label);
        return sum;
    }

    /// <summary>How much a batch counts: its number of samples, or the sum of the weights of its labels that aren't ignored.</summary>
    /// <param name="samples">The number of samples.</param>
    /// <param name="targets">Their targets, one sample after another.</param>
    /// <param name="targetSize">The number of target values a sample.</param>
    public double WeightOf(int samples, ReadOnlySpan<float> targets, int targetSize)
    {
        if (Labels is null)
            return samples;
        double sum = 0;
        for (int sample = 0; sample < samples; sample++)
        {
            foreach (float label in targets.Slice((sample * targetSize) + Labels.Offset, Labels.Size))
                sum += WeightOf((int)label);
        }
        return sum;
    }

    private double WeightOf(int label) => label == Labels!.Ignored ? 0 : Labels.ClassWeights.IsEmpty ? 1 : Labels.ClassWeights[label];
}
