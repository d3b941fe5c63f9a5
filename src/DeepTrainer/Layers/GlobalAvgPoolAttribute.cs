namespace DeepTrainer;

/// <summary>The mean of each channel. Shapes: x [C, positions…], y [C]: a vector for <see cref="DenseAttribute"/>.</summary>
/// <remarks>PyTorch: x.mean over the positions. To keep the dimensions use <see cref="AdaptiveAvgPoolAttribute"/> of size 1.</remarks>
public sealed class GlobalAvgPoolAttribute : LayerElementAttribute
{
    /// <summary>
    /// The name of a layer or input that tells how many positions of each sample count, [1]: those behind them are padding. 0 where none counts. For
    /// inputs [C, L].
    /// </summary>
    public string? Lengths { get; set; }
}
