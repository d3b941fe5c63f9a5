namespace DeepTrainer;

/// <summary>
/// Steps of one size along the sign of a mean: w ← w − lr · (sign(β₁m + (1 − β₁)g) + λw); m ← β₂m + (1 − β₂)g. It wants a learning rate
/// three to ten times smaller than Adam's, and a weight decay as much larger.
/// </summary>
/// <remarks>Chen et al., 2023. PyTorch: none.</remarks>
public sealed class LionAttribute : OptimizerElementAttribute
{
    /// <summary>The size of a step; at least 0. It can be changed while training.</summary>
    public double LearningRate { get; set; } = 1e-4;

    /// <summary>β₁: share of the mean in the direction, in [0, 1].</summary>
    public double Beta1 { get; set; } = 0.9;

    /// <summary>β₂: decay of the mean, in [0, 1].</summary>
    public double Beta2 { get; set; } = 0.99;

    /// <summary>λ: w ← w − lr · λ · w with every step; at least 0.</summary>
    public double WeightDecay { get; set; }
}
