namespace DeepTrainer;

/// <summary>
/// While training, sets whole channels to zero with the given probability and divides the others by 1 − probability.
/// PyTorch: nn.Dropout1d, nn.Dropout2d, nn.Dropout3d.
/// </summary>
/// <remarks>
/// Shapes: x and y [C, …]. Neighbours in an image are alike, so dropping single values would take little away. Predictions and evaluation are
/// not affected. Tompson et al., 2015.
/// </remarks>
/// <param name="probability">The probability that a channel is dropped, from 0 to 1.</param>
public sealed class SpatialDropoutAttribute(double probability = 0.5) : LayerElementAttribute
{
    /// <summary>The probability that a channel is dropped, from 0 to 1.</summary>
    public double Probability { get; } = probability;
}
