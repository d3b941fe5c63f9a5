namespace DeepTrainer;

/// <summary>
/// For matrices, momentum made orthogonal: B ← μB + (1 − μ)G; W ← (1 − lr · λ) · W − lr · s · O, where O is near the orthogonal matrix nearest to
/// (1 − μ)G + μB: its singular values, about 1 all of them, come from some steps of X ← aX + (bXXᵀ + c(XXᵀ)²)X with
/// (a, b, c) = (3.4445, −4.7750, 2.0315), from the matrix divided by its norm. Kernels [out, in, …] count as matrices [out, in · …].
/// Vectors, such as biases, and the layers of <see cref="AdamWLayers"/> are changed by <see cref="AdamWAttribute"/>'s rule.
/// </summary>
/// <remarks>Jordan et al., 2024. PyTorch: <c>optim.Muon</c>, which takes matrices only, and computes O in bfloat16.</remarks>
public sealed class MuonAttribute : OptimizerElementAttribute
{
    /// <summary>The size of a step; at least 0. It can be changed while training.</summary>
    public double LearningRate { get; set; } = 1e-3;

    /// <summary>μ: share of the momentum that is kept, in [0, 1).</summary>
    public double Momentum { get; set; } = 0.95;

    /// <summary>Look ahead: step along (1 − μ)G + μB; else along B.</summary>
    public bool Nesterov { get; set; } = true;

    /// <summary>λ; at least 0.</summary>
    public double WeightDecay { get; set; } = 0.1;

    /// <summary>The least that the norm counts as; at least 0.</summary>
    public double Epsilon { get; set; } = 1e-7;

    /// <summary>How often the iteration runs, from 1 to 99.</summary>
    public int NewtonSchulzSteps { get; set; } = 5;

    /// <summary>s: how the step grows with the matrix.</summary>
    public MuonAdjustment Adjustment { get; set; } = MuonAdjustment.Original;

    /// <summary>
    /// Layers whose matrices AdamW changes too: their names, separated by commas. Advised for embeddings and the last layer.
    /// </summary>
    public string AdamWLayers { get; set; } = "";

    /// <summary>AdamW's learning rate as a multiple of <see cref="LearningRate"/>, so that schedules change both; at least 0.</summary>
    public double AdamWRate { get; set; } = 1;

    /// <summary>AdamW's β₁, in [0, 1).</summary>
    public double AdamWBeta1 { get; set; } = 0.9;

    /// <summary>AdamW's β₂, in [0, 1).</summary>
    public double AdamWBeta2 { get; set; } = 0.999;

    /// <summary>AdamW's ε; at least 0.</summary>
    public double AdamWEpsilon { get; set; } = 1e-8;

    /// <summary>AdamW's λ; at least 0.</summary>
    public double AdamWWeightDecay { get; set; } = 1e-2;
}
