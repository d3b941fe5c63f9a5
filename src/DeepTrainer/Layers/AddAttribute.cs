namespace DeepTrainer;

/// <summary>Adds two or more layers of equal shape, element by element: a residual connection.</summary>
/// <remarks>
/// Name the layers with <see cref="LayerElementAttribute.From"/>: <c>[Add(From = "dense1, dense3")]</c>. Shapes: all inputs and y alike.
/// PyTorch: a + b.
/// </remarks>
public sealed class AddAttribute : LayerElementAttribute;
