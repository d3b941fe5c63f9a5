namespace DeepTrainer;

/// <summary>Mean squared error: the mean of (y − target)².</summary>
/// <remarks>PyTorch: nn.MSELoss.</remarks>
public sealed class MseAttribute : LossElementAttribute;
