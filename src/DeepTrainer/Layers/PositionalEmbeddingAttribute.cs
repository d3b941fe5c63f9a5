namespace DeepTrainer;

/// <summary>
/// Tells positions apart: y = x + W, with a learned row for each position. Shapes: x [L, D], W [L, D], y [L, D].
/// </summary>
/// <remarks>
/// The table is the parameter <c>weight</c>, as in an nn.Embedding(L, D) of the positions 0 to L − 1. Gehring et al., 2017. PyTorch:
/// none; nn.Embedding(L, D) of the positions, added.
/// </remarks>
public sealed class PositionalEmbeddingAttribute : LayerElementAttribute
{
    /// <summary>How the table gets its first values.</summary>
    public Init Init { get; set; } = Init.Normal;

    /// <summary>The standard deviation with <see cref="Init.Normal"/>, the value with <see cref="Init.Constant"/>.</summary>
    public double InitValue { get; set; } = 1;
}
