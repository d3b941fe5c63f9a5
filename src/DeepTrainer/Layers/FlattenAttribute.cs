namespace DeepTrainer;

/// <summary>Makes a vector of a sample's values, in row-major order.</summary>
/// <remarks>Shapes: x [D…], y [the product of D…]. PyTorch: nn.Flatten.</remarks>
public sealed class FlattenAttribute : LayerElementAttribute;
