namespace DeepTrainer;

/// <summary>
/// Stochastic depth: while training, sets all of a sample to zero with the given probability and divides the others by 1 − probability.
/// </summary>
/// <remarks>
/// Put it at the end of a branch that an <see cref="AddAttribute"/> adds to its own input: what is left of a dropped branch is the
/// shortcut. Predictions and evaluation are not affected, unless <see cref="InPrediction"/> is set. Huang et al., 2016. Shapes: x and y
/// alike. PyTorch: none;
/// torchvision.ops.StochasticDepth with mode "row".
/// </remarks>
/// <param name="probability">The probability that a sample is dropped, from 0 to 1.</param>
public sealed class DropPathAttribute(double probability) : LayerElementAttribute
{
    /// <summary>The probability that a sample is dropped, from 0 to 1.</summary>
    public double Probability { get; } = probability;

    /// <summary>
    /// Whether predictions and evaluation drop samples, too, as Monte Carlo dropout does: those of the draw that they are asked for. See
    /// <see cref="INetwork.Predict(ReadOnlySpan{float}, Span{float}, long)"/>.
    /// </summary>
    public bool InPrediction { get; set; }
}
