namespace DeepTrainer;

/// <summary>
/// Adam that looks ahead as Nesterov's momentum does: μₜ = β₁ · (1 − ½ · 0.96^(t · ψ)); p ← p · μₜ;
/// w ← w − lr · ((1 − μₜ) / (1 − p) · g + μₜ₊₁ / (1 − p · μₜ₊₁) · m) / (√(v / (1 − β₂ᵗ)) + ε), with m and v as in <see cref="AdamAttribute"/>.
/// </summary>
/// <remarks>Dozat, 2016. PyTorch: <c>optim.NAdam</c>.</remarks>
public sealed class NAdamAttribute : OptimizerElementAttribute
{
    /// <summary>The size of a step; at least 0. It can be changed while training.</summary>
    public double LearningRate { get; set; } = 2e-3;

    /// <summary>β₁: decay of the mean of gradients, in [0, 1).</summary>
    public double Beta1 { get; set; } = 0.9;

    /// <summary>β₂: decay of the mean of squared gradients, in [0, 1).</summary>
    public double Beta2 { get; set; } = 0.999;

    /// <summary>ε: added to the denominator; at least 0.</summary>
    public double Epsilon { get; set; } = 1e-8;

    /// <summary>λ: λ · w is added to the gradient; at least 0.</summary>
    public double WeightDecay { get; set; }

    /// <summary>ψ: how fast μ grows to β₁; at least 0.</summary>
    public double MomentumDecay { get; set; } = 4e-3;

    /// <summary>Take λ from the weights instead of adding it to the gradient, as <see cref="AdamWAttribute"/> does: w ← w − lr · λ · w.</summary>
    public bool DecoupledWeightDecay { get; set; }
}
