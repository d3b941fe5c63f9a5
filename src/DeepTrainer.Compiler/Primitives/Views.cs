namespace DeepTrainer.Compiler.Primitives;

/// <summary>The same elements in the same order, under another shape.</summary>
public sealed record Reshape(Shape Shape) : Primitive
{
    public override Shape Infer(ImmutableArray<Shape> inputs) =>
        inputs[0].SampleSize == Shape.SampleSize && inputs[0].IsBatched == Shape.IsBatched ? Shape : throw Mismatch(inputs);

    public override Node? Adjoint(GraphBuilder g, Node node, Node dy, int input) => g.Reshape(dy, node.Inputs[0].Shape);

    public override T Accept<T>(IPrimitiveVisitor<T> visitor, Node node) => visitor.Reshape(this, node);

    public override bool IsHostScalar(Node node) => node.Inputs[0].IsHostScalar;
}

/// <summary>Elements start … start + length - 1 of an axis.</summary>
public sealed record Slice(int Axis, int Start, int Length) : Primitive
{
    public override Shape Infer(ImmutableArray<Shape> inputs) =>
        Start >= 0 && Start + Length <= inputs[0][Axis] ? inputs[0].With(Axis, Length) : throw Mismatch(inputs);

    // dx is dy where the slice was, and zero before and after it
    public override Node? Adjoint(GraphBuilder g, Node node, Node dy, int input)
    {
        Node x = node.Inputs[0];
        int end = Start + Length;
        Node Zeros(int start, int length) => g.Map(0, [g.Slice(x, Axis, start, length)]);
        List<Node> parts = [dy];
        if (Start > 0)
            parts.Insert(0, Zeros(0, Start));
        if (end < x.Shape[Axis])
            parts.Add(Zeros(end, x.Shape[Axis] - end));
        return g.Concatenate(Axis, [.. parts]);
    }

    public override T Accept<T>(IPrimitiveVisitor<T> visitor, Node node) => visitor.Slice(this, node);
}

/// <summary>Several values one after another along an axis.</summary>
public sealed record Concatenate(int Axis) : Primitive
{
    public override Shape Infer(ImmutableArray<Shape> inputs) =>
        inputs.All(i => i.With(Axis, 1) == inputs[0].With(Axis, 1))
            ? inputs[0].With(Axis, inputs.Sum(i => i[Axis]))
            : throw Mismatch(inputs);

    // each part's gradient is the slice that it filled
    public override Node? Adjoint(GraphBuilder g, Node node, Node dy, int input) =>
        g.Slice(dy, Axis, node.Inputs.Take(input).Sum(part => part.Shape[Axis]), node.Inputs[input].Shape[Axis]);

    public override T Accept<T>(IPrimitiveVisitor<T> visitor, Node node) => visitor.Concatenate(this, node);
}
