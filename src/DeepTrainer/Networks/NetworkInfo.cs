using System.Collections.Immutable;

namespace DeepTrainer;

/// <summary>What a network is made of.</summary>
/// <param name="Name">The network's name: that of its class.</param>
/// <param name="InputShape">The shape of one sample's input, channels first; a vector of all of them if there are several inputs.</param>
/// <param name="OutputShape">The shape of one sample's output; a vector of all of them if there are several outputs.</param>
/// <param name="TargetKind">What the network is trained on; values if several losses share a row of floats.</param>
/// <param name="TargetSize">The number of target values (or labels) a sample.</param>
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

    /// <summary>The layers that a prediction consists of, one after another.</summary>
    public ImmutableArray<TensorInfo> Outputs { get; init; } = [new(Layers.IsEmpty ? "output" : Layers[^1].Name, OutputShape, 0)];

    /// <summary>What a sample's targets consist of, one loss after another; of one part if there is one loss.</summary>
    public ImmutableArray<TargetInfo> Targets { get; init; } = [Single(OutputShape, TargetKind, TargetSize, Layers)];

    /// <summary>Whether there is a loss: without one there is nothing to train or evaluate by.</summary>
    public bool HasLoss { get; init; } = true;

    /// <summary>The network whose class for predictions alone this is, with its namespace; null if it is a network of its own.</summary>
    public string? InferenceOf { get; init; }

    /// <summary>Whether there is an optimizer: without one the network can be evaluated, but not trained.</summary>
    public bool HasOptimizer { get; init; } = true;

    /// <summary>
    /// The summands of the loss that have averages of their own. One, a mean over samples, unless there are class weights or labels to ignore.
    /// </summary>
    public ImmutableArray<LossPart> LossParts { get; init; } = [new("samples")];

    /// <summary>
    /// The names of the losses where there are several, of which
    /// <see cref="IGradientNetwork.LossGradients(string, ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float}, Span{float})"/> computes
    /// each one's gradients; else none.
    /// </summary>
    public ImmutableArray<string> Losses { get; init; } = [];

    /// <summary>The layers that can't be trained on fewer samples than some at once; none for most networks.</summary>
    public ImmutableArray<SampleNeed> SampleNeeds { get; init; } = [];

    /// <summary>The samples of the largest batch that can be trained on or evaluated: limited by losses that compare samples.</summary>
    public int MaxBatch { get; init; } = int.MaxValue;

    /// <summary>The number of floats in one sample's input.</summary>
    public int InputSize => LayerInfo.SizeOf(InputShape);

    /// <summary>The number of floats in one sample's output.</summary>
    public int OutputSize => LayerInfo.SizeOf(OutputShape);

    /// <summary>The number of weights, those of frozen layers included.</summary>
    public int ParameterCount => Layers.Sum(layer => layer.ParameterCount);

    /// <summary>The number of weights that are trained: all but those of frozen layers.</summary>
    public int TrainableParameterCount => Layers.Sum(layer => layer.ParameterCount - layer.FrozenCount);

    /// <summary>
    /// A table of the layers with their shapes and numbers of parameters, and the totals. Lines end with a line feed, and numbers
    /// are written the same way everywhere.
    /// </summary>
    public string Summary() => SummaryTable.Render(this);

    // Who makes a description by hand tells no more than this: a vector of classes, or classes first or last with positions beside them.
    private static TargetInfo Single(ImmutableArray<int> outputShape, TargetKind kind, int targetSize, ImmutableArray<LayerInfo> layers)
    {
        bool indices = kind == TargetKind.ClassIndices;
        int classes = kind == TargetKind.Values ? 0 : LayerInfo.SizeOf(outputShape) / (indices ? Math.Max(1, targetSize) : 1);
        bool isLast = outputShape.Length > 1 && outputShape[^1] == classes;
        return new TargetInfo("target", layers.IsEmpty ? "output" : layers[^1].Name, kind, indices ? [targetSize] : outputShape, 0)
        {
            Scores = kind == TargetKind.Values ? null : ScoreKind.Logits,
            Classes = classes > 1 ? classes : 0,
            ClassAxis = isLast ? outputShape.Length - 1 : 0,
        };
    }
}
