namespace DeepTrainer;

/// <summary>y = x where |x| &gt; λ, otherwise 0. PyTorch: nn.Hardshrink.</summary>
public sealed class HardshrinkAttribute : LayerElementAttribute
{
    /// <summary>λ, at least 0.</summary>
    public double Lambda { get; set; } = 0.5;
}
