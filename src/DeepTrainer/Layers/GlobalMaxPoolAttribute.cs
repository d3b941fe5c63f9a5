namespace DeepTrainer;

/// <summary>The largest value of each channel. Shapes: x [C, positions…], y [C]: a vector for <see cref="DenseAttribute"/>.</summary>
/// <remarks>PyTorch: x.amax over the positions.</remarks>
public sealed class GlobalMaxPoolAttribute : LayerElementAttribute;
