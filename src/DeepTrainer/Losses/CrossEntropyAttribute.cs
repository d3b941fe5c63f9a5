namespace DeepTrainer;

/// <summary>
/// The mean over the samples of −Σ target · (x − ln Σ eˣ) for outputs x before the softmax (logits), one a class.
/// </summary>
public sealed class CrossEntropyAttribute : LossElementAttribute
{
    /// <summary>ε in [0, 1]: targets become (1 − ε) · target + ε / classes. Szegedy et al., 2015.</summary>
    public double LabelSmoothing { get; set; }

    /// <summary><see cref="TargetKind.ClassIndices"/> or <see cref="TargetKind.Probabilities"/>.</summary>
    public TargetKind Targets { get; set; } = TargetKind.ClassIndices;
}
