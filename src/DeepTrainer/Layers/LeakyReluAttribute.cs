namespace DeepTrainer;

/// <summary>y = x where x &gt; 0, otherwise slope · x.</summary>
/// <remarks>PyTorch: nn.LeakyReLU.</remarks>
public sealed class LeakyReluAttribute : LayerElementAttribute
{
    /// <summary>The slope below zero.</summary>
    public double NegativeSlope { get; set; } = 0.01;
}
