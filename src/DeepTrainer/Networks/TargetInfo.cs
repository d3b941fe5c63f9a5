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

    /// <summary>How many classes there are; 0 where targets are no classes.</summary>
    public int Classes { get; init; }

    /// <summary>The dimension of the layer's output that runs over the classes.</summary>
    public int ClassAxis { get; init; }

    /// <summary>The class index that says that there is none.</summary>
    public int? Ignored { get; init; }
}
