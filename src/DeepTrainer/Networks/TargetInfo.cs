using System.Collections.Immutable;

namespace DeepTrainer;

/// <summary>What one loss takes of a sample's targets.</summary>
/// <param name="Name">The loss's name, <c>mse1</c>; <c>mse1.weight</c> for the weights of samples.</param>
/// <param name="Layer">The layer that it is compared with.</param>
/// <param name="Kind">What the numbers mean.</param>
/// <param name="Shape">Their shape.</param>
/// <param name="Offset">Where they start among the sample's targets.</param>
public sealed record TargetInfo(string Name, string Layer, TargetKind Kind, ImmutableArray<int> Shape, int Offset)
{
    /// <summary>How many numbers there are.</summary>
    public int Size => LayerInfo.SizeOf(Shape);

    /// <summary>
    /// The output that tells the classes: the layer itself, or what shows its scores in another form, such as their softmax where the loss judges
    /// the scores above it.
    /// </summary>
    public string Output
    {
        get => field ?? Layer;
        init => field = value == Layer ? null : value;
    }

    /// <summary>How many classes there are; 0 where targets are no classes.</summary>
    public int Classes { get; init; }

    /// <summary>The dimension of the layer's output that runs over the classes.</summary>
    public int ClassAxis { get; init; }

    /// <summary>The class index that says that there is none.</summary>
    public int? Ignored { get; init; }

    /// <summary>
    /// What the values of <see cref="Output"/> tell about classes; null if they are no scores of classes. With <see cref="Classes"/> they say which one it is; with
    /// none each of them says, for itself, whether its label is true.
    /// </summary>
    public ScoreKind? Scores { get; init; }

    /// <summary>What sequences the rows of class indices are; null where they are none.</summary>
    public SequenceInfo? Sequence { get; init; }

    /// <summary>How much a label of each class weighs in the loss's mean; empty if all weigh the same.</summary>
    public ImmutableArray<double> ClassWeights { get; init; } = [];
}

/// <summary>Rows of class indices that are sequences, of which a loss finds the places in the steps of a layer.</summary>
/// <param name="Blank">The class that is no label. A row is labels, then blanks or −1 to its end.</param>
/// <param name="Steps">The number of steps. Each label needs one, and equal neighbours one more between them.</param>
/// <param name="MayBeTooLong">Whether sequences that don't fit into the steps are allowed: their loss is 0 then.</param>
public sealed record SequenceInfo(int Blank, int Steps, bool MayBeTooLong);
