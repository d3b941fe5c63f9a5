namespace DeepTrainer;

/// <summary>
/// The mean of windows of which there are as many as asked for: of a dimension's n positions, window i of m goes from ⌊i·n/m⌋ to
/// ⌈(i + 1)·n/m⌉. Shapes: x [C, positions…], y [C, output size…].
/// </summary>
/// <remarks>PyTorch: nn.AdaptiveAvgPool1d, nn.AdaptiveAvgPool2d.</remarks>
/// <param name="outputSize">The number of windows: one for all dimensions, or one for each (height, width); at least 1.</param>
public sealed class AdaptiveAvgPoolAttribute(params int[] outputSize) : LayerElementAttribute
{
    /// <summary>The number of windows: one for all dimensions, or one for each (height, width); at least 1.</summary>
    public int[] OutputSize { get; } = outputSize;
}
