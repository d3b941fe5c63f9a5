namespace DeepTrainer;

/// <summary>The mean of d²/2 where |d| = |y − target| ≤ δ, otherwise of δ · (|d| − δ/2).</summary>
/// <remarks>Huber, 1964. PyTorch: nn.HuberLoss.</remarks>
public sealed class HuberAttribute : LossElementAttribute
{
    /// <summary>δ: where the square ends; greater than 0.</summary>
    public double Delta { get; set; } = 1;
}
