namespace DeepTrainer;

/// <summary>
/// The mean over the samples of Σ max(0, margin − y_label + yᵢ)ᵖ / classes, over the classes i other than the label. PyTorch:
/// nn.MultiMarginLoss.
/// </summary>
/// <remarks>Shapes: y [classes], target a class.</remarks>
public sealed class MultiMarginAttribute : LossElementAttribute
{
    /// <summary>The power, 1 or 2.</summary>
    public double P { get; set; } = 1;

    /// <summary>How much larger the label's output should be than the others.</summary>
    public double Margin { get; set; } = 1;

    /// <summary>A weight for each class, at least 0, by which the samples of the class count; without them all are 1.</summary>
    public double[]? ClassWeights { get; set; }
}
