namespace DeepTrainer;

/// <summary>
/// For two layers of one shape that give the mean m and the variance v of what is to be predicted: the mean of ½ · (ln v + (t − m)² / v). PyTorch:
/// nn.GaussianNLLLoss.
/// </summary>
/// <example><c>[GaussianNll(From = "mean, variance")]</c></example>
/// <remarks>
/// Nix and Weigend, 1994. Variances must be positive; end their layer with <see cref="SoftplusAttribute"/>. Shapes: both layers and
/// target alike.
/// </remarks>
public sealed class GaussianNllAttribute : LossElementAttribute
{
    /// <summary>Whether ½ · ln 2π is added.</summary>
    public bool Full { get; set; }

    /// <summary>Positive: smaller variances count as this.</summary>
    public double Epsilon { get; set; } = 1e-6;
}
