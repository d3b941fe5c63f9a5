namespace DeepTrainer;

/// <summary>
/// While training, sets each value to zero with the given probability and divides the others by 1 − probability.
/// </summary>
/// <remarks>
/// Predictions and evaluation are not affected, unless <see cref="InPrediction"/> is set. Srivastava et al., 2014; in predictions Gal and Ghahramani, 2016.
/// Shapes: x and y alike. PyTorch: nn.Dropout.
/// </remarks>
/// <param name="probability">The probability that a value is dropped, at least 0 and less than 1.</param>
public sealed class DropoutAttribute(double probability = 0.5) : LayerElementAttribute
{
    /// <summary>The probability that a value is dropped, at least 0 and less than 1.</summary>
    public double Probability { get; } = probability;

    /// <summary>
    /// Whether predictions and evaluation drop values, too, as Monte Carlo dropout does: those of the draw that they are asked for. See
    /// <see cref="INetwork.Predict(ReadOnlySpan{float}, Span{float}, long)"/>.
    /// </summary>
    public bool InPrediction { get; set; }
}
