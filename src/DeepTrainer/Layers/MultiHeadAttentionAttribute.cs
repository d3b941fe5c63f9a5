namespace DeepTrainer;

/// <summary>
/// Attention: for each position of a query, an average of the values of all positions of a memory, weighted by softmax(q·kᵀ / √d) in
/// each head. Shapes: query [Lq, E], memory [Lk, D], y [Lq, E]; d = E / heads.
/// </summary>
/// <remarks>
/// <para>
/// With one input it attends to itself; <c>From = "query, memory"</c> takes keys and values from the second, <c>From = "query, keys,
/// values"</c> from one each.
/// </para>
/// <para>
/// Parameters as in PyTorch's nn.MultiheadAttention: <c>in_proj_weight</c> [3·E, E] with the rows for queries, keys and values
/// (<c>q_proj_weight</c>, <c>k_proj_weight</c>, <c>v_proj_weight</c> where keys or values have other than E features), <c>in_proj_bias</c> [3·E],
/// <c>out_proj.weight</c> [E, E] and <c>out_proj.bias</c> [E]; with <see cref="HeadSize"/> or
/// <see cref="AttentionLayerAttribute.KeyValueHeads"/> as many rows as heads have features. Vaswani et al., Attention Is All You Need,
/// 2017.
/// </para>
/// <para>PyTorch: nn.MultiheadAttention with batch_first=True.</para>
/// </remarks>
/// <param name="heads">The number of heads, which divides E unless <see cref="HeadSize"/> is given.</param>
public sealed class MultiHeadAttentionAttribute(int heads) : AttentionLayerAttribute
{
    /// <summary>The number of heads, which divides E unless <see cref="HeadSize"/> is given.</summary>
    public int Heads { get; } = heads;

    /// <summary>Whether position i attends to positions up to i only, as in a language model.</summary>
    public bool Causal { get; set; }

    /// <summary>Whether the projections have biases.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>The probability that a weight of the average is dropped while training, at least 0 and less than 1.</summary>
    public double Dropout { get; set; }

    /// <summary>
    /// Whether queries and keys are turned by their position, in pairs of features: their products then depend on their distance, and no positional
    /// embedding is needed. E / heads must be even. Su et al., RoFormer, 2021.
    /// </summary>
    public bool Rotary { get; set; }

    /// <summary>The features of each head; with 0 the heads share the E features of a query among them.</summary>
    public int HeadSize { get; set; }

    /// <summary>The factor of the products q·k; 1 / √d with 0. T5 has 1.</summary>
    public double Scale { get; set; }
}
