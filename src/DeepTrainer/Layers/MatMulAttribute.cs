namespace DeepTrainer;

/// <summary>The matrix product of two layers, for each sample and each of the dimensions before the last two.</summary>
/// <remarks>
/// Name the layers with <see cref="LayerElementAttribute.From"/>: <c>[MatMul(From = "a, b")]</c>. Dimensions before the last two are broadcast; a vector is a
/// row on the left and a column on the right. Shapes: a [.., I, K], b [.., K, J], y [.., I, J]. PyTorch: torch.matmul.
/// </remarks>
public sealed class MatMulAttribute : LayerElementAttribute
{
    /// <summary>Whether the last two dimensions of the first layer change places: a [.., K, I].</summary>
    public bool TransposeA { get; set; }

    /// <summary>Whether the last two dimensions of the second layer change places: b [.., J, K].</summary>
    public bool TransposeB { get; set; }
}
