namespace DeepTrainer;

/// <summary>Leaves out a sample's dimensions of size 1; at least one dimension is kept. PyTorch: torch.squeeze.</summary>
/// <remarks>Shapes: x [1, D…], y [D…], for the dimension <see cref="Axis"/> or all of size 1.</remarks>
public sealed class SqueezeAttribute : LayerElementAttribute
{
    /// <summary>The dimension of a sample to leave out, from the end if negative; all of size 1 without it.</summary>
    public int Axis { get; set; } = int.MinValue;
}
