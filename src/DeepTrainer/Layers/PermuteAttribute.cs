namespace DeepTrainer;

/// <summary>Puts a sample's dimensions into another order. PyTorch: torch.permute.</summary>
/// <remarks><c>[Permute(1, 2, 0)]</c> makes [C, H, W] to [H, W, C]. Shapes: x [D₀, D₁, …], y [D of order₀, D of order₁, …].</remarks>
/// <param name="order">For each dimension of the result the one of the input, counted from 0 without the batch, from the end if negative.</param>
public sealed class PermuteAttribute(params int[] order) : LayerElementAttribute
{
    /// <summary>For each dimension of the result the one of the input, counted from 0 without the batch, from the end if negative.</summary>
    public int[] Order { get; } = order;
}
