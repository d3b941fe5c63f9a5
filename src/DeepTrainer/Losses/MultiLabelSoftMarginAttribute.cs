namespace DeepTrainer;

/// <summary>
/// The mean of −(t · ln σ(x) + (1 − t) · ln(1 − σ(x))) over samples and classes, several of which may be true at once. PyTorch:
/// nn.MultiLabelSoftMarginLoss.
/// </summary>
/// <remarks>Shapes: x and target [classes].</remarks>
public sealed class MultiLabelSoftMarginAttribute : LossElementAttribute
{
    /// <summary>A weight for each class, at least 0; without them all are 1.</summary>
    public double[]? ClassWeights { get; set; }
}
