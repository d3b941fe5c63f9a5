namespace DeepTrainer;

/// <summary>
/// Scales all gradients together by min(1, max / (norm + 1e-6)), where norm is the Euclidean norm of all of them.
/// </summary>
/// <remarks>PyTorch: nn.utils.clip_grad_norm_.</remarks>
/// <param name="maxNorm">The largest norm; greater than 0.</param>
public sealed class ClipGradientNormAttribute(double maxNorm) : ClipElementAttribute
{
    /// <summary>The largest norm; greater than 0.</summary>
    public double MaxNorm { get; } = maxNorm;
}
