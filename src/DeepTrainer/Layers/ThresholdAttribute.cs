namespace DeepTrainer;

/// <summary>y = x where x exceeds the threshold, otherwise the value. PyTorch: nn.Threshold.</summary>
/// <param name="threshold">Above this, y = x.</param>
/// <param name="value">y elsewhere.</param>
public sealed class ThresholdAttribute(double threshold, double value) : LayerElementAttribute
{
    /// <summary>Above this, y = x.</summary>
    public double Threshold { get; } = threshold;

    /// <summary>y elsewhere.</summary>
    public double Value { get; } = value;
}
