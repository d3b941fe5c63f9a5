namespace DeepTrainer;

/// <summary>
/// A part of a sample: <c>length</c> elements of one dimension from <c>start</c> on. To split a layer's output, take a slice
/// for each part.
/// </summary>
/// <remarks>
/// <c>[Slice(0, 8, From = "both", Name = "left")]</c> and <c>[Slice(8, 8, From = "both", Name = "right")]</c>. PyTorch: x.narrow,
/// x[:, a:b:step], and torch.split or torch.chunk with one such layer for each part. Shapes: x [n, D…], y [length, D…], where n is the dimension <see cref="Axis"/>.
/// </remarks>
/// <param name="start">The first element, from the end if negative.</param>
/// <param name="length">The number of elements, at least 1.</param>
public sealed class SliceAttribute(int start, int length) : LayerElementAttribute
{
    /// <summary>The first element, from the end if negative.</summary>
    public int Start { get; } = start;

    /// <summary>The number of elements, at least 1.</summary>
    public int Length { get; } = length;

    /// <summary>The dimension of a sample, from the end if negative: 0 for features and channels.</summary>
    public int Axis { get; set; }

    /// <summary>How far the elements are apart, at least 1.</summary>
    public int Step { get; set; } = 1;
}
