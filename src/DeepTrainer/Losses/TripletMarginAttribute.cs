namespace DeepTrainer;

/// <summary>
/// Compares three layers of one shape, each sample as a vector: the mean of max(0, d(anchor, positive) − d(anchor, negative) + margin). There are no
/// targets: pass none. PyTorch: nn.TripletMarginLoss.
/// </summary>
/// <remarks>Shapes: all three layers alike.</remarks>
/// <example><c>[TripletMargin(From = "anchor, positive, negative")]</c></example>
public sealed class TripletMarginAttribute : LossElementAttribute
{
    /// <summary>How much farther the negative should be; positive.</summary>
    public double Margin { get; set; } = 1;

    /// <summary>The distance is (Σ |a − b + ε|ᵖ)^(1/p); at least 1.</summary>
    public double P { get; set; } = 2;

    /// <summary>ε, at least 0.</summary>
    public double Epsilon { get; set; } = 1e-6;

    /// <summary>Whether the distance of positive and negative counts where it is smaller than the anchor's. Balntas et al., 2016.</summary>
    public bool Swap { get; set; }
}
