namespace DeepTrainer;

/// <summary>
/// Steps in the weights' own unit: v ← ρv + (1 − ρ)g²; Δ = √(u + ε) / √(v + ε) · g; u ← ρu + (1 − ρ)Δ²; w ← w − lr · Δ.
/// </summary>
/// <remarks>Zeiler, 2012. PyTorch: <c>optim.Adadelta</c>.</remarks>
public sealed class AdadeltaAttribute : OptimizerElementAttribute
{
    /// <summary>The size of a step; at least 0. It can be changed while training.</summary>
    public double LearningRate { get; set; } = 1;

    /// <summary>ρ: decay of the means of squares, in [0, 1].</summary>
    public double Rho { get; set; } = 0.9;

    /// <summary>ε: added under both roots; at least 0.</summary>
    public double Epsilon { get; set; } = 1e-6;

    /// <summary>λ: λ · w is added to the gradient; at least 0.</summary>
    public double WeightDecay { get; set; }
}
