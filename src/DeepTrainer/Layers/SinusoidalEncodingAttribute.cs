namespace DeepTrainer;

/// <summary>
/// Tells positions apart without weights: y = x + P with P[p, 2i] = sin(p / 10000^(2i/D)) and P[p, 2i + 1] = cos(p / 10000^(2i/D)).
/// Shapes: x [L, D], y [L, D].
/// </summary>
/// <remarks>Vaswani et al., Attention Is All You Need, 2017. PyTorch: none.</remarks>
public sealed class SinusoidalEncodingAttribute : LayerElementAttribute;
