namespace DeepTrainer;

/// <summary>
/// Adam that takes steps of momentum alone until its mean of squared gradients can be trusted, and smaller ones for a while from then on.
/// With ρ∞ = 2 / (1 − β₂) − 1 and ρₜ = ρ∞ − 2t · β₂ᵗ / (1 − β₂ᵗ): w ← w − lr · r · (m / (1 − β₁ᵗ)) · √(1 − β₂ᵗ) / (√v + ε) where ρₜ &gt; 5, with
/// r = √((ρₜ − 4)(ρₜ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρₜ)), else w ← w − lr · m / (1 − β₁ᵗ).
/// </summary>
/// <remarks>Liu et al., 2020. PyTorch: <c>optim.RAdam</c>.</remarks>
public sealed class RAdamAttribute : OptimizerElementAttribute
{
    /// <summary>The size of a step; at least 0. It can be changed while training.</summary>
    public double LearningRate { get; set; } = 1e-3;

    /// <summary>β₁: decay of the mean of gradients, in [0, 1).</summary>
    public double Beta1 { get; set; } = 0.9;

    /// <summary>β₂: decay of the mean of squared gradients, in [0, 1).</summary>
    public double Beta2 { get; set; } = 0.999;

    /// <summary>ε: added to the denominator; at least 0.</summary>
    public double Epsilon { get; set; } = 1e-8;

    /// <summary>λ: λ · w is added to the gradient; at least 0.</summary>
    public double WeightDecay { get; set; }

    /// <summary>Take λ from the weights instead of adding it to the gradient, as <see cref="AdamWAttribute"/> does: w ← w − lr · λ · w.</summary>
    public bool DecoupledWeightDecay { get; set; }
}
