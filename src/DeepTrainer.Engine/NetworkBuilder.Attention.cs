namespace DeepTrainer.Engine;

/// <content>Embeddings, positions, attention and the layers made of it.</content>
public sealed partial class NetworkBuilder
{
    /// <summary>Numbers → rows of a trained table: [L…] → [L…, dim].</summary>
    /// <param name="rows">The rows of the table.</param>
    /// <param name="dim">The length of a row.</param>
    /// <param name="paddingIndex">A row that starts at zero and is not trained; -1 for none.</param>
    /// <param name="init">How the table starts.</param>
    /// <param name="initValue">The deviation for Init.Normal, the value for Init.Constant.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder Embedding(int rows, int dim, int paddingIndex = -1, Init init = Init.Normal, double initValue = 1, string? name = null, string? from = null) =>
        Add(new EmbeddingAttribute(rows, dim) { PaddingIndex = paddingIndex, Init = init, InitValue = initValue }, name, from);

    /// <summary>A trained row is added at each position of [L, D].</summary>
    /// <param name="init">How the table starts.</param>
    /// <param name="initValue">The deviation for Init.Normal, the value for Init.Constant.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder PositionalEmbedding(Init init = Init.Normal, double initValue = 1, string? name = null, string? from = null) =>
        Add(new PositionalEmbeddingAttribute { Init = init, InitValue = initValue }, name, from);

    /// <summary>Sines and cosines of the position are added at each position of [L, D].</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder SinusoidalEncoding(string? name = null, string? from = null) => Add(new SinusoidalEncodingAttribute(), name, from);

    /// <summary>Attention over the positions of [L, E], or of a memory.</summary>
    /// <param name="heads">The number of heads, which divides E.</param>
    /// <param name="causal">Whether no position looks ahead.</param>
    /// <param name="bias">Whether the projections have biases.</param>
    /// <param name="dropout">The probability that a weight is dropped while training.</param>
    /// <param name="rotary">Whether queries and keys are turned by their position.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer it takes its input from, or query and memory, or query, keys and values; the one above if null.</param>
    public NetworkBuilder MultiHeadAttention(
        int heads, bool causal = false, bool bias = true, double dropout = 0, bool rotary = false, string? name = null, string? from = null) =>
        Add(new MultiHeadAttentionAttribute(heads) { Causal = causal, Bias = bias, Dropout = dropout, Rotary = rotary }, name, from);

    /// <summary>Two dense layers at each position, over a hidden width and back.</summary>
    /// <param name="hidden">The width between them.</param>
    /// <param name="activation">What stands between them.</param>
    /// <param name="dropout">The probability that a value between them is dropped while training.</param>
    /// <param name="bias">Whether they have biases.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder FeedForward(
        int hidden, ActivationKind activation = ActivationKind.Relu, double dropout = 0, bool bias = true, string? name = null, string? from = null) =>
        Add(new FeedForwardAttribute(hidden) { Activation = activation, Dropout = dropout, Bias = bias }, name, from);

    /// <summary>One encoder layer of a transformer on [L, E].</summary>
    /// <param name="heads">The number of heads, which divides E.</param>
    /// <param name="hidden">The width between the two dense layers.</param>
    /// <param name="activation">What stands between the two dense layers.</param>
    /// <param name="dropout">The probability that a value is dropped while training.</param>
    /// <param name="normFirst">Whether normalizations stand in front of the sub-layers.</param>
    /// <param name="epsilon">What the normalizations add to the variance.</param>
    /// <param name="causal">Whether no position looks ahead.</param>
    /// <param name="rotary">Whether queries and keys are turned by their position.</param>
    /// <param name="bias">Whether there are biases.</param>
    /// <param name="attentionBias">Whether attention has biases, where the others do.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The layer or layers it takes its input from; the one above if null.</param>
    public NetworkBuilder TransformerEncoder(
        int heads, int hidden = 2048, ActivationKind activation = ActivationKind.Relu, double dropout = 0.1, bool normFirst = false, double epsilon = 1e-5,
        bool causal = false, bool rotary = false, bool bias = true, bool attentionBias = true, string? name = null, string? from = null) =>
        Add(
            new TransformerEncoderAttribute(heads, hidden)
            {
                Activation = activation,
                Dropout = dropout,
                NormFirst = normFirst,
                Epsilon = epsilon,
                Causal = causal,
                Rotary = rotary,
                Bias = bias,
                AttentionBias = attentionBias,
            }, name, from);

    /// <summary>One decoder layer of a transformer on [L, E] and a memory.</summary>
    /// <param name="heads">The number of heads, which divides E.</param>
    /// <param name="hidden">The width between the two dense layers.</param>
    /// <param name="activation">What stands between the two dense layers.</param>
    /// <param name="dropout">The probability that a value is dropped while training.</param>
    /// <param name="normFirst">Whether normalizations stand in front of the sub-layers.</param>
    /// <param name="epsilon">What the normalizations add to the variance.</param>
    /// <param name="causal">Whether no position looks ahead.</param>
    /// <param name="rotary">Whether queries and keys are turned by their position.</param>
    /// <param name="bias">Whether there are biases.</param>
    /// <param name="attentionBias">Whether attention has biases, where the others do.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="from">The sequence and the memory, separated by a comma.</param>
    public NetworkBuilder TransformerDecoder(
        int heads, int hidden = 2048, ActivationKind activation = ActivationKind.Relu, double dropout = 0.1, bool normFirst = false, double epsilon = 1e-5,
        bool causal = false, bool rotary = false, bool bias = true, bool attentionBias = true, string? name = null, string? from = null) =>
        Add(
            new TransformerDecoderAttribute(heads, hidden)
            {
                Activation = activation,
                Dropout = dropout,
                NormFirst = normFirst,
                Epsilon = epsilon,
                Causal = causal,
                Rotary = rotary,
                Bias = bias,
                AttentionBias = attentionBias,
            }, name, from);
}
