namespace DeepTrainer;

/// <summary>
/// One encoder layer of a transformer: x = norm1(x + attention(x)), then y = norm2(x + linear2(activation(linear1(x)))). Shapes: x [L, E],
/// y [L, E].
/// </summary>
/// <remarks>
/// <para>
/// Several of them on an <see cref="EmbeddingAttribute"/> and a <see cref="PositionalEmbeddingAttribute"/>, all <see cref="Causal"/>, are a
/// language model.
/// </para>
/// <para>
/// Parameters and defaults as in PyTorch's nn.TransformerEncoderLayer: <c>self_attn.*</c> (see <see cref="MultiHeadAttentionAttribute"/>),
/// <c>linear1.*</c>, <c>linear2.*</c>, <c>norm1.*</c> and <c>norm2.*</c>. Vaswani et al., Attention Is All You Need, 2017.
/// </para>
/// <para>PyTorch: nn.TransformerEncoderLayer with batch_first=True.</para>
/// </remarks>
/// <param name="heads">The number of heads, which divides E.</param>
/// <param name="hidden">The width between the two dense layers, PyTorch's dim_feedforward, at least 1.</param>
public sealed class TransformerEncoderAttribute(int heads, int hidden = 2048) : AttentionLayerAttribute
{
    /// <summary>The number of heads, which divides E.</summary>
    public int Heads { get; } = heads;

    /// <summary>The width between the two dense layers, PyTorch's dim_feedforward, at least 1.</summary>
    public int Hidden { get; } = hidden;

    /// <summary>What stands between the two dense layers.</summary>
    public ActivationKind Activation { get; set; } = ActivationKind.Relu;

    /// <summary>
    /// The probability that a value is dropped while training, at least 0 and less than 1: of the attention's weights, between the two dense
    /// layers, and of what each sub-layer adds.
    /// </summary>
    public double Dropout { get; set; } = 0.1;

    /// <summary>Whether each sub-layer is normalized in front of it instead of behind its residual connection. Xiong et al., 2020.</summary>
    public bool NormFirst { get; set; }

    /// <summary>What the normalizations add to the variance.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>Whether position i attends to positions up to i only, as in a language model.</summary>
    public bool Causal { get; set; }

    /// <summary>Whether the self attention turns queries and keys by their position; see <see cref="MultiHeadAttentionAttribute.Rotary"/>.</summary>
    public bool Rotary { get; set; }

    /// <summary>Whether dense layers, normalizations and attention have biases.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>Whether attention has biases, where the others do.</summary>
    public bool AttentionBias { get; set; } = true;
}
