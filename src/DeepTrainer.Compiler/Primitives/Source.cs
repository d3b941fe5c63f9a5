namespace DeepTrainer.Compiler.Primitives;

/// <summary>What the outside gives: samples, targets, weights, state, hyper-parameters.</summary>
public enum SourceKind
{
    /// <summary>A batch of samples, row by row.</summary>
    Input,

    /// <summary>A batch of target values.</summary>
    Targets,

    /// <summary>A batch of class indices (32-bit integers), one a sample.</summary>
    Labels,

    /// <summary>A trained tensor.</summary>
    Parameter,

    /// <summary>What the optimizer remembers of a parameter from step to step.</summary>
    State,

    /// <summary>A float64 number set by the user or counted by the network.</summary>
    HostScalar,

    /// <summary>What a step of a recurrence is given.</summary>
    Placeholder,

    /// <summary>What one step of a stream leaves to the next.</summary>
    Carry,
}

/// <summary>A value that is given, not computed.</summary>
/// <param name="Kind">Who gives it.</param>
/// <param name="Name">By which name.</param>
/// <param name="Shape">Its shape.</param>
public sealed record Source(SourceKind Kind, string Name, Shape Shape) : Primitive
{
    /// <summary>The samples in the batch.</summary>
    public const string BatchSize = "batchSize";

    /// <summary>The samples in the batch of which those at hand are a chunk.</summary>
    public const string WholeBatch = "wholeBatch";

    /// <summary>The optimizer's step, from 1.</summary>
    public const string Step = "stepNumber";

    /// <summary>The learning rate as it is now.</summary>
    public const string LearningRate = "learningRate";

    /// <summary>The step of a stream, from 0.</summary>
    public const string Position = "streamPosition";

    /// <summary>What the names of numbers begin with that can be changed at run time.</summary>
    public const string Adjustable = "adjustable ";

    /// <summary>How much a batch's gradients count where they are added up.</summary>
    public const string GradientScale = "gradientScale";

    /// <summary>1 if gradients of outputs are among those that a step takes, 0 if not.</summary>
    public const string OutputGradients = "outputGradients";

    public override Shape Infer(ImmutableArray<Shape> inputs) => Shape;

    public override Node? Adjoint(GraphBuilder g, Node node, Node dy, int input) => null;

    public override T Accept<T>(IPrimitiveVisitor<T> visitor, Node node) => visitor.Source(this, node);

    public override bool IsHostScalar(Node node) => Kind == SourceKind.HostScalar;
}

/// <summary>0, 1, 2, … : the index along an axis, which may be the batch.</summary>
public sealed record Iota(int Extent) : Primitive
{
    public override Shape Infer(ImmutableArray<Shape> inputs) => Shape.Of(Extent);

    public override Node? Adjoint(GraphBuilder g, Node node, Node dy, int input) => null;

    public override T Accept<T>(IPrimitiveVisitor<T> visitor, Node node) => visitor.Iota(this, node);
}

/// <summary>
/// Uniform numbers in [0, 1), a function of the network's seed, the step, the stream and the element's index: a backward
/// pass that asks again gets the same numbers, and so does a second run.
/// </summary>
/// <param name="Stream">Which numbers of the graph they are.</param>
/// <param name="Shape">How many, and in which order.</param>
/// <param name="IsDrawn">Whether they follow from the draw that a prediction is asked for, not from a step of training.</param>
public sealed record RandomUniform(int Stream, Shape Shape, bool IsDrawn = false) : Primitive
{
    /// <summary>Whether they are those of a chunk of a batch's samples, of which others may come before.</summary>
    public bool IsOfChunk { get; init; }

    /// <summary>Whether they may begin within the sequence, which is then told.</summary>
    public bool BeginsWithin => IsDrawn || IsOfChunk;

    public override Shape Infer(ImmutableArray<Shape> inputs) => Shape;

    public override Node? Adjoint(GraphBuilder g, Node node, Node dy, int input) => null;

    public override T Accept<T>(IPrimitiveVisitor<T> visitor, Node node) => visitor.Random(this, node);
}
