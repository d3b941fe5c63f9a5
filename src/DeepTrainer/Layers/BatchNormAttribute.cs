namespace DeepTrainer;

/// <summary>
/// y = (x − mean) / √(variance + ε) · weight + bias for each channel. While training, mean and (biased) variance are those of the batch and all
/// positions; otherwise their running averages. PyTorch: nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d.
/// </summary>
/// <remarks>
/// <para>
/// Shapes: x and y [C], [C, L], [C, H, W] or more; parameters <c>weight</c> and <c>bias</c> [C]; kept besides and saved with them, but not
/// trained: <c>running_mean</c>, <c>running_var</c> [C] (the unbiased variance) and <c>num_batches_tracked</c>. After each batch,
/// running ← (1 − momentum) · running + momentum · batch. Ioffe and Szegedy, 2015.
/// </para>
/// <para>
/// A channel needs several values to have a variance: without positions, training on a batch of one sample throws. Choose a batch size
/// that doesn't leave one sample over.
/// </para>
/// <para>
/// Predictions use the running averages always, so that a sample's prediction never depends on its neighbours. Scale and shift are known then: they
/// become one multiply-add at the end of the layer before. There is no counterpart to PyTorch's track_running_stats=False, which normalizes
/// predictions by their batch: <see cref="InstanceNormAttribute"/>, <see cref="GroupNormAttribute"/> and <see cref="LayerNormAttribute"/> need no averages.
/// </para>
/// </remarks>
public sealed class BatchNormAttribute : LayerElementAttribute
{
    /// <summary>ε, at least 0.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>The share of the latest batch in the running averages, from 0 to 1.</summary>
    public double Momentum { get; set; } = 0.1;

    /// <summary>Whether the averages are plain ones over all batches so far, instead of following <see cref="Momentum"/>. PyTorch: momentum=None.</summary>
    public bool Cumulative { get; set; }

    /// <summary>Whether weight and bias are learned; otherwise there are none.</summary>
    public bool Affine { get; set; } = true;
}
