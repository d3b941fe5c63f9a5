namespace DeepTrainer;

/// <summary>
/// Numbers → rows of a learned table. Shapes: x of any shape [L…], holding whole numbers from 0 to rows − 1; table [rows, dim];
/// y [L…, dim].
/// </summary>
/// <remarks>
/// The table is the parameter <c>weight</c>. The numbers are given as floats, which hold every integer up to 2²⁴. Where they come straight from
/// an input, others than 0 to rows − 1 are an <see cref="ArgumentOutOfRangeException"/>; where a layer computed them, they are rounded towards
/// zero and bounded to the table. PyTorch: nn.Embedding.
/// </remarks>
/// <param name="rows">The rows of the table, at least 1 and at most 2²⁴: the size of the vocabulary.</param>
/// <param name="dim">The length of a row, at least 1.</param>
public sealed class EmbeddingAttribute(int rows, int dim) : LayerElementAttribute
{
    /// <summary>The rows of the table, at least 1 and at most 2²⁴: the size of the vocabulary.</summary>
    public int Rows { get; } = rows;

    /// <summary>The length of a row, at least 1.</summary>
    public int Dim { get; } = dim;

    /// <summary>A row that stands for padding: it starts at zero and is not trained. −1 for none.</summary>
    public int PaddingIndex { get; set; } = -1;

    /// <summary>How the table gets its first values.</summary>
    public Init Init { get; set; } = Init.Normal;

    /// <summary>The standard deviation with <see cref="Init.Normal"/>, the value with <see cref="Init.Constant"/>.</summary>
    public double InitValue { get; set; } = 1;
}
