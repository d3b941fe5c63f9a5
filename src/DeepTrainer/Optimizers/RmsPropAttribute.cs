namespace DeepTrainer;

/// <summary>v ← αv + (1 − α)g²; w ← w − lr · g / (√v + ε).</summary>
/// <remarks>Hinton, 2012. PyTorch: optim.RMSprop.</remarks>
public sealed class RmsPropAttribute : OptimizerElementAttribute
{
    /// <summary>The size of a step; at least 0. It can be changed while training.</summary>
    public double LearningRate { get; set; } = 1e-2;

    /// <summary>α: decay of the mean of squared gradients, in [0, 1).</summary>
    public double Alpha { get; set; } = 0.99;

    /// <summary>ε: added to the denominator.</summary>
    public double Epsilon { get; set; } = 1e-8;

    /// <summary>λ: λ · w is added to the gradient; at least 0.</summary>
    public double WeightDecay { get; set; }

    /// <summary>How much of the last step is kept, in [0, 1].</summary>
    public double Momentum { get; set; }

    /// <summary>
    /// Divide by the standard deviation of gradients instead: subtract the square of their mean from v.
    /// </summary>
    public bool Centered { get; set; }
}
