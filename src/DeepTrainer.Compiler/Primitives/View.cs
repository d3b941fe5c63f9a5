namespace DeepTrainer.Compiler.Primitives;

/// <summary>
/// The same elements, seen otherwise: each dimension of x is read at an affine position of the result, within its extent. Slices,
/// transposes, steps, flips and the windows of a convolution are views; none of them moves anything in memory.
/// </summary>
public sealed record View(Shape Shape, EquatableArray<Affine> Indices) : Primitive
{
    public override Shape Infer(ImmutableArray<Shape> inputs)
    {
        if (inputs[0].Rank != Indices.Count || inputs[0].IsBatched != Shape.IsBatched)
            throw Mismatch(inputs);
        for (int d = Shape.IsBatched ? 1 : 0; d < Indices.Count; d++)
        {
            if (Shape.IsOpen(inputs[0][d]))
            {
                // the samples of an axis that all see are seen as they are
                if (Indices[d].Terms.Count != 1 || Indices[d] != Affine.Along(Indices[d].Terms[0].Axis) || Shape[Indices[d].Terms[0].Axis] != inputs[0][d])
                    throw Mismatch(inputs);
                continue;
            }
            (int min, int max) = Indices[d].Range(Shape);
            if (min < 0 || max >= inputs[0][d])
                throw Mismatch(inputs);
        }
        return Shape;
    }

    // each element's gradient is the sum over all places where it is seen
    public override Node? Adjoint(GraphBuilder g, Node node, Node dy, int input) => Fold.Run(g, this, node.Inputs[0].Shape, dy);

    public override T Accept<T>(IPrimitiveVisitor<T> visitor, Node node) => visitor.View(this, node);

    public override string ToString() => $"View({string.Join(",", Indices)})";
}

/// <summary>The same elements in the same order, under another shape.</summary>
public sealed record Reshape(Shape Shape) : Primitive
{
    public override Shape Infer(ImmutableArray<Shape> inputs) =>
        inputs[0].SampleSize == Shape.SampleSize && inputs[0].IsBatched == Shape.IsBatched && inputs[0].Open == Shape.Open ? Shape : throw Mismatch(inputs);

    public override Node? Adjoint(GraphBuilder g, Node node, Node dy, int input) => g.Reshape(dy, node.Inputs[0].Shape);

    public override T Accept<T>(IPrimitiveVisitor<T> visitor, Node node) => visitor.Reshape(this, node);

    public override bool IsHostScalar(Node node) => node.Inputs[0].IsHostScalar;
}
