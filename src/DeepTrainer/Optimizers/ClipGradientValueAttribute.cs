namespace DeepTrainer;

/// <summary>Clamps every gradient to ±limit.</summary>
/// <remarks>PyTorch: nn.utils.clip_grad_value_.</remarks>
/// <param name="limit">The largest absolute value; greater than 0.</param>
public sealed class ClipGradientValueAttribute(double limit) : ClipElementAttribute
{
    /// <summary>The largest absolute value; greater than 0.</summary>
    public double Limit { get; } = limit;
}
