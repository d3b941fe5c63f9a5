using DeepTrainer.Compiler.Language;

namespace DeepTrainer.Compiler.Layers;

/// <summary>
/// One step of a user's recurrence as a graph of its own. What does not look at the state is computed for all steps at once before the recurrence,
/// and the output behind it; the recurrence is left with what must wait for the step before.
/// </summary>
internal sealed class UserCell
{
    private readonly GraphBuilder own;
    private readonly Node element, state, output, next;
    private readonly ImmutableArray<Node> parts;
    private readonly ImmutableArray<(Node Placeholder, Node Given)> same;
    private readonly ImmutableArray<(Node Source, ParameterSpec Spec)> weights;
    private readonly Dictionary<Node, bool> waits = [];

    private UserCell(
        GraphBuilder own, Node element, Node state, Node output, ImmutableArray<Node> parts, ImmutableArray<(string Name, Shape Shape)> states,
        ImmutableArray<(Node Placeholder, Node Given)> same, LayerTensors tensors)
    {
        this.own = own;
        this.element = element;
        this.state = state;
        this.output = output;
        this.parts = parts;
        this.same = same;
        States = states;
        weights = [.. tensors.Specs.Select(s => (tensors[s], s))];
        next = own.Concatenate(1, [.. parts.Select(p => own.Reshape(p, Flat(p.Shape)))]);
    }

    public ImmutableArray<(string Name, Shape Shape)> States { get; }

    /// <summary>Runs the user's function once, on placeholders: of a step's input, of the states, and of what is the same for all steps.</summary>
    /// <exception cref="TensorException">There is a mistake in it, or it does what a step can't.</exception>
    public static UserCell Of(LayerContext c, TensorFunction function, ImmutableArray<(string Name, Shape Shape)> states, ImmutableArray<Node> given, string options)
    {
        GraphBuilder g = c.Graph.Another();
        Node element = g.Source(SourceKind.Placeholder, "element", c.Input.Shape.Without(1));
        Node state = g.Source(SourceKind.Placeholder, "state", Shape.Batched((int)states.Sum(s => s.Shape.SampleSize)));
        ImmutableArray<(Node Placeholder, Node Given)> same = [.. given.Select((node, i) => (g.Source(SourceKind.Placeholder, $"same{Format.Integer(i)}", node.Shape), node))];
        int start = 0;
        g.Scope = c.Name + ".state";
        ImmutableArray<Node> before = [.. states.Select(s =>
            g.Reshape(g.Slice(state, 1, (start += (int)s.Shape.SampleSize) - (int)s.Shape.SampleSize, (int)s.Shape.SampleSize), s.Shape))];
        g.Scope = c.Name;
        (LayerContext inner, LayerTensors tensors) = c.Apart(g, element);
        TensorScope scope = new(inner, seesBatch: false, c.Training, element);
        ImmutableArray<Node> values = [.. function.Run(scope, [element, .. before, .. same.Select(s => s.Placeholder)], options).Values.Select(scope.Batched)];
        c.Graph.AddNumbers(g);
        ImmutableArray<Node> after = values.Length == 1 && states.Length == 1 ? values : [.. values.Skip(1)];
        if (after.Length != states.Length)
            throw new TensorException($"{function.Signature} gives {Format.Integer(values.Length)} tensors, but must give an output and {Format.Integer(states.Length)} states");
        for (int i = 0; i < states.Length; i++)
        {
            if (after[i].Shape != states[i].Shape)
                throw new TensorException($"state '{states[i].Name}' is {Shape.Of([.. states[i].Shape.PerSample])}, but becomes {scope.TextOf(after[i])}");
        }
        g.Scope = c.Name + ".next";
        Node output = values[0].Shape.Rank > 1 ? values[0] : g.Reshape(values[0], Shape.Batched(1));
        UserCell cell = new(g, element, state, output, after, states, same, tensors);
        cell.Check(tensors);
        return cell;
    }

    // x: [N, T, …]   result: [N, T, …]
    public Node Run(LayerContext c, ImmutableArray<Node> start, bool reverse)
    {
        GraphBuilder g = c.Graph;
        int steps = c.Input.Shape[1];
        Dictionary<Node, Node> kept = weights.ToDictionary(w => w.Source, w => c.Parameter(w.Spec.Name.Substring(c.Name.Length + 1), w.Spec.Shape, w.Spec.Initialization));
        g.Scope = c.Name;
        Node first = g.Concatenate(1, [.. start.Select(s => g.Reshape(s, Flat(s.Shape)))]);
        if (steps == 1)
            return Single(c, kept, first, start);

        Dictionary<Node, Node> sequences = new() { [element] = c.Input };
        foreach ((Node node, Node value) in OnceForAll(g, kept))
            sequences[node] = g.Repeat(value, 0, steps);
        AllSteps before = new(g, sequences, kept, steps);
        Node[] early = [.. Early(isBatched: true)], fixedOnes = [.. Early(isBatched: false)];
        Node[] elements = [.. Read(early.Concat(fixedOnes), [element, .. same.Select(s => s.Placeholder)]), .. early],
            constants = [.. Read(early.Concat(fixedOnes), weights.Select(w => w.Source)), .. fixedOnes];
        ScanBody body = ScanBody.Make(g, c.Name + ".step", state.Shape, elements.Select(e => e.Shape), constants.Select(k => k.Shape), (b, s, e, k) =>
        {
            Dictionary<Node, Node> given = new() { [state] = s };
            foreach ((Node node, Node placeholder) in elements.Zip(e, (n, p) => (n, p)).Concat(constants.Zip(k, (n, p) => (n, p))))
                given[node] = placeholder;
            return new GraphCopy(b, given, own).Of(next);
        });
        Node states = g.Scan(body, steps, reverse, first, elements.Select(before.Of), constants.Select(before.Of));
        Node end = g.Reshape(g.Slice(states, 1, reverse ? 0 : steps, 1), state.Shape);
        int from = 0;
        Give(c, [.. parts.Select(p => g.Reshape(g.Slice(end, 1, (from += (int)p.Shape.SampleSize) - (int)p.Shape.SampleSize, (int)p.Shape.SampleSize), p.Shape))]);
        return Outputs(g, (Scan)states.Primitive, states, sequences, kept);
    }

    // The states at the end, where others take them.
    private void Give(LayerContext c, ImmutableArray<Node> ends)
    {
        foreach (((string name, _), Node value) in States.Zip(ends, (s, e) => (s, e)))
        {
            if (c.Wants(name))
                c.Results[name] = value;
        }
    }

    // One step is no recurrence.
    private Node Single(LayerContext c, Dictionary<Node, Node> kept, Node first, ImmutableArray<Node> start)
    {
        GraphBuilder g = c.Graph;
        Dictionary<Node, Node> given = new(kept) { [state] = first, [element] = g.Reshape(c.Input, c.Input.Shape.Without(1)) };
        foreach ((Node placeholder, Node value) in same)
            given[placeholder] = value;
        GraphCopy copy = new(g, given, own);
        for (int i = 0; c.Stream is not null && i < start.Length; i++)
            c.Stream.Keep(start[i], copy.Of(parts[i]));
        Give(c, [.. parts.Select(copy.Of)]);
        Node made = copy.Of(output);
        g.Scope = c.Name;
        return g.Reshape(made, made.Shape.Insert(1, 1));
    }

    private Node Outputs(GraphBuilder g, Scan scan, Node states, Dictionary<Node, Node> sequences, Dictionary<Node, Node> kept)
    {
        Node after = ScanAdjoint.Steps(g, scan, states, isBefore: false);
        sequences[state] = ScanAdjoint.Steps(g, scan, states, isBefore: true);
        int start = 0;
        foreach (Node part in parts)
        {
            int size = (int)part.Shape.SampleSize;
            if (!sequences.ContainsKey(part))
                sequences[part] = g.Reshape(g.Slice(after, 2, start, size), part.Shape.Insert(1, scan.Steps));
            start += size;
        }
        return new AllSteps(g, sequences, kept, scan.Steps).Of(output);
    }

    // What is made of nothing but weights and what is the same for all steps, once for all of them.
    private IEnumerable<(Node Node, Node Value)> OnceForAll(GraphBuilder g, Dictionary<Node, Node> kept)
    {
        if (same.Length == 0)
            yield break;
        Dictionary<Node, Node> given = new(kept);
        HashSet<Node> fixedOnes = [.. kept.Keys];
        foreach ((Node placeholder, Node value) in same)
        {
            fixedOnes.Add(placeholder);
            given[placeholder] = value;
        }
        GraphCopy copy = new(g, given, own);
        foreach (Node node in Nodes(next).Concat(Nodes(output)).Distinct())
        {
            if (!fixedOnes.Contains(node) && (node.Primitive is Source || node.Inputs.Any(i => !fixedOnes.Contains(i))))
                continue;
            fixedOnes.Add(node);
            if (node.Shape.IsBatched)
                yield return (node, copy.Of(node));
        }
    }

    // Whether it looks at the state before the step.
    private bool Waits(Node node)
    {
        foreach (Node next in InputsFirst.Of(node, waits.ContainsKey))
            waits[next] = next == state || next.Inputs.Any(i => waits[i]);
        return waits[node];
    }

    // What steps read that need not wait, unless it is a view of the step's input: what is made of that, and of weights alone.
    private IEnumerable<Node> Early(bool isBatched) => Nodes(next).Where(n => Waits(n) || n == next).SelectMany(n => n.Inputs).Append(next)
        .Where(n => !Waits(n) && n.Shape.IsBatched == isBatched && n.Primitive is not Source
            && Nodes(n).Any(m => isBatched ? m.Primitive is not (Source or View or Primitives.Reshape) : m.Primitive is Source)).Distinct();

    // Those sources that a step reads beside what is made before.
    private IEnumerable<Node> Read(IEnumerable<Node> made, IEnumerable<Node> sources)
    {
        HashSet<Node> seen = [.. made];
        Stack<Node> open = new([next]);
        while (open.Count > 0)
        {
            Node node = open.Pop();
            if (seen.Add(node))
            {
                foreach (Node input in node.Inputs)
                    open.Push(input);
            }
        }
        HashSet<Node> before = [.. made];
        return sources.Where(s => seen.Contains(s) && !before.Contains(s));
    }

    private static ImmutableArray<Node> Nodes(Node root) => new Graph([(nameof(next), root)], []).Nodes;

    private void Check(LayerTensors tensors)
    {
        if (tensors.Specs.Exists(s => s.IsBuffer))
            throw new TensorException("a step has no buffers; what it keeps is its state");
        foreach (Node node in Nodes(next).Concat(Nodes(output)))
        {
            if (node.Primitive is RandomUniform)
                throw new TensorException("a step draws no random numbers; put noise or dropout before the recurrence or behind it");
            if (node.Primitive is Scan)
                throw new TensorException("a step can't be a recurrence itself");
            if (node.Primitive is Source { Kind: SourceKind.HostScalar, Name: Source.BatchSize })
                throw new TensorException("a step can't ask for the batch's size");
            if (node.Primitive is Reduce reduce && node.Inputs[0].Shape.IsBatched && reduce.Axes.Contains(0))
                throw new TensorException("a step works on one sample, and takes no mean over the batch");
        }
    }

    private static Shape Flat(Shape shape) => Shape.Batched((int)shape.SampleSize);
}
