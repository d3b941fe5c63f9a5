using System.Collections.Immutable;

namespace DeepTrainer;

/// <summary>What a network is made of.</summary>
/// <param name="Name">The network's name: that of its class.</param>
/// <param name="InputShape">The shape of one sample's input, channels first; a vector of all of them if there are several inputs.</param>
/// <param name="OutputShape">The shape of one sample's output.</param>
/// <param name="TargetKind">What the network is trained on.</param>
/// <param name="TargetSize">The number of target values a sample; 1 for class indices.</param>
/// <param name="Layers">The layers from top to bottom, the input first.</param>
public sealed record NetworkInfo(
    string Name,
    ImmutableArray<int> InputShape,
    ImmutableArray<int> OutputShape,
    TargetKind TargetKind,
    int TargetSize,
    ImmutableArray<LayerInfo> Layers)
{
    /// <summary>The declared inputs, of which a sample consists, one after another.</summary>
    public ImmutableArray<TensorInfo> Inputs { get; init; } = [new("input", InputShape, 0)];

    /// <summary>The number of floats in one sample's input.</summary>
    public int InputSize => LayerInfo.SizeOf(InputShape);

    /// <summary>The number of floats in one sample's output.</summary>
    public int OutputSize => LayerInfo.SizeOf(OutputShape);

    /// <summary>The number of weights.</summary>
    public int ParameterCount => Layers.Sum(layer => layer.ParameterCount);

    /// <summary>
    /// A table of the layers with their shapes and numbers of parameters, and the totals. Lines end with a line feed, and numbers
    /// are written the same way everywhere.
    /// </summary>
    public string Summary() => SummaryTable.Render(this);
}
