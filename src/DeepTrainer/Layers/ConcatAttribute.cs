namespace DeepTrainer;

/// <summary>
/// Joins two or more layers along the first dimension of a sample: features of vectors, channels of images.
/// </summary>
/// <remarks>
/// The other dimensions must be equal. Name the layers with <see cref="LayerAttribute.From"/>: <c>[Concat(From =
/// "left, right")]</c>.
/// </remarks>
public sealed class ConcatAttribute : LayerAttribute;
