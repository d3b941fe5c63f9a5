namespace DeepTrainer;

/// <summary>s ← s + g²; w ← w − lr / (1 + (t − 1) · decay) · g / (√s + ε).</summary>
/// <remarks>Duchi et al., 2011. PyTorch: optim.Adagrad.</remarks>
public sealed class AdagradAttribute : OptimizerElementAttribute
{
    /// <summary>The size of a step; at least 0. It can be changed while training.</summary>
    public double LearningRate { get; set; } = 1e-2;

    /// <summary>How fast the learning rate falls; at least 0.</summary>
    public double LearningRateDecay { get; set; }

    /// <summary>λ: λ · w is added to the gradient; at least 0.</summary>
    public double WeightDecay { get; set; }

    /// <summary>The first value of s; at least 0.</summary>
    public double InitialAccumulator { get; set; }

    /// <summary>ε: added to the denominator.</summary>
    public double Epsilon { get; set; } = 1e-10;
}
