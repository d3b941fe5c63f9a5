namespace DeepTrainer;

/// <summary>Multiplies two or more layers of equal shape, element by element: gates.</summary>
/// <remarks>
/// Name the layers with <see cref="LayerElementAttribute.From"/>: <c>[Multiply(From = "value, gate")]</c>. Shapes: all inputs and y alike.
/// PyTorch: a * b.
/// </remarks>
public sealed class MultiplyAttribute : LayerElementAttribute;
