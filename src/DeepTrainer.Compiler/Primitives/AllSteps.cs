namespace DeepTrainer.Compiler.Primitives;

/// <summary>
/// What one step computes, computed for all steps at once: values of a sample get a time axis behind the batch, and values that have
/// lost the batch (gradients of weights) become their sum over all steps.
/// </summary>
internal sealed class AllSteps(GraphBuilder g, IReadOnlyDictionary<Node, Node> sequences, IReadOnlyDictionary<Node, Node> constants, int steps)
    : IPrimitiveVisitor<Node>
{
    private readonly Dictionary<Node, Node> done = [];

    // Those done that are the same at all steps.
    private readonly HashSet<Node> same = [];

    public Node Of(Node node)
    {
        foreach (Node next in InputsFirst.Of(node, n => Known(n) is not null))
        {
            g.Scope = next.Name;
            if (next.Inputs.All(IsSame))
                same.Add(next);
            done[next] = IsSame(next) ? g.Make(next.Primitive, [.. next.Inputs.Select(Of)]) : next.Primitive.Accept(this, next);
        }
        return Known(node)!;
    }

    private Node? Known(Node node) => sequences.TryGetValue(node, out Node? known) || constants.TryGetValue(node, out known) || done.TryGetValue(node, out known) ? known : null;

    public Node Map(Map map, Node node)
    {
        if (!node.Shape.IsBatched && !IsSum(map.Body))
            throw new InvalidOperationException($"{node} is not linear, so that its sum over all steps is not that of its inputs.");
        return map.Slope is null ? g.Map(map.Body, [.. node.Inputs.Select(Of)]) : g.Make(map, [.. node.Inputs.Select(Of)]);
    }

    public Node Contract(Contract contract, Node node)
    {
        string time = contract.Unused().ToString();
        string Timed(string letters, Node operand) => IsSame(operand) ? letters : letters.Insert(1, time);
        Contract timed = new(Timed(contract.A, node.Inputs[0]), Timed(contract.B, node.Inputs[1]), node.Shape.IsBatched ? contract.Result.Insert(1, time) : contract.Result);
        return g.Contract(timed, Of(node.Inputs[0]), Of(node.Inputs[1]));
    }

    public Node Reduce(Reduce reduce, Node node)
    {
        Node x = Of(node.Inputs[0]);
        if (!node.Inputs[0].Shape.IsBatched)
            return g.Reduce(reduce.Kind, x, [.. reduce.Axes]);
        bool overBatch = reduce.Axes.Contains(0);
        Node sum = g.Reduce(reduce.Kind, x, [.. reduce.Axes.Select(a => a == 0 ? 0 : a + 1), .. overBatch ? [1] : Array.Empty<int>()]);
        return overBatch ? g.Reshape(sum, node.Shape) : sum;
    }

    public Node Reshape(Reshape reshape, Node node) => g.Reshape(Of(node.Inputs[0]), Timed(node.Shape));

    public Node View(View view, Node node) => !node.Shape.IsBatched
        ? g.View(Of(node.Inputs[0]), view.Shape, [.. view.Indices])
        : g.View(Of(node.Inputs[0]), Timed(view.Shape),
            [Affine.Along(0), Affine.Along(1), .. view.Indices.Skip(1).Select(i => i with { Terms = i.Terms.Select(t => t with { Axis = t.Axis + 1 }).ToEquatableArray() })]);

    public Node Concatenate(Concatenate concatenate, Node node) =>
        g.Make(concatenate with { Axis = concatenate.Axis + (node.Shape.IsBatched ? 1 : 0) }, [.. node.Inputs.Select(Of)]);

    public Node Pad(Pad pad, Node node) => !node.Shape.IsBatched
        ? g.Pad(Of(node.Inputs[0]), [.. pad.Before], [.. pad.After], pad.Value)
        : g.Pad(Of(node.Inputs[0]), [0, .. pad.Before], [0, .. pad.After], pad.Value);

    public Node Gather(Gather gather, Node node) => g.Gather(Of(node.Inputs[0]), Of(node.Inputs[1]));

    public Node ScatterAdd(ScatterAdd scatter, Node node) => g.ScatterAdd(Of(node.Inputs[0]), Of(node.Inputs[1]), scatter.Rows);

    public Node FirstOccurrences(FirstOccurrences first, Node node) => throw Unknown(node);

    public Node ReplaceRows(ReplaceRows replace, Node node) => throw Unknown(node);

    public Node Source(Source source, Node node) => throw Unknown(node);

    public Node Random(RandomUniform random, Node node) => throw Unknown(node);

    public Node Iota(Iota iota, Node node) => throw Unknown(node);

    public Node SampleAxis(SampleAxis axis, Node node) => throw Unknown(node);

    public Node Scan(Scan scan, Node node) => throw Unknown(node);

    public Node Push(Push push, Node node) => throw Unknown(node);

    public Node Latest(Latest latest, Node node) => throw Unknown(node);

    private static InvalidOperationException Unknown(Node node) => new($"{node} can't be computed for all steps at once.");

    private static bool IsSum(Expr body) => body is Expr.Input
        || (body is Expr.Call { Operation.Name: "+" or "-" or "neg" } call && call.Arguments.All(IsSum));

    // The same at all steps: what reads constants alone.
    private bool IsSame(Node node) => constants.ContainsKey(node) || same.Contains(node);

    private Shape Timed(Shape shape) => shape.IsBatched ? shape.Insert(1, steps) : shape;
}
