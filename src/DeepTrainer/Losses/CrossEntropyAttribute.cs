namespace DeepTrainer;

/// <summary>
/// The mean over the samples (and positions) of −Σ target · (x − ln Σ eˣ) for outputs x before the softmax (logits), one a class.
/// PyTorch: nn.CrossEntropyLoss.
/// </summary>
/// <remarks>Shapes: x [classes, positions…], target a class for each of the positions, or probabilities of the shape of x.</remarks>
public sealed class CrossEntropyAttribute : LossElementAttribute
{
    /// <summary>ε in [0, 1]: targets become (1 − ε) · target + ε / classes. Szegedy et al., 2015.</summary>
    public double LabelSmoothing { get; set; }

    /// <summary><see cref="TargetKind.ClassIndices"/> or <see cref="TargetKind.Probabilities"/>.</summary>
    public TargetKind Targets { get; set; } = TargetKind.ClassIndices;

    /// <summary>
    /// A weight for each class, at least 0; without them all are 1. With class indices the mean divides by the sum of the labels' weights, with
    /// probabilities by the number of samples (and positions).
    /// </summary>
    public double[]? ClassWeights { get; set; }

    /// <summary>
    /// A label that counts neither above nor below the fraction of the mean; without it there is none (PyTorch's default of −100 is to be written here,
    /// since counting what is not ignored costs a little). Where all labels are ignored the loss is 0.
    /// </summary>
    public int IgnoreIndex { get; set; } = int.MinValue;

    /// <summary>
    /// The dimension of a sample that runs over the classes, from the end if negative. The others are positions, each with a label of its own:
    /// outputs [classes, height, width] take labels [height, width]; sequences [length, classes] need −1.
    /// </summary>
    public int Axis { get; set; }
}
