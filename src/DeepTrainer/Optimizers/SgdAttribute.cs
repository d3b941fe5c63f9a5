namespace DeepTrainer;

/// <summary>Stochastic gradient descent: v ← momentum · v + (1 − dampening) · g; w ← w − lr · v.</summary>
/// <remarks>PyTorch: optim.SGD.</remarks>
public sealed class SgdAttribute : OptimizerElementAttribute
{
    /// <summary>The size of a step; at least 0. It can be changed while training.</summary>
    public double LearningRate { get; set; } = 1e-3;

    /// <summary>How much of the last step is kept, in [0, 1].</summary>
    public double Momentum { get; set; }

    /// <summary>
    /// How much of the gradient is left out of the momentum, in [0, 1]. The first step takes it whole.
    /// </summary>
    public double Dampening { get; set; }

    /// <summary>λ: λ · w is added to the gradient; at least 0.</summary>
    public double WeightDecay { get; set; }

    /// <summary>Step by g + momentum · v instead of v. Needs a momentum and no dampening.</summary>
    public bool Nesterov { get; set; }
}
