namespace DeepTrainer;

/// <summary>Subtracts layers of equal shape from the first, element by element: a − b − ….</summary>
/// <remarks>Name the layers with <see cref="LayerAttribute.From"/>: <c>[Subtract(From = "dense1, dense3")]</c>.</remarks>
public sealed class SubtractAttribute : LayerAttribute;
