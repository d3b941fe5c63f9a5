namespace DeepTrainer;

/// <summary>The mean of −(t · ln σ(x) + (1 − t) · ln(1 − σ(x))) for outputs x before the sigmoid (logits).</summary>
public sealed class BinaryCrossEntropyWithLogitsAttribute : LossElementAttribute;
