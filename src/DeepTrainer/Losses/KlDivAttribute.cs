namespace DeepTrainer;

/// <summary>
/// Kullback-Leibler divergence: Σ t · (ln t − x) for outputs x that are logarithms of probabilities, the mean over the samples. PyTorch:
/// nn.KLDivLoss(reduction='batchmean').
/// </summary>
/// <remarks>Shapes: x and target alike.</remarks>
public sealed class KlDivAttribute : LossElementAttribute
{
    /// <summary>Whether targets are logarithms of probabilities too.</summary>
    public bool LogTarget { get; set; }
}
