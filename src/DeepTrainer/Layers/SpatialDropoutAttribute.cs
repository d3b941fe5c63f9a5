namespace DeepTrainer;

/// <summary>
/// While training, sets whole channels to zero with the given probability and divides the others by 1 − probability.
/// PyTorch: nn.Dropout1d, nn.Dropout2d, nn.Dropout3d.
/// </summary>
/// <remarks>
/// Shapes: x and y [C, …]. Neighbours in an image are alike, so dropping single values would take little away. Predictions and evaluation are
/// not affected, unless <see cref="InPrediction"/> is set. Tompson et al., 2015.
/// </remarks>
/// <param name="probability">The probability that a channel is dropped, from 0 to 1.</param>
public sealed class SpatialDropoutAttribute(double probability = 0.5) : LayerElementAttribute
{
    /// <summary>The probability that a channel is dropped, from 0 to 1.</summary>
    public double Probability { get; } = probability;

    /// <summary>
    /// Whether predictions and evaluation drop channels, too, as Monte Carlo dropout does: those of the draw that they are asked for. See
    /// <see cref="INetwork.Predict(ReadOnlySpan{float}, Span{float}, long)"/>.
    /// </summary>
    public bool InPrediction { get; set; }
}
