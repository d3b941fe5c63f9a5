namespace DeepTrainer;

/// <summary>
/// Compares two layers of one shape, each sample as a vector: the mean of 1 − cos where the target is 1, of max(0, cos − margin) where it is −1. PyTorch:
/// nn.CosineEmbeddingLoss.
/// </summary>
/// <remarks>Shapes: both layers alike, target [1].</remarks>
/// <example><c>[CosineEmbedding(From = "left, right")]</c></example>
public sealed class CosineEmbeddingAttribute : LossElementAttribute
{
    /// <summary>From −1 to 1: what the cosine of samples that differ should not exceed.</summary>
    public double Margin { get; set; }
}
