namespace DeepTrainer;

/// <summary>Mean absolute error: the mean of |y − target|.</summary>
/// <remarks>PyTorch: nn.L1Loss.</remarks>
public sealed class L1Attribute : LossElementAttribute;
