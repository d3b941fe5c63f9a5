namespace DeepTrainer;

/// <summary>The mean of −(t · ln y + (1 − t) · ln(1 − y)) for outputs y that are probabilities, in [0, 1].</summary>
/// <remarks>
/// Logarithms are not taken below −100, as in PyTorch. Prefer <see cref="BinaryCrossEntropyWithLogitsAttribute"/>, which is exact for
/// large |x|. Shapes: y and target alike. PyTorch: nn.BCELoss.
/// </remarks>
public sealed class BinaryCrossEntropyAttribute : LossElementAttribute;
