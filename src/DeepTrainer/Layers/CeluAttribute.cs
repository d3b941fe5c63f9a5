namespace DeepTrainer;

/// <summary>y = x where x &gt; 0, otherwise α · (e^(x/α) − 1).</summary>
/// <remarks>Barron, 2017. PyTorch: nn.CELU.</remarks>
public sealed class CeluAttribute : LayerElementAttribute
{
    /// <summary>α: the negative of the limit for x → −∞; not 0.</summary>
    public double Alpha { get; set; } = 1;
}
