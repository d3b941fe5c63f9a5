namespace DeepTrainer;

/// <summary>Gives a sample a further dimension, of size 1. PyTorch: torch.unsqueeze.</summary>
/// <remarks>Shapes: x [D…], y [1, D…], with the 1 at <see cref="Axis"/>.</remarks>
/// <param name="axis">The new dimension's place among those of a sample; −1 puts it at the end.</param>
public sealed class UnsqueezeAttribute(int axis) : LayerElementAttribute
{
    /// <summary>The new dimension's place among those of a sample; −1 puts it at the end.</summary>
    public int Axis { get; } = axis;
}
