namespace DeepTrainer;

/// <summary>The gated linear unit: y = a · sigmoid(b), where a and b are the first and second half of x along a dimension. PyTorch: nn.GLU.</summary>
/// <remarks>Dauphin et al., 2017. Shapes: x [2n, D…], y [n, D…], where n is the dimension <see cref="Axis"/>.</remarks>
public sealed class GluAttribute : LayerElementAttribute
{
    /// <summary>The dimension of a sample that is halved, from the end if negative. Its size must be even.</summary>
    public int Axis { get; set; } = -1;
}
