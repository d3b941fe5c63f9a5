namespace DeepTrainer;

/// <summary>Makes a vector of a sample's values, in row-major order.</summary>
public sealed class FlattenAttribute : LayerAttribute;
