namespace DeepTrainer;

/// <summary>m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; w ← w − lr · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε).</summary>
/// <remarks>Kingma and Ba, 2014. PyTorch: optim.Adam.</remarks>
public sealed class AdamAttribute : OptimizerElementAttribute
{
    /// <summary>The size of a step; at least 0. It can be changed while training.</summary>
    public double LearningRate { get; set; } = 1e-3;

    /// <summary>β₁: decay of the mean of gradients, in [0, 1).</summary>
    public double Beta1 { get; set; } = 0.9;

    /// <summary>β₂: decay of the mean of squared gradients, in [0, 1).</summary>
    public double Beta2 { get; set; } = 0.999;

    /// <summary>ε: added to the denominator.</summary>
    public double Epsilon { get; set; } = 1e-8;

    /// <summary>λ: λ · w is added to the gradient; at least 0.</summary>
    public double WeightDecay { get; set; }

    /// <summary>Divide by the largest v so far. Reddi et al., 2018.</summary>
    public bool AmsGrad { get; set; }

    /// <summary>
    /// Leave rows of tables alone in steps in which they have no gradient, as PyTorch's SparseAdam does: m and v of such rows don't decay,
    /// and their weights don't go on. A step then costs the rows of the batch, not those of the table, and gives other results than Adam. t
    /// counts all steps. Other parameters are trained as without it; needs a <see cref="WeightDecay"/> of 0.
    /// </summary>
    public bool Lazy { get; set; }
}
