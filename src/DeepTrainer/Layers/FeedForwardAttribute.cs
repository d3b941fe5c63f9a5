namespace DeepTrainer;

/// <summary>
/// Two dense layers at each position: y = linear2(dropout(activation(linear1(x)))). Shapes: x [L, D] or [D], y the same.
/// </summary>
/// <remarks>
/// Parameters <c>linear1.weight</c> [hidden, D], <c>linear1.bias</c>, <c>linear2.weight</c> [D, hidden] and <c>linear2.bias</c>.
/// PyTorch: none; the second part of nn.TransformerEncoderLayer.
/// </remarks>
/// <param name="hidden">The width between the two layers, at least 1.</param>
public sealed class FeedForwardAttribute(int hidden) : LayerElementAttribute
{
    /// <summary>The width between the two layers, at least 1.</summary>
    public int Hidden { get; } = hidden;

    /// <summary>What stands between the two layers.</summary>
    public ActivationKind Activation { get; set; } = ActivationKind.Relu;

    /// <summary>The probability that a value between the two layers is dropped while training, at least 0 and less than 1.</summary>
    public double Dropout { get; set; }

    /// <summary>Whether the two layers have biases.</summary>
    public bool Bias { get; set; } = true;
}
