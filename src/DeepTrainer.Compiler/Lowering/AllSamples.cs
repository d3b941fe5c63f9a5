namespace DeepTrainer.Compiler.Lowering;

/// <summary>
/// The axis of all samples, whose extent is the batch's, becomes one that is as long as the largest batch. There are zeros at first in the places of
/// samples that aren't there, and something else is computed of them; so what combines values along the axis takes nothing from these places.
/// </summary>
internal sealed class AllSamples
{
    private readonly GraphBuilder g = new();
    private readonly Dictionary<Node, Node> copies = [];
    private readonly int limit;

    private AllSamples(int limit) => this.limit = limit;

    /// <summary>The graph without such an axis.</summary>
    public static Graph Run(Graph graph)
    {
        if (SampleAxis.LimitOf(graph) is not { } limit)
            return graph;
        AllSamples pass = new(limit);
        foreach (Node node in graph.Nodes)
        {
            pass.g.Scope = node.Name;
            pass.copies[node] = pass.Copy(node, [.. node.Inputs.Select(i => pass.copies[i])]);
        }
        return new([.. graph.Outputs.Select(o => (o.Role, pass.copies[o.Value]))], [.. graph.Updates.Select(u => (pass.copies[u.Target], pass.copies[u.Value]))]);
    }

    private Node Copy(Node node, ImmutableArray<Node> inputs)
    {
        Shape shape = Known(node.Shape);
        return node.Primitive switch
        {
            SampleAxis { IsSeenByAll: true } => g.ScatterAdd(Numbers(), inputs[0], limit),
            SampleAxis => g.Gather(inputs[0], Numbers()),
            View view => g.Make(view with { Shape = shape }, inputs[0]),
            Reshape => g.Make(new Reshape(shape), inputs[0]),
            Reduce reduce when reduce.Axes.Where(a => IsAll(node.Inputs[0], a)).ToArray() is { Length: > 0 } axes =>
                g.Make(reduce, Present(inputs[0], axes, reduce.Kind == Reduction.Sum ? 0 : double.NegativeInfinity)),
            Contract contract => g.Make(contract, Factor(node, inputs, 0, contract.A), Factor(node, inputs, 1, contract.B)),
            ScatterAdd when node.Inputs[0].Shape.Dimensions.Contains(Shape.Samples) =>
                g.Make(node.Primitive, inputs[0], Present(inputs[1], [.. Enumerable.Range(0, node.Inputs[0].Shape.Rank).Where(a => IsAll(node.Inputs[0], a))], 0)),
            _ => g.Make(node.Primitive, [.. inputs]),
        };

        Node Factor(Node product, ImmutableArray<Node> factors, int index, string letters) => Present(
            factors[index], [.. Enumerable.Range(0, letters.Length).Where(a => IsAll(product.Inputs[index], a) && ((Contract)product.Primitive).Reduced.Contains(letters[a]))], 0);
    }

    private static bool IsAll(Node node, int axis) => node.Shape[axis] == Shape.Samples;

    private Shape Known(Shape shape) => new(shape.Dimensions.Select(e => e == Shape.Samples ? limit : e).ToEquatableArray());

    // The number of each sample, in memory.
    private Node Numbers() => g.Make(new Map(new Expr.Input(0)), g.Iota(Shape.Batch));

    // The value, and another one in the places of samples that aren't there.
    private Node Present(Node x, int[] axes, double otherwise)
    {
        foreach (int axis in axes)
        {
            Node number = g.Reshape(g.Iota(limit), Shape.Of([limit, .. Enumerable.Repeat(1, x.Shape.Rank - axis - 1)]));
            x = g.Make(new Map((new Expr.Input(1) < new Expr.Input(2)).Then(new Expr.Input(0), otherwise)), x, number, g.HostScalar(Source.BatchSize));
        }
        return x;
    }
}
