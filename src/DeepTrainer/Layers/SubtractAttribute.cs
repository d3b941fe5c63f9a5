namespace DeepTrainer;

/// <summary>Subtracts layers of equal shape from the first, element by element: a − b − ….</summary>
/// <remarks>
/// Name the layers with <see cref="LayerElementAttribute.From"/>: <c>[Subtract(From = "dense1, dense3")]</c>. Shapes: all inputs and y
/// alike. PyTorch: a - b.
/// </remarks>
public sealed class SubtractAttribute : LayerElementAttribute;
