using DeepTrainer.Compiler.Layers;

namespace DeepTrainer.Compiler.Passes;

/// <summary>A network as one step of a stream.</summary>
/// <param name="Graph">The prediction of one step; its updates are what the next step finds, each target named <see cref="CarrySpec.NextName"/>.</param>
/// <param name="Carries">What is kept from step to step, rings last.</param>
/// <param name="Inputs">The inputs of one step: the declared ones with 1 where time is.</param>
/// <param name="Outputs">The outputs of one step.</param>
/// <param name="MaxSteps">How many steps a stream may have; any number if null.</param>
public sealed record StreamingModel(
    Graph Graph, ImmutableArray<CarrySpec> Carries, ImmutableArray<TensorPart> Inputs, ImmutableArray<TensorPart> Outputs, int? MaxSteps)
{
    /// <summary>The budget for what is kept: it is a value that callers copy, and the runtime's limit for such is 1 MiB.</summary>
    public const long MaxStateValues = 250_000;

    /// <summary>Tensors that are known while compiling and lie with the weights.</summary>
    public ImmutableArray<ConstantSpec> Constants { get; init; } = [];

    /// <summary>How many steps must pass before all outputs have values.</summary>
    public int WarmupSteps { get; init; }

    /// <summary>One step's input, without the batch.</summary>
    public Shape InputShape => TensorPart.Whole(Inputs);

    /// <summary>One step's prediction, without the batch.</summary>
    public Shape OutputShape => TensorPart.Whole(Outputs);

    /// <summary>The inputs of a step that must be whole numbers, since they number the rows of a table.</summary>
    public ImmutableArray<IndexRange> Indices { get; } = IndexRange.Of(Graph);

    /// <summary>How many values are kept.</summary>
    public long StateSize => Carries.Sum(c => c.Shape.SampleSize);

    /// <summary>How many of them a step computes anew: all but the rings.</summary>
    public long RenewedSize => Carries.Where(c => !c.IsRing).Sum(c => c.Shape.SampleSize);

    /// <summary>Where each carry starts among the values kept.</summary>
    public long OffsetOf(CarrySpec carry) => Carries.TakeWhile(c => c != carry).Sum(c => c.Shape.SampleSize);
}
