namespace DeepTrainer;

/// <summary>
/// Base of the attributes that are losses. A network that trains has one or several; what is minimised is their sum, each times its
/// <see cref="Weight"/>. Every loss is a mean: over all elements of a batch, or over its samples and positions for losses on classes; with
/// class weights or ignored labels over what counts of them (<see cref="NetworkInfo.LossParts"/>).
/// </summary>
/// <remarks>
/// <para>
/// With one loss, targets are what it takes: floats, or class indices as <c>ReadOnlySpan&lt;int&gt;</c>. With several losses, or with
/// <see cref="SampleWeights"/>, a sample's targets are one row of floats: those of the first loss, then those of the second, and so on, class
/// indices as float values (<see cref="TargetKind.Values"/>). <see cref="NetworkInfo.Targets"/> tells each part's place.
/// </para>
/// <para>
/// A loss may judge a layer that is not part of the prediction. All losses and the penalties of weights are in what
/// <see cref="INetwork.TrainBatch(ReadOnlySpan{float}, ReadOnlySpan{float})"/> and
/// <see cref="INetwork.Evaluate(ReadOnlySpan{float}, ReadOnlySpan{float})"/> return: without dropout and statistics of the batch it is the same number.
/// </para>
/// </remarks>
public abstract class LossElementAttribute : ElementAttribute
{
    /// <summary>The loss's name; without one its kind and number among the losses of that kind: <c>mse1</c>.</summary>
    public string? Name { get; set; }

    /// <summary>The layer that it judges; the last one without it. Losses that compare layers need their names, separated by commas.</summary>
    public string? From { get; set; }

    /// <summary>The factor of this loss in the sum of several; at least 0.</summary>
    public double Weight { get; set; } = 1;

    /// <summary>
    /// Whether targets hold a weight for each sample behind the loss's own: a sample's part of the loss is multiplied by it, and the mean
    /// divides as without weights.
    /// </summary>
    public bool SampleWeights { get; set; }

    /// <summary>
    /// The name of a layer or input that tells how many positions of each sample count, [1]: those behind them are padding, and each sample's mean is over
    /// the others; targets there may be anything, NaN too, outputs must be finite. For losses that are means over the positions of a layer
    /// [T, …], or [C, T] with classes first. Where labels tell what is padding, there is <see cref="CrossEntropyAttribute.IgnoreIndex"/>.
    /// </summary>
    public string? Lengths { get; set; }
}
