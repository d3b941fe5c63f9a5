namespace DeepTrainer;

/// <summary>
/// Adam's step with decay, u = (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε) + λw, scaled for each tensor by the tensor's norm:
/// w ← w − lr · ‖w‖ / ‖u‖ · u, for large batches. Where a norm is 0, their ratio counts as 1.
/// </summary>
/// <remarks>You et al., 2020, with φ(z) = z. PyTorch: none.</remarks>
public sealed class LambAttribute : OptimizerElementAttribute
{
    /// <summary>The size of a step; at least 0. It can be changed while training.</summary>
    public double LearningRate { get; set; } = 1e-3;

    /// <summary>β₁: decay of the mean of gradients, in [0, 1).</summary>
    public double Beta1 { get; set; } = 0.9;

    /// <summary>β₂: decay of the mean of squared gradients, in [0, 1).</summary>
    public double Beta2 { get; set; } = 0.999;

    /// <summary>ε: added to the denominator; at least 0.</summary>
    public double Epsilon { get; set; } = 1e-6;

    /// <summary>λ; at least 0.</summary>
    public double WeightDecay { get; set; } = 1e-2;
}
