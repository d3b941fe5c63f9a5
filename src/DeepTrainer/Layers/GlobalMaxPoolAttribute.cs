namespace DeepTrainer;

/// <summary>The largest value of each channel. Shapes: x [C, positions…], y [C]: a vector for <see cref="DenseAttribute"/>.</summary>
/// <remarks>PyTorch: x.amax over the positions.</remarks>
public sealed class GlobalMaxPoolAttribute : LayerElementAttribute
{
    /// <summary>
    /// The name of a layer or input that tells how many positions of each sample count, [1]: those behind them are padding. 0 where none counts. For
    /// inputs [C, L].
    /// </summary>
    public string? Lengths { get; set; }
}
