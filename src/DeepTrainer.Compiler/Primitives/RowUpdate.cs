namespace DeepTrainer.Compiler.Primitives;

/// <summary>
/// Row numbers, each where it occurs first: numbers [N, L…] → [N, L…], with -1 where a number has occurred before. Numbers outside the table count as its
/// first or last row, as in <see cref="Gather"/>.
/// </summary>
public sealed record FirstOccurrences(int Rows) : Primitive
{
    public override Shape Infer(ImmutableArray<Shape> inputs) => inputs.Length == 1 && inputs[0].IsBatched ? inputs[0] : throw Mismatch(inputs);

    public override Node? Adjoint(GraphBuilder g, Node node, Node dy, int input) => null;

    public override T Accept<T>(IPrimitiveVisitor<T> visitor, Node node) => visitor.FirstOccurrences(this, node);
}

/// <summary>
/// A table with new rows: inputs are the table [R, D…], row numbers [N, L…], none of them twice and negative where there is no row, and the rows [N, L…, D…]. A
/// step that updates a table so writes those rows and no others.
/// </summary>
public sealed record ReplaceRows : Primitive
{
    public override Shape Infer(ImmutableArray<Shape> inputs) => inputs.Length == 3
            && inputs[2].Dimensions.SequenceEqual(inputs[1].Dimensions.Concat(inputs[0].Dimensions.Skip(1)))
        ? inputs[0]
        : throw Mismatch(inputs);

    // what updates a table is never differentiated
    public override Node? Adjoint(GraphBuilder g, Node node, Node dy, int input) => null;

    public override T Accept<T>(IPrimitiveVisitor<T> visitor, Node node) => visitor.ReplaceRows(this, node);
}
