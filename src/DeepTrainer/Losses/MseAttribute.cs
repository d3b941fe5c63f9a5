namespace DeepTrainer;

/// <summary>Mean squared error: the mean of (y − target)².</summary>
public sealed class MseAttribute : LossElementAttribute;
