namespace DeepTrainer;

/// <summary>
/// One decoder layer of a transformer, over a sequence and a memory: self attention, attention to the memory, and two dense layers at each
/// position, each with a residual connection and a normalization. Shapes: x [L, E], memory [M, D], y [L, E].
/// </summary>
/// <remarks>
/// <para>Name sequence and memory with <see cref="LayerElementAttribute.From"/>: <c>[TransformerDecoder(2, From = "x, encoder", Causal = true)]</c>.</para>
/// <para>
/// Parameters and defaults as in PyTorch's nn.TransformerDecoderLayer: <c>self_attn.*</c>, <c>multihead_attn.*</c>, <c>linear1.*</c>,
/// <c>linear2.*</c>, <c>norm1.*</c>, <c>norm2.*</c> and <c>norm3.*</c>. Vaswani et al., Attention Is All You Need, 2017.
/// </para>
/// <para>PyTorch: nn.TransformerDecoderLayer with batch_first=True.</para>
/// </remarks>
/// <param name="heads">The number of heads, which divides E.</param>
/// <param name="hidden">The width between the two dense layers, PyTorch's dim_feedforward, at least 1.</param>
public sealed class TransformerDecoderAttribute(int heads, int hidden = 2048) : AttentionLayerAttribute
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

    /// <summary>As <see cref="AttentionLayerAttribute.Mask"/> for the attention to the memory, [L, M]. PyTorch: memory_mask.</summary>
    public string? MemoryMask { get; set; }

    /// <summary>As <see cref="AttentionLayerAttribute.KeyPaddingMask"/> for the memory, [M]. PyTorch: memory_key_padding_mask.</summary>
    public string? MemoryKeyPaddingMask { get; set; }

    /// <summary>As <see cref="AttentionLayerAttribute.Lengths"/> for the memory.</summary>
    public string? MemoryLengths { get; set; }
}
