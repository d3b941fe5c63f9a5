namespace DeepTrainer;

/// <summary>
/// Adam with decoupled weight decay: w ← w − lr · λ · w before the step of <see cref="AdamAttribute"/>.
/// </summary>
/// <remarks>Loshchilov and Hutter, 2017. PyTorch: optim.AdamW.</remarks>
public sealed class AdamWAttribute : OptimizerElementAttribute
{
    /// <summary>The size of a step; at least 0. It can be changed while training.</summary>
    public double LearningRate { get; set; } = 1e-3;

    /// <summary>β₁: decay of the mean of gradients, in [0, 1).</summary>
    public double Beta1 { get; set; } = 0.9;

    /// <summary>β₂: decay of the mean of squared gradients, in [0, 1).</summary>
    public double Beta2 { get; set; } = 0.999;

    /// <summary>ε: added to the denominator.</summary>
    public double Epsilon { get; set; } = 1e-8;

    /// <summary>λ; at least 0.</summary>
    public double WeightDecay { get; set; } = 1e-2;

    /// <summary>Divide by the largest v so far. Reddi et al., 2018.</summary>
    public bool AmsGrad { get; set; }
}
