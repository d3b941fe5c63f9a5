namespace DeepTrainer.Compiler.Primitives;

/// <summary>How a reduction combines.</summary>
public enum Reduction
{
    Sum,

    /// <summary>NaN where one is.</summary>
    Max,

    /// <summary>The largest of the numbers: for what sees each NaN itself, as softmax does behind its maximum. It is cheaper.</summary>
    MaxNumber,
}

/// <summary>Combines all elements along some axes, whose extent becomes 1.</summary>
public sealed record Reduce(Reduction Kind, EquatableArray<int> Axes) : Primitive
{
    public override Shape Infer(ImmutableArray<Shape> inputs) =>
        Axes.Aggregate(inputs[0], (shape, axis) => shape.With(axis, 1));

    // sum: dx = dy, broadcast.   max: dx = dy where x is the maximum, shared evenly among equals, and among all where that is NaN
    public override Node? Adjoint(GraphBuilder g, Node node, Node dy, int input)
    {
        Node x = node.Inputs[0];
        if (Kind == Reduction.Sum)
            return g.BroadcastTo(dy, x);
        Node chosen = g.Map((value, max) => (value < max).Then(0, 1), x, node);
        Node share = g.Map((gradient, count) => gradient / count, dy, g.Reduce(Reduction.Sum, chosen, [.. Axes]));
        return g.Map((mask, gradient) => mask * gradient, chosen, share);
    }

    public override T Accept<T>(IPrimitiveVisitor<T> visitor, Node node) => visitor.Reduce(this, node);

    public override string ToString() => $"{Kind}({string.Join(",", Axes)})";
}
