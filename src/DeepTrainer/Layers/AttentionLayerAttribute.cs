namespace DeepTrainer;

/// <summary>Base of the attributes of layers with attention: what a query may look at, and how positions and heads take part.</summary>
public abstract class AttentionLayerAttribute : LayerElementAttribute
{
    /// <summary>The base of the angles by which <c>Rotary</c> turns pairs of features: position · base^(−2i/d). PyTorch: none; Llama's rope_theta.</summary>
    public double RotaryBase { get; set; } = 10_000;

    /// <summary>
    /// How many heads have keys and values of their own, each for as many heads that ask: grouped queries, or one for all with 1. It divides the number of heads;
    /// 0 for as many. Ainslie et al., GQA, 2023.
    /// </summary>
    public int KeyValueHeads { get; set; }

    /// <summary>
    /// The name of a layer or input [Lq, Lk], or [H, Lq, Lk] for each head, that is added to the scores; or, with <see cref="BooleanMask"/>, that
    /// tells where nothing may be looked at. A query that may look at nothing hears 0. PyTorch: attn_mask.
    /// </summary>
    public string? Mask { get; set; }

    /// <summary>Whether <see cref="Mask"/> is not added: where it is not 0, nothing may be looked at, as with a mask of type bool in nn.MultiheadAttention.</summary>
    public bool BooleanMask { get; set; }

    /// <summary>The name of a layer or input [Lk] that is not 0 where a key is padding, at which nothing may look. PyTorch: key_padding_mask.</summary>
    public string? KeyPaddingMask { get; set; }

    /// <summary>The name of a layer or input [1] that tells how many keys of each sample count, from 0 to Lk; those behind are padding.</summary>
    public string? Lengths { get; set; }

    /// <summary>
    /// How far attention reaches: a query looks at keys that are less than so many positions away, with <c>Causal</c> at the last so many, itself included; at all with 0.
    /// Beltagy et al., Longformer, 2020.
    /// </summary>
    public int Window { get; set; }

    /// <summary>
    /// How many buckets of distances between query and key have a bias that is learned for each head, the parameter <c>relative_attention_bias.weight</c>
    /// [buckets, H]: half of them for single distances, the others on a logarithmic scale; without <c>Causal</c> half for either direction. An even number, or 0
    /// for none. Raffel et al., T5, 2020.
    /// </summary>
    public int RelativeBuckets { get; set; }

    /// <summary>The distance from which on all are in one bucket of <see cref="RelativeBuckets"/>.</summary>
    public int RelativeDistance { get; set; } = 128;
}
