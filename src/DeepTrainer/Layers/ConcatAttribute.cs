namespace DeepTrainer;

/// <summary>
/// Joins two or more layers along a dimension of a sample, by default the first: features of vectors, channels of images. PyTorch: torch.cat.
/// </summary>
/// <remarks>
/// The other dimensions must be equal. Name the layers with <see cref="LayerElementAttribute.From"/>: <c>[Concat(From = "left, right")]</c>.
/// Shapes: inputs [nᵢ, D…], y [Σ nᵢ, D…], where n is the dimension <see cref="Axis"/>.
/// </remarks>
public sealed class ConcatAttribute : LayerElementAttribute
{
    /// <summary>The dimension of a sample, from the end if negative.</summary>
    public int Axis { get; set; }
}
