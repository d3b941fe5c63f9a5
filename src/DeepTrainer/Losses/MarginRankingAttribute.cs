namespace DeepTrainer;

/// <summary>
/// Compares two layers of one shape: the mean of max(0, −target · (a − b) + margin); a should be larger where the target is 1, b where it is −1. PyTorch:
/// nn.MarginRankingLoss.
/// </summary>
/// <remarks>Shapes: both layers and target alike.</remarks>
/// <example><c>[MarginRanking(From = "first, second")]</c></example>
public sealed class MarginRankingAttribute : LossElementAttribute
{
    /// <summary>By how much it should be larger.</summary>
    public double Margin { get; set; }
}
