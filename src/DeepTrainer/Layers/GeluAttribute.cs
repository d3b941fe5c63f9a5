namespace DeepTrainer;

/// <summary>y = x · Φ(x) = x/2 · (1 + erf(x/√2)).</summary>
/// <remarks>Hendrycks and Gimpel, 2016. PyTorch: nn.GELU.</remarks>
public sealed class GeluAttribute : LayerElementAttribute
{
    /// <summary>Use the approximation x/2 · (1 + tanh(√(2/π) · (x + 0.044715·x³))) instead.</summary>
    public bool Tanh { get; set; }
}
