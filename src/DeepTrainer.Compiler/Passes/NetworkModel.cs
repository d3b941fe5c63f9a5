using DeepTrainer.Compiler.Losses;
using DeepTrainer.Compiler.Optimizers;

namespace DeepTrainer.Compiler.Passes;

/// <summary>
/// A declared network as graphs: what engine and renderer both start from. The three graphs compute the prediction; prediction
/// and loss without dropout; and one optimizer step with its loss.
/// </summary>
/// <param name="Spec">The declaration.</param>
/// <param name="Layers">The layers that lead to the output, for summaries.</param>
/// <param name="Inputs">The declared inputs, of which a sample consists.</param>
/// <param name="Outputs">The layers of which a prediction consists.</param>
/// <param name="Targets">What a sample's targets consist of.</param>
/// <param name="HasLoss">Whether there is a loss to be computed.</param>
/// <param name="Parameters">The weights and buffers, in PyTorch's order.</param>
/// <param name="States">The optimizer's tensors.</param>
/// <param name="LearningRate">The learning rate at first.</param>
/// <param name="Inference">Prediction.</param>
/// <param name="Evaluation">Prediction and loss, in evaluation mode; none without a loss.</param>
/// <param name="Training">Loss and updates; none without a loss and an optimizer.</param>
public sealed record NetworkModel(
    NetworkSpec Spec,
    ImmutableArray<LayerSummary> Layers,
    ImmutableArray<TensorPart> Inputs,
    ImmutableArray<TensorPart> Outputs,
    ImmutableArray<TargetSpec> Targets,
    bool HasLoss,
    ImmutableArray<ParameterSpec> Parameters,
    ImmutableArray<StateSpec> States,
    double LearningRate,
    Graph Inference,
    Graph? Evaluation,
    Graph? Training)
{
    /// <summary>Whether there is an optimizer: without a loss it steps by gradients that others give.</summary>
    public bool HasOptimizer { get => hasOptimizer || Training is not null; init => hasOptimizer = value; }

    private readonly bool hasOptimizer;

    /// <summary>Tensors that are known while compiling and lie with the weights.</summary>
    public ImmutableArray<ConstantSpec> Constants { get; init; } = [];

    /// <summary>The layers that can't be trained on fewer samples than these at once.</summary>
    public ImmutableArray<(string Layer, int Samples)> SampleNeeds { get; init; } = [];

    /// <summary>The layers of the prediction, parts of others too, with the values of its graph that they take and give.</summary>
    public ImmutableArray<LayerPart> LayerParts { get; init; } = [];

    /// <summary>What the declared inputs are in the prediction's graph.</summary>
    public ImmutableArray<Node> InputNodes { get; init; } = [];

    /// <summary>What the outputs are in the prediction's graph.</summary>
    public ImmutableArray<Node> OutputNodes { get; init; } = [];

    /// <summary>The samples of the largest batch that a loss can judge; none if any.</summary>
    public int? MaxBatch => Evaluation is null ? null : SampleAxis.LimitOf(Evaluation);

    /// <summary>The names of the losses.</summary>
    public ImmutableArray<string> Losses { get; init; } = [];

    /// <summary>
    /// The summands of the loss that have averages of their own, and the targets whose weights they are divided by; none for a mean over samples.
    /// </summary>
    public ImmutableArray<(string Name, TargetSpec? Labels)> LossTerms { get; init; } = [];

    /// <summary>The numbers that can be changed at run time.</summary>
    public ImmutableArray<AdjustableSpec> Adjustables { get; init; } = [];

    /// <summary>Values that must be whole numbers below others, besides those that number the rows of a table.</summary>
    public ImmutableArray<(Node Numbers, int Rows)> Counts { get; init; } = [];

    /// <summary>The inputs that must be whole numbers, since they number the rows of a table or count positions.</summary>
    public ImmutableArray<IndexRange> Indices => indices.IsDefault ? indices = IndexRange.Of(Inference, Counts) : indices;

    private ImmutableArray<IndexRange> indices;

    /// <summary>One step of a stream; none unless the input has a time dimension.</summary>
    public StreamingModel? Streaming { get; init; }

    /// <summary>What a batch's targets are: values where several losses share a row; none without a loss.</summary>
    public TargetKind? Target => Targets.IsEmpty ? null : Targets.Length == 1 ? Targets[0].Form.Kind : TargetKind.Values;

    /// <summary>How many floats (or labels) a sample's targets have.</summary>
    public int TargetSize => Targets.IsEmpty ? (int)OutputShape.SampleSize : Targets.Sum(t => t.Size);

    /// <summary>A prediction's shape, without the batch: a vector if there are several outputs.</summary>
    public Shape OutputShape => TensorPart.Whole(Outputs);

    /// <summary>A sample's shape, without the batch: a vector if there are several inputs.</summary>
    public Shape InputShape => TensorPart.Whole(Inputs);

    /// <summary>How a summary shows a declared input.</summary>
    public string DescriptionOf(TensorPart input)
    {
        ElementSpec declared = Spec.Elements[Names.OfInputs(Spec).First(i => i.Name == input.Name).Element];
        return Catalogue.All[declared.Kind].Describe(declared);
    }

    public long ParameterCount => Parameters.Where(p => !p.IsBuffer).Sum(p => p.Shape.SampleSize);
}

/// <summary>A layer's line in a summary.</summary>
public sealed record LayerSummary(string Name, string Kind, string Description, EquatableArray<string> From, Shape OutputShape, long ParameterCount)
{
    /// <summary>How many of the weights are not trained.</summary>
    public long FrozenCount { get; init; }
}
