namespace DeepTrainer;

/// <summary>Mean absolute error: the mean of |y − target|.</summary>
public sealed class L1Attribute : LossElementAttribute;
