namespace DeepTrainer;

/// <summary>What applications do with scores of classes, in place and without allocation.</summary>
public static class ClassScores
{
    /// <summary>Makes scores before the softmax probabilities: exp(x − max) / Σ exp(x − max); of a single one the probability of class 1, 1 / (1 + exp(−x)).</summary>
    /// <param name="logits">The scores of one sample, which become probabilities.</param>
    public static void Probabilities(Span<float> logits)
    {
        if (logits.Length == 1)
        {
            logits[0] = 1 / (1 + MathF.Exp(-logits[0]));
            return;
        }
        float largest = float.NegativeInfinity;
        foreach (float logit in logits)
            largest = MathF.Max(largest, logit);
        double sum = 0;
        for (int i = 0; i < logits.Length; i++)
            sum += logits[i] = MathF.Exp(logits[i] - largest);
        for (int i = 0; i < logits.Length; i++)
            logits[i] = (float)(logits[i] / sum);
    }

    /// <summary>The place of the largest score, the first of equal ones.</summary>
    /// <param name="scores">The scores, at least one.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    /// <exception cref="ArithmeticException">One of them is NaN, which nothing is larger than.</exception>
    public static int ArgMax(ReadOnlySpan<float> scores)
    {
        if (scores.IsEmpty)
            throw new ArgumentException("There is no largest of no scores.", nameof(scores));
        int best = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (float.IsNaN(scores[i]))
                throw new ArithmeticException($"Score {i} is NaN: there is no largest one.");
            if (scores[i] > scores[best])
                best = i;
        }
        return best;
    }
}
