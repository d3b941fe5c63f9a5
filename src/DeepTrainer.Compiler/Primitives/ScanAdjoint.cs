namespace DeepTrainer.Compiler.Primitives;

/// <summary>
/// The adjoint of a recurrence: with λₜ the gradient of sₜ, λₜ₋₁ = dsₜ₋₁ + (∂f/∂s)ᵀλₜ is a recurrence in the other direction. When all λ
/// are known, the gradients of sequences and constants need no order any more: they are computed for all steps at once. What a
/// step's state is joined of (a cell's gates) is taken from the stored states, not computed again.
/// </summary>
internal static class ScanAdjoint
{
    /// <summary>The step of the reverse recurrence, and the gradients of elements and constants at one step.</summary>
    /// <param name="Reverse">The step.</param>
    /// <param name="Narrow">The same of the columns of the state that a step looks at, if there are others.</param>
    /// <param name="Gradients">What the gradients are of.</param>
    /// <param name="OfInputs">The gradients; null where there is none.</param>
    internal sealed record Parts(ScanBody Reverse, NarrowBody? Narrow, ScanBody Gradients, ImmutableArray<Node?> OfInputs);

    /// <summary>A reverse step for some columns of the state: how many others are before and after them.</summary>
    internal sealed record NarrowBody(ScanBody Reverse, int Before, int After);

    public static Node? Run(GraphBuilder g, Scan scan, Node node, Node dy, int input)
    {
        ScanBody body = scan.Body;
        Parts parts = body.Adjoint ??= Differentiated(body, node.Name);
        Node before = Steps(g, scan, node, isBefore: true), after = Steps(g, scan, node, isBefore: false);
        ImmutableArray<Node> elements = [.. node.Inputs.Skip(1).Take(body.Elements.Length)];
        ImmutableArray<Node> constants = [.. node.Inputs.Skip(1 + body.Elements.Length)];
        int last = scan.Reverse ? 0 : scan.Steps;
        g.Scope = node.Name + ".gradient";
        Node? narrow = parts.Narrow is { } columns ? Narrowed(g, dy, columns) : null;
        Node own = narrow ?? dy;
        Node start = g.Reshape(g.Slice(own, 1, last, 1), own.Shape.Without(1));
        Node lambda = g.Scan(narrow is null ? parts.Reverse : parts.Narrow!.Reverse, scan.Steps, !scan.Reverse, start,
            [Steps(g, scan, own, isBefore: true), before, after, .. elements], constants);
        Node Whole(Node x, int axis) => narrow is null ? x : g.PadAxis(x, axis, parts.Narrow!.Before, parts.Narrow.After);
        if (input == 0)
            return Whole(g.Reshape(g.Slice(lambda, 1, scan.Steps - last, 1), lambda.Shape.Without(1)), 1);
        if (parts.OfInputs[input - 1] is not { } gradient)
            return null;
        Dictionary<Node, Node> sequences = new() { [parts.Gradients.State] = Whole(Steps(g, scan, lambda, isBefore: false), 2) };
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
        Shape[] constants = [.. body.Constants.Select(c => c.Shape)], elements = [.. body.Elements.Select(e => e.Shape)];
        Shape state = body.State.Shape;
        // reverse step: λ, then the elements: gradient of the state before, state before, state after, the sequences
        Node? through = null;
        ScanBody reverse = ScanBody.Make(body.Builder, name + ".gradient", state, [state, state, state, .. elements], constants, (g, lambda, x, c) =>
        {
            through = Of(g, body, lambda, x[1], x[2], [.. x.Skip(3)], c, [body.State])[0];
            return through is null ? x[0] : Sum(g, x[0], through);
        });
        NarrowBody? narrow = null;
        if (through?.Primitive is Pad { Value: 0 } pad && pad.Before.Count == 2)
        {
            Shape inner = through.Inputs[0].Shape;
            narrow = new(ScanBody.Make(body.Builder, name + ".gradient", inner, [inner, state, state, .. elements], constants, (g, lambda, x, c) =>
                Sum(g, x[0], Of(g, body, g.Pad(lambda, [.. pad.Before], [.. pad.After]), x[1], x[2], [.. x.Skip(3)], c, [body.State])[0]!.Inputs[0])), pad.Before[1], pad.After[1]);
        }
        ImmutableArray<Node?> gradients = [];
        ScanBody all = ScanBody.Make(body.Builder, name + ".gradient", state, [state, state, .. elements], constants, (g, lambda, x, c) =>
        {
            gradients = Of(g, body, lambda, x[0], x[1], [.. x.Skip(2)], c, [.. body.Elements, .. body.Constants]);
            return lambda;
        });
        return new(reverse, narrow, all, gradients);
    }

    // A joined value's sum is joined of sums, so that each part is added where it is made.
    private static Node Sum(GraphBuilder g, Node own, Node through)
    {
        if (!g.Rewrites || through.Primitive is not Concatenate { InTurn: false, Axis: var axis })
            return g.Map((a, b) => a + b, own, through);
        int start = 0;
        List<Node> sums = [];
        foreach (Node part in through.Inputs)
        {
            sums.Add(g.Map((a, b) => a + b, g.Slice(own, axis, start, part.Shape[axis]), part));
            start += part.Shape[axis];
        }
        return g.Concatenate(axis, [.. sums]);
    }

    // Gradients [N, T, W] of the columns alone; null if others have gradients, too.
    private static Node? Narrowed(GraphBuilder g, Node dy, NarrowBody columns)
    {
        if (dy.Primitive is not Pad { Value: 0 } pad || pad.Before.Count != 3 || pad.Before[2] < columns.Before || pad.After[2] < columns.After)
            return null;
        return g.Pad(dy.Inputs[0], [0, pad.Before[1], pad.Before[2] - columns.Before], [0, pad.After[1], pad.After[2] - columns.After]);
    }

    private static ImmutableArray<Node?> Of(
        GraphBuilder g, ScanBody body, Node lambda, Node before, Node after, ImmutableArray<Node> elements, ImmutableArray<Node> constants, ImmutableArray<Node> targets)
    {
        Dictionary<Node, Node> given = new() { [body.State] = before };
        foreach ((Node placeholder, Node value) in body.Elements.Concat(body.Constants).Zip(elements.Concat(constants), (p, v) => (p, v)))
            given[placeholder] = value;
        GraphBuilder scratch = g.Another();
        GraphCopy plain = new(scratch, new Dictionary<Node, Node>(), body.Builder);
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
        if (next.Primitive is not Concatenate { InTurn: false, Axis: var axis })
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
