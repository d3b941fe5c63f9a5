namespace DeepTrainer.Compiler.Primitives;

/// <summary>Several values along an axis: one after another, or the first of each, the second of each, …</summary>
public sealed record Concatenate(int Axis, bool InTurn = false) : Primitive
{
    public override Shape Infer(ImmutableArray<Shape> inputs) =>
        inputs.All(i => i.With(Axis, 1) == inputs[0].With(Axis, 1) && (!InTurn || i[Axis] == inputs[0][Axis]))
            ? inputs[0].With(Axis, inputs.Sum(i => i[Axis]))
            : throw Mismatch(inputs);

    // each part's gradient is the slice that it filled
    public override Node? Adjoint(GraphBuilder g, Node node, Node dy, int input) => g.Slice(dy, Axis, Start(node, input), node.Inputs[input].Shape[Axis], Step(node));

    /// <summary>Where a part begins.</summary>
    public int Start(Node node, int input) => InTurn ? input : node.Inputs.Take(input).Sum(part => part.Shape[Axis]);

    /// <summary>How far neighbours in a part are apart.</summary>
    public int Step(Node node) => InTurn ? node.Inputs.Length : 1;

    public override T Accept<T>(IPrimitiveVisitor<T> visitor, Node node) => visitor.Concatenate(this, node);

    public override string ToString() => InTurn ? $"Interleave({Axis})" : $"Concatenate({Axis})";
}

/// <summary>x within a border of one value; <paramref name="Before"/> and <paramref name="After"/> tell its width at each dimension.</summary>
public sealed record Pad(EquatableArray<int> Before, EquatableArray<int> After, double Value) : Primitive
{
    public override Shape Infer(ImmutableArray<Shape> inputs)
    {
        Shape x = inputs[0], shape = x;
        if (x.Rank != Before.Count || x.Rank != After.Count || Before.Concat(After).Any(width => width < 0) || (x.IsBatched && Before[0] + After[0] > 0))
            throw Mismatch(inputs);
        for (int d = 0; d < x.Rank; d++)
            shape = Before[d] + After[d] == 0 ? shape : shape.With(d, x[d] + Before[d] + After[d]);
        return shape;
    }

    // the border's gradient is dropped
    public override Node? Adjoint(GraphBuilder g, Node node, Node dy, int input) => Fold.Crop(g, dy, Before, node.Inputs[0].Shape);

    public override T Accept<T>(IPrimitiveVisitor<T> visitor, Node node) => visitor.Pad(this, node);

    public override string ToString() => $"Pad({string.Join(",", Before)};{string.Join(",", After)};{Format.Number(Value)})";
}
