namespace DeepTrainer;

/// <summary>The mean of y where the target is 1, and of max(0, margin − y) where it is −1. PyTorch: nn.HingeEmbeddingLoss.</summary>
public sealed class HingeEmbeddingAttribute : LossElementAttribute
{
    /// <summary>How large outputs should be where the target is −1.</summary>
    public double Margin { get; set; } = 1;
}
