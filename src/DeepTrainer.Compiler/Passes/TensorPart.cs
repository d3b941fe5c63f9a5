namespace DeepTrainer.Compiler.Passes;

/// <summary>A named part of what a sample consists of: a declared input, an output.</summary>
/// <param name="Name">Its name: "image".</param>
/// <param name="Shape">Its shape, without the batch.</param>
/// <param name="Offset">Where it starts among the sample's floats.</param>
public sealed record TensorPart(string Name, Shape Shape, int Offset)
{
    public int Size => (int)Shape.SampleSize;

    /// <summary>One part after another.</summary>
    internal static ImmutableArray<TensorPart> Line(IEnumerable<(string Name, Shape Shape)> parts)
    {
        List<TensorPart> line = [];
        foreach ((string name, Shape shape) in parts)
            line.Add(new(name, shape, line.Sum(p => p.Size)));
        return [.. line];
    }

    /// <summary>The shape of a sample of all parts: that of the only one, or a vector.</summary>
    internal static Shape Whole(ImmutableArray<TensorPart> parts) => parts.Length == 1 ? parts[0].Shape : Shape.Of(parts.Sum(p => p.Size));

    /// <summary>The part of a sample of all parts.</summary>
    internal Node Of(GraphBuilder g, Node whole) => whole.Shape.SampleSize == Size
        ? g.Reshape(whole, Batched)
        : g.Reshape(g.Slice(whole, 1, Offset, Size), Batched);

    private Shape Batched => Shape.Batched([.. Shape.Dimensions]);
}
