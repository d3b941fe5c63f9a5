namespace DeepTrainer;

/// <summary>
/// The mean of −(w · t · ln σ(x) + (1 − t) · ln(1 − σ(x))) for outputs x before the sigmoid (logits). PyTorch: nn.BCEWithLogitsLoss.
/// </summary>
/// <remarks>Shapes: x and target alike.</remarks>
public sealed class BinaryCrossEntropyWithLogitsAttribute : LossElementAttribute
{
    /// <summary>w, by which targets of 1 count: one for all outputs, or one for each index of a sample's first dimension; 1 without it.</summary>
    public double[]? PosWeight { get; set; }
}
