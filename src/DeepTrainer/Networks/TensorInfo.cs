using System.Collections.Immutable;

namespace DeepTrainer;

/// <summary>A named part of a sample's input or output.</summary>
/// <param name="Name">What the declaration calls it.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Offset">Where it starts among the sample's floats.</param>
public sealed record TensorInfo(string Name, ImmutableArray<int> Shape, int Offset)
{
    /// <summary>The number of floats.</summary>
    public int Size => LayerInfo.SizeOf(Shape);
}
