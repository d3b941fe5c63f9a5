namespace DeepTrainer;

/// <summary>The smallest of two or more layers, element by element.</summary>
/// <remarks>
/// Name the layers with <see cref="LayerElementAttribute.From"/>: <c>[Minimum(From = "a, b")]</c>. Dimensions of a sample are compared from the last one, and
/// must be equal or 1: an extent of 1 is stretched, as are dimensions that an input lacks in front. Shapes: all inputs and y alike, or a [C, H, W], b [C, 1, 1],
/// y [C, H, W]. PyTorch: torch.minimum.
/// </remarks>
public sealed class MinimumAttribute : LayerElementAttribute;
