namespace DeepTrainer.Compiler.Passes;

/// <summary>
/// The adjoint of a recurrence: with λₜ the gradient of sₜ, λₜ₋₁ = dsₜ₋₁ + (∂f/∂s)ᵀλₜ is a recurrence in the other direction. When all λ
/// are known, the gradients of sequences and constants need no order any more: they are computed for all steps at once. What a
/// step's state is joined of (a cell's gates) is taken from the stored states, not computed again.
/// </summary>
internal static class ScanAdjoint
{
    /// <summary>The step of the reverse recurrence, and the gradients of elements and constants at one step.</summary>
    internal sealed record Parts(ScanBody Reverse, ScanBody Gradients, ImmutableArray<Node?> OfInputs);

    public static Node? Run(GraphBuilder g, Scan scan, Node node, Node dy, int input)
    {
        ScanBody body = scan.Body;
        Parts parts = body.Adjoint ??= Differentiated(body, node.Name);
        Node before = Steps(g, scan, node, isBefore: true), after = Steps(g, scan, node, isBefore: false);
        ImmutableArray<Node> elements = [.. node.Inputs.Skip(1).Take(body.Elements.Length)];
        ImmutableArray<Node> constants = [.. node.Inputs.Skip(1 + body.Elements.Length)];
        int last = scan.Reverse ? 0 : scan.Steps;
        Node start = g.Reshape(g.Slice(dy, 1, last, 1), dy.Shape.Without(1));
        g.Scope = node.Name + ".gradient";
        Node lambda = g.Scan(parts.Reverse, scan.Steps, !scan.Reverse, start, [Steps(g, scan, dy, isBefore: true), before, after, .. elements], constants);
        if (input == 0)
            return g.Reshape(g.Slice(lambda, 1, scan.Steps - last, 1), lambda.Shape.Without(1));
        if (parts.OfInputs[input - 1] is not { } gradient)
            return null;
        Dictionary<Node, Node> sequences = new() { [parts.Gradients.State] = Steps(g, scan, lambda, isBefore: false) };
        foreach ((Node placeholder, Node sequence) in parts.Gradients.Elements.Zip([before, after, .. elements], (p, s) => (p, s)))
            sequences[placeholder] = sequence;
        Dictionary<Node, Node> same = parts.Gradients.Constants.Zip(constants, (p, c) => (p, c)).ToDictionary(p => p.p, p => p.c);
        return new AllSteps(g, sequences, same, scan.Steps).Of(gradient);
    }

    /// <summary>The states before (or after) each step: all of them but the last (or the first).</summary>
    public static Node Steps(GraphBuilder g, Scan scan, Node states, bool isBefore) =>
        g.Slice(states, 1, isBefore == scan.Reverse ? 1 : 0, scan.Steps);

    private static Parts Differentiated(ScanBody body, string name)
    {
        IEnumerable<Shape> constants = body.Constants.Select(c => c.Shape);
        Shape state = body.State.Shape;
        // reverse step: λ, then the elements: gradient of the state before, state before, state after, the sequences
        ScanBody reverse = ScanBody.Make(body.Builder, name + ".gradient", state, [state, state, state, .. body.Elements.Select(e => e.Shape)], constants,
            (g, lambda, x, c) => Of(g, body, lambda, x[1], x[2], [.. x.Skip(3)], c, [body.State])[0] is { } inner ? g.Map((own, through) => own + through, x[0], inner) : x[0]);
        ImmutableArray<Node?> gradients = [];
        ScanBody all = ScanBody.Make(body.Builder, name + ".gradient", state, [state, state, .. body.Elements.Select(e => e.Shape)], constants, (g, lambda, x, c) =>
        {
            gradients = Of(g, body, lambda, x[0], x[1], [.. x.Skip(2)], c, [.. body.Elements, .. body.Constants]);
            return lambda;
        });
        return new(reverse, all, gradients);
    }

    private static ImmutableArray<Node?> Of(
        GraphBuilder g, ScanBody body, Node lambda, Node before, Node after, ImmutableArray<Node> elements, ImmutableArray<Node> constants, ImmutableArray<Node> targets)
    {
        Dictionary<Node, Node> given = new() { [body.State] = before };
        foreach ((Node placeholder, Node value) in body.Elements.Concat(body.Constants).Zip(elements.Concat(constants), (p, v) => (p, v)))
            given[placeholder] = value;
        GraphBuilder scratch = new(g.Rewrites);
        GraphCopy plain = new(scratch, new Dictionary<Node, Node>());
        Node seed = scratch.Source(SourceKind.Placeholder, "seed", lambda.Shape);
        ImmutableArray<Node?> gradients = Differentiate.Run(scratch, plain.Of(body.Next), seed, [.. targets.Select(plain.Of)]);

        Dictionary<Node, Node> replaced = given.ToDictionary(p => plain.Of(p.Key), p => p.Value);
        replaced[seed] = lambda;
        foreach ((Node part, Node stored) in StoredParts(g, body.Next, after))
        {
            if (!replaced.ContainsKey(plain.Of(part)))
                replaced[plain.Of(part)] = stored;
        }
        GraphCopy final = new(g, replaced);
        return [.. gradients.Select(gradient => gradient is null ? null : final.Of(gradient))];
    }

    private static IEnumerable<(Node Part, Node Stored)> StoredParts(GraphBuilder g, Node next, Node after)
    {
        if (next.Primitive is not Concatenate { Axis: var axis })
        {
            yield return (next, after);
            yield break;
        }
        int start = 0;
        foreach (Node part in next.Inputs)
        {
            yield return (part, g.Slice(after, axis, start, part.Shape[axis]));
            start += part.Shape[axis];
        }
    }
}
