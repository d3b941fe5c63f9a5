using DeepTrainer.Compiler.Layers;
using DeepTrainer.Compiler.Losses;
using DeepTrainer.Compiler.Optimizers;

namespace DeepTrainer.Compiler.Passes;

/// <summary>
/// A declared network as graphs: what engine and renderer both start from. The three graphs compute the prediction; prediction
/// and loss without dropout; and one optimizer step with its loss.
/// </summary>
/// <param name="Spec">The declaration.</param>
/// <param name="Layers">The layers that lead to the output, for summaries.</param>
/// <param name="InputShape">A sample's shape, without the batch.</param>
/// <param name="OutputShape">A prediction's shape, without the batch.</param>
/// <param name="Target">What the loss compares with; none without a loss.</param>
/// <param name="Parameters">The trained tensors, in PyTorch's order.</param>
/// <param name="States">The optimizer's tensors.</param>
/// <param name="LearningRate">The learning rate at first.</param>
/// <param name="Inference">Prediction.</param>
/// <param name="Evaluation">Prediction and loss, in evaluation mode; none without a loss.</param>
/// <param name="Training">Loss and updates; none without a loss and an optimizer.</param>
public sealed record NetworkModel(
    NetworkSpec Spec,
    ImmutableArray<LayerSummary> Layers,
    Shape InputShape,
    Shape OutputShape,
    TargetKind? Target,
    ImmutableArray<ParameterSpec> Parameters,
    ImmutableArray<StateSpec> States,
    double LearningRate,
    Graph Inference,
    Graph? Evaluation,
    Graph? Training)
{
    /// <summary>How many floats (or labels) a sample's target has.</summary>
    public int TargetSize => Target == TargetKind.ClassIndices ? 1 : (int)OutputShape.SampleSize;

    /// <summary>The inputs that must be whole numbers, since they number the rows of a table.</summary>
    public ImmutableArray<IndexRange> Indices { get; } = IndexRange.Of(Inference);

    /// <summary>One step of a stream; none unless the input has a time dimension.</summary>
    public StreamingModel? Streaming { get; init; }

    public long ParameterCount => Parameters.Sum(p => p.Shape.SampleSize);
}

/// <summary>A layer's line in a summary.</summary>
public sealed record LayerSummary(string Name, string Kind, string Description, EquatableArray<string> From, Shape OutputShape, long ParameterCount);
