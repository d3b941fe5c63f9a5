namespace DeepTrainer;

/// <summary>The mean of d²/(2β) where |d| = |y − target| &lt; β, otherwise of |d| − β/2.</summary>
/// <remarks>Girshick, 2015. PyTorch: nn.SmoothL1Loss.</remarks>
public sealed class SmoothL1Attribute : LossElementAttribute
{
    /// <summary>β: where the square ends; at least 0.</summary>
    public double Beta { get; set; } = 1;
}
