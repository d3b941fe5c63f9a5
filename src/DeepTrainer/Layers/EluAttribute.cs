namespace DeepTrainer;

/// <summary>y = x where x &gt; 0, otherwise α · (eˣ − 1).</summary>
/// <remarks>Clevert et al., 2015. PyTorch: nn.ELU.</remarks>
public sealed class EluAttribute : LayerElementAttribute
{
    /// <summary>α: the negative of the limit for x → −∞.</summary>
    public double Alpha { get; set; } = 1;
}
