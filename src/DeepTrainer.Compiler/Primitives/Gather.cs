namespace DeepTrainer.Compiler.Primitives;

/// <summary>
/// Rows of a table: inputs are the table [R, D…] and row numbers [N, L…], the result is [N, L…, D…]. Numbers outside the table
/// give its first or last row; whoever takes them from outside checks them.
/// </summary>
public sealed record Gather : Primitive
{
    public override Shape Infer(ImmutableArray<Shape> inputs) => inputs.Length == 2 && inputs[0].Rank > 0
        ? new(inputs[1].Dimensions.Concat(inputs[0].Dimensions.Skip(1)).ToEquatableArray())
        : throw Mismatch(inputs);

    // each row's gradient is the sum over all places that took it; row numbers have none
    public override Node? Adjoint(GraphBuilder g, Node node, Node dy, int input) =>
        input == 0 ? g.ScatterAdd(node.Inputs[1], dy, node.Inputs[0].Shape[0]) : null;

    public override T Accept<T>(IPrimitiveVisitor<T> visitor, Node node) => visitor.Gather(this, node);
}

/// <summary>
/// The sums of rows by number: inputs are the numbers [N, L…] and the rows [N, L…, D…], the result is a table [R, D…]. Where numbers are given as a third
/// input, nobody reads other rows than those: they may hold anything.
/// </summary>
public sealed record ScatterAdd(int Rows) : Primitive
{
    public override Shape Infer(ImmutableArray<Shape> inputs) => inputs.Length is 2 or 3 && inputs[1].Rank >= inputs[0].Rank
            && inputs[0].Dimensions.SequenceEqual(inputs[1].Dimensions.Take(inputs[0].Rank))
        ? new(inputs[1].Dimensions.Skip(inputs[0].Rank).Prepend(Rows).ToEquatableArray())
        : throw Mismatch(inputs);

    public override Node? Adjoint(GraphBuilder g, Node node, Node dy, int input) => input == 1 ? g.Gather(dy, node.Inputs[0]) : null;

    public override T Accept<T>(IPrimitiveVisitor<T> visitor, Node node) => visitor.ScatterAdd(this, node);
}
