namespace DeepTrainer;

/// <summary>Swaps two dimensions of a sample. PyTorch: torch.transpose.</summary>
/// <remarks>Shapes: x [A, B], y [B, A], with other dimensions where they are.</remarks>
/// <param name="axis0">One of them, counted from 0 without the batch, from the end if negative.</param>
/// <param name="axis1">The other.</param>
public sealed class TransposeAttribute(int axis0, int axis1) : LayerElementAttribute
{
    /// <summary>One of them, counted from 0 without the batch, from the end if negative.</summary>
    public int Axis0 { get; } = axis0;

    /// <summary>The other.</summary>
    public int Axis1 { get; } = axis1;
}
