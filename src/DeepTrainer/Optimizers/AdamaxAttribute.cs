namespace DeepTrainer;

/// <summary>
/// Adam with the largest gradient instead of the mean of squares: m ← β₁m + (1 − β₁)g; u ← max(β₂u, |g| + ε);
/// w ← w − lr / (1 − β₁ᵗ) · m / u.
/// </summary>
/// <remarks>Kingma and Ba, 2014. PyTorch: <c>optim.Adamax</c>.</remarks>
public sealed class AdamaxAttribute : OptimizerElementAttribute
{
    /// <summary>The size of a step; at least 0. It can be changed while training.</summary>
    public double LearningRate { get; set; } = 2e-3;

    /// <summary>β₁: decay of the mean of gradients, in [0, 1).</summary>
    public double Beta1 { get; set; } = 0.9;

    /// <summary>β₂: decay of the largest gradient, in [0, 1).</summary>
    public double Beta2 { get; set; } = 0.999;

    /// <summary>ε: added to the gradient's absolute value; at least 0.</summary>
    public double Epsilon { get; set; } = 1e-8;

    /// <summary>λ: λ · w is added to the gradient; at least 0.</summary>
    public double WeightDecay { get; set; }
}
