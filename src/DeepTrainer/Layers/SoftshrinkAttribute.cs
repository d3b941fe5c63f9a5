namespace DeepTrainer;

/// <summary>y = x − λ where x &gt; λ, x + λ where x &lt; −λ, otherwise 0. PyTorch: nn.Softshrink.</summary>
public sealed class SoftshrinkAttribute : LayerElementAttribute
{
    /// <summary>λ, at least 0.</summary>
    public double Lambda { get; set; } = 0.5;
}
