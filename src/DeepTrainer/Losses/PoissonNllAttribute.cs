namespace DeepTrainer;

/// <summary>The mean of eˣ − t · x for counts t and outputs x that are logarithms of their rate. PyTorch: nn.PoissonNLLLoss.</summary>
public sealed class PoissonNllAttribute : LossElementAttribute
{
    /// <summary>Whether outputs are logarithms of the rate; else they are the rate itself: y − t · ln(y + ε).</summary>
    public bool LogInput { get; set; } = true;

    /// <summary>Whether Stirling's approximation of ln t! is added for targets above 1.</summary>
    public bool Full { get; set; }

    /// <summary>ε, positive: keeps the logarithm of a rate of 0 finite.</summary>
    public double Epsilon { get; set; } = 1e-8;
}
