namespace DeepTrainer;

/// <summary>The mean along dimensions of a sample.</summary>
/// <remarks>Shapes: x [D₀, D₁, …], y without the dimensions that are named, or [1] if none is left. PyTorch: torch.mean.</remarks>
/// <param name="axes">The dimensions of a sample, counted from 0, or from the end if negative; all of them if none is named.</param>
public sealed class MeanAttribute(params int[] axes) : LayerElementAttribute
{
    /// <summary>The dimensions of a sample, counted from 0, or from the end if negative; all of them if none is named.</summary>
    public int[] Axes { get; } = axes;

    /// <summary>Whether the dimensions are kept with an extent of 1, so that y can be combined with x.</summary>
    public bool KeepDims { get; set; }

    /// <summary>
    /// The name of a layer or input that tells how many positions along the one dimension count in each sample, [1]: those behind them are padding. 0 where
    /// none counts.
    /// </summary>
    public string? Lengths { get; set; }
}
