namespace DeepTrainer;

/// <summary>A sample's values in row-major order under another shape. PyTorch: nn.Unflatten, torch.reshape.</summary>
/// <remarks>Shapes: x of as many values as y, y [shape].</remarks>
/// <param name="shape">The sizes of the dimensions of a sample; one of them may be −1, which then follows from the others.</param>
public sealed class ReshapeAttribute(params int[] shape) : LayerElementAttribute
{
    /// <summary>The sizes of the dimensions of a sample; one of them may be −1, which then follows from the others.</summary>
    public int[] Shape { get; } = shape;
}
