namespace DeepTrainer.Compiler.Losses;

/// <summary>What a loss compares the prediction with.</summary>
public enum TargetKind
{
    /// <summary>A value for each output.</summary>
    Values,

    /// <summary>A probability for each class.</summary>
    Probabilities,

    /// <summary>One class index a sample, or one a position.</summary>
    ClassIndices,
}

/// <summary>A loss: composes what one or several layers give and the targets into a scalar, the mean over the batch.</summary>
public abstract class Loss(string kind, params Option[] options) : Element(kind, options)
{
    /// <summary>The factor of the loss in the sum of several.</summary>
    public static readonly Option Weight = new("Weight", 1);

    /// <summary>Whether targets hold a weight for each sample, behind the loss's own.</summary>
    public static readonly Option SampleWeights = new("SampleWeights", false);

    /// <summary>The layer that tells how many positions of each sample count.</summary>
    public static readonly Option Lengths = Compiler.Layers.Lengths.Option;

    public override ImmutableArray<Option> CommonOptions => [Weight, SampleWeights, Lengths];

    /// <summary>Whether it is a mean over positions, some of which may not count.</summary>
    public virtual bool IsMeanOverPositions(LossContext c) => false;

    /// <summary>How many layers it compares.</summary>
    public virtual int Layers => 1;

    /// <summary>How many layers an element of a network compares; null if any number.</summary>
    public virtual int? LayersOf(NetworkSpec network, ElementSpec spec) => Layers;

    /// <summary>What it takes from the layer of that number among those it judges: what advice on mistakes builds on.</summary>
    public virtual LossInput Takes(ElementSpec spec, int input) => LossInput.Anything;

    /// <summary>The dimension of a sample along which it takes one number for each class, from the end if negative; none if it does not.</summary>
    public virtual int? ClassesAlong(ElementSpec spec) => null;

    /// <summary>The targets of a sample, or null after a report.</summary>
    public virtual TargetForm? TargetsOf(LossContext c) => TargetForm.Values(c.Input.Shape);

    /// <summary>The scalar loss, or null after a report.</summary>
    public abstract Node? Build(LossContext c);
}

/// <summary>What the judged layer's values are, where the targets tell which classes are right.</summary>
public enum ScoreForm
{
    /// <summary>No scores of classes.</summary>
    None,

    /// <summary>Numbers before softmax or sigmoid, or their logarithms after it.</summary>
    Logits,

    /// <summary>Probabilities.</summary>
    Probabilities,
}

/// <summary>Rows of class indices that are sequences, as they are aligned with the steps of a layer.</summary>
/// <param name="Blank">The class that is no label.</param>
/// <param name="Steps">The steps in which labels find their place.</param>
/// <param name="MayBeTooLong">Whether there is a loss for sequences that don't fit in.</param>
public sealed record SequenceForm(int Blank, int Steps, bool MayBeTooLong);

/// <summary>What a loss takes as a sample's target.</summary>
/// <param name="Kind">What the numbers mean.</param>
/// <param name="Shape">The target's shape without the batch.</param>
/// <param name="Classes">How many classes there are; 0 if it is not about classes.</param>
/// <param name="ClassAxis">The dimension of the judged layer's output that runs over the classes.</param>
/// <param name="Ignored">The class index that says that there is none.</param>
public sealed record TargetForm(TargetKind Kind, Shape Shape, int Classes = 0, int ClassAxis = 0, int? Ignored = null)
{
    /// <summary>
    /// Whether the loss is divided by how much the labels weigh that aren't ignored, so that a batch counts as much as its labels do; else it is
    /// a mean over samples.
    /// </summary>
    public bool IsMeanOfLabels { get; init; }

    /// <summary>How much a label of each class weighs in that mean; 1 where nothing is given.</summary>
    public ImmutableArray<double> ClassWeights { get; init; } = [];

    /// <summary>
    /// What the judged layer tells about classes: which of them it is if there are <see cref="Classes"/>, else for every value whether its label is
    /// true, independently of the others.
    /// </summary>
    public ScoreForm Scores { get; init; }

    /// <summary>What sequences the rows must be; null where they are none.</summary>
    public SequenceForm? Sequence { get; init; }

    /// <summary>No targets at all: the loss compares layers with each other.</summary>
    public static TargetForm None { get; } = new(TargetKind.Values, Shape.Of(0));

    public static TargetForm Values(Shape batched) => new(TargetKind.Values, PerSample(batched));

    /// <summary>A probability for each output; a vector's elements are classes of which one is true.</summary>
    public static TargetForm Probabilities(Shape batched) => batched.Rank == 2 && batched[1] > 1
        ? Probabilities(batched, 1)
        : new(TargetKind.Probabilities, PerSample(batched));

    /// <summary>For each output the probability that its label is true, whatever the others are.</summary>
    public static TargetForm Independent(Shape batched, ScoreForm scores) => new(TargetKind.Probabilities, PerSample(batched)) { Scores = scores };

    /// <summary>A probability for each class along an axis.</summary>
    public static TargetForm Probabilities(Shape batched, int axis) => new(TargetKind.Probabilities, PerSample(batched), batched[axis], axis - 1) { Scores = ScoreForm.Logits };

    /// <summary>An index for each position beside the axis of classes.</summary>
    public static TargetForm Indices(Shape batched, int axis, int? ignored) =>
        new(TargetKind.ClassIndices, batched.Rank == 2 ? Shape.Of(1) : PerSample(batched.Without(axis)), batched[axis], axis - 1, ignored) { Scores = ScoreForm.Logits };

    private static Shape PerSample(Shape batched) => Shape.Of([.. batched.PerSample]);
}
