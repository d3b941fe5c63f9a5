namespace DeepTrainer;

/// <summary>The mean of ln(1 + exp(−target · y)) for targets of 1 and −1. PyTorch: nn.SoftMarginLoss.</summary>
public sealed class SoftMarginAttribute : LossElementAttribute;
