namespace DeepTrainer;

/// <summary>
/// The mean of each window of each channel. Shapes: x [C, L], y [C, L'] with a length of ⌊(n + 2·padding − kernel) /
/// stride⌋ + 1.
/// </summary>
/// <remarks>PyTorch: nn.AvgPool1d.</remarks>
/// <param name="kernelSize">The size of a window, at least 1.</param>
public sealed class AvgPool1DAttribute(params int[] kernelSize) : PoolLayerAttribute(kernelSize)
{
    /// <summary>Whether the zeros of the padding count among the elements of which the mean is taken.</summary>
    public bool CountIncludePad { get; set; } = true;
}
