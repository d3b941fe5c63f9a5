namespace DeepTrainer.Compiler.Primitives;

/// <summary>
/// The samples of a batch, seen by each of them: [N, D…] → [M, D…], where M counts the samples once more; or back again. It is how a loss comes to
/// pairs of samples, [N, M].
/// </summary>
/// <param name="IsSeenByAll">Whether the result has the other axis, rather than the batch.</param>
/// <param name="Limit">The samples of the largest batch.</param>
public sealed record SampleAxis(bool IsSeenByAll, int Limit) : Primitive
{
    /// <summary>The samples of the largest batch that a graph can take; none if it can be any.</summary>
    public static int? LimitOf(Graph graph) => graph.Nodes.Select(n => n.Primitive).OfType<SampleAxis>().Select(s => (int?)s.Limit).Max();

    private int From => IsSeenByAll ? Shape.Batch : Shape.Samples;

    private int To => IsSeenByAll ? Shape.Samples : Shape.Batch;

    public override Shape Infer(ImmutableArray<Shape> inputs) =>
        inputs[0].Rank > 0 && inputs[0][0] == From ? inputs[0].With(0, To) : throw Mismatch(inputs);

    public override Node? Adjoint(GraphBuilder g, Node node, Node dy, int input) => g.Make(this with { IsSeenByAll = !IsSeenByAll }, dy);

    public override T Accept<T>(IPrimitiveVisitor<T> visitor, Node node) => visitor.SampleAxis(this, node);
}
