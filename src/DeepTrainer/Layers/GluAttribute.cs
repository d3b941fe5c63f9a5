namespace DeepTrainer;

/// <summary>The gated linear unit: y = a · sigmoid(b), where a and b are the first and second half of x along a dimension. PyTorch: nn.GLU.</summary>
/// <remarks>Dauphin et al., 2017.</remarks>
public sealed class GluAttribute : LayerAttribute
{
    /// <summary>The dimension of a sample that is halved, from the end if negative. Its size must be even.</summary>
    public int Axis { get; set; } = -1;
}
