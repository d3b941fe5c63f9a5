namespace DeepTrainer.Compiler.Graphs;

/// <summary>
/// Makes nodes; shapes are inferred as they are added. Equal nodes are made once, and a map that does nothing is not made
/// at all, so that compositions need not look for such cases.
/// </summary>
/// <param name="rewrites">
/// Whether nodes are made simpler as they are added. Without rewrites the graph computes the same in more steps: tests build networks both ways.
/// </param>
public sealed partial class GraphBuilder(bool rewrites = true)
{
    private readonly Dictionary<Made, Node> known = [];
    private readonly HashSet<Node> seenThrough = [];
    private readonly List<ConstantSpec> constants = [];
    private readonly List<(Node Numbers, int Rows)> counts = [];
    private int randomStreams;

    /// <summary>What was made of expressions so far.</summary>
    internal KnownExpressions Expressions { get; private init; } = new();

    // Where gradients stop.
    private HashSet<Node> Detached { get; init; } = [];

    /// <summary>A builder of its kind for another graph of the same network.</summary>
    internal GraphBuilder Another() => new(rewrites) { Expressions = Expressions };

    /// <summary>The same of a graph that is made: it knows where gradients stop, and nothing of nodes that nobody needed.</summary>
    internal GraphBuilder Finished() => new(rewrites) { Expressions = Expressions, Detached = Detached };

    /// <summary>What the next nodes are called.</summary>
    public string Scope { get; set; } = "";

    public Node Source(SourceKind kind, string name, Shape shape)
    {
        string scope = Scope;
        Scope = name;
        Node source = Add(new Source(kind, name, shape));
        Scope = scope;
        return source;
    }

    /// <summary>Whether nodes are made simpler as they are added; equal ones are made once in any case.</summary>
    public bool Rewrites => rewrites;

    /// <summary>The constant tensors made so far.</summary>
    public IReadOnlyList<ConstantSpec> Constants => constants;

    /// <summary>Values that were noted as whole numbers from 0 to one below the given one.</summary>
    public IReadOnlyList<(Node Numbers, int Rows)> Counts => counts;

    /// <summary>Notes that a value is a whole number from 0 on, smaller than <paramref name="rows"/>.</summary>
    public void Count(Node numbers, int rows) => counts.Add((numbers, rows));

    /// <summary>A tensor that is known now and never changes. It lies with the weights, but is none: it is neither trained nor saved.</summary>
    public Node Constant(string name, Shape shape, ImmutableArray<double> values)
    {
        ConstantSpec constant = new(name, shape, values.ToEquatableArray());
        if (constants.Find(c => c.Name == name) is not { } known)
            constants.Add(constant);
        else if (known != constant)
            throw new InvalidOperationException($"There are two constants '{name}'.");
        return Source(SourceKind.Parameter, name, shape);
    }

    /// <summary>Makes nodes under a name within the present scope: "loss" and "max" give "loss.max".</summary>
    public T Named<T>(string part, Func<T> make)
    {
        string scope = Scope;
        Scope = $"{scope}.{part}";
        T nodes = make();
        Scope = scope;
        return nodes;
    }

    /// <summary>A hyper-parameter or counter, kept in float64.</summary>
    public Node HostScalar(string name) => Source(SourceKind.HostScalar, name, Shape.Scalar);

    public Node Map(Func<Expr, Expr> body, Node x) => Map(body(new Expr.Input(0)), [x]);

    public Node Map(Func<Expr, Expr, Expr> body, Node x, Node y) => Map(body(new Expr.Input(0), new Expr.Input(1)), [x, y]);

    public Node Map(Func<Expr, Expr, Expr, Expr> body, Node x, Node y, Node z) =>
        Map(body(new Expr.Input(0), new Expr.Input(1), new Expr.Input(2)), [x, y, z]);

    /// <summary>An expression of two nodes with a derivative by the first of its own.</summary>
    public Node Map(Func<Expr, Expr, Expr> body, Func<Expr, Expr, Expr> slope, Node x, Node y)
    {
        Node node = Map(body, x, y);
        return node.Primitive is Map map && node.Inputs.Length == 2
            ? Add(map with { Slope = slope(new Expr.Input(0), new Expr.Input(1)) }, [.. node.Inputs])
            : throw new InvalidOperationException($"'{node}' does not read both nodes.");
    }

    /// <summary>
    /// The expression over the nodes it reads. Parts that read hyper-parameters and counters alone become nodes of their own,
    /// to be computed once a step in float64: 1 - β₂ᵗ would lose half its digits in float32. Inputs it does not read are left out where that keeps the shape,
    /// and stretched ones are taken as they were.
    /// </summary>
    public Node Map(Expr body, ImmutableArray<Node> inputs)
    {
        Shape shape = ShapeOf(body, inputs);
        if (!rewrites)
        {
            (body, inputs) = SplitHostParts(body, inputs);
            return Known(new Map(body), inputs);
        }
        inputs = Narrowed(body, inputs, shape);
        body = WithConstants(body, inputs);
        (body, inputs) = SplitHostParts(body, inputs);
        body = Expressions.Simple(body);
        ImmutableArray<int> read = body.Inputs;
        if (read.Length == inputs.Length && AreDifferent(inputs))
            return body is Expr.Input && inputs[0].Shape == shape ? inputs[0] : Known(new Map(body), inputs);
        List<Node> used = new(read.Length);
        bool isInPlace = true;
        foreach (int i in read)
        {
            if (!used.Contains(inputs[i]))
                used.Add(inputs[i]);
            isInPlace &= i < used.Count && used[i] == inputs[i];
        }
        if (!isInPlace)
            body = Expressions.Renumbered(body, inputs, used);
        Shape sofar = Shape.Scalar;
        foreach (Node node in used)
            sofar = Shape.Broadcast(sofar, node.Shape)!.Value;
        // Mostly what is read has the whole shape.
        if (sofar != shape)
            Widen(used, sofar, inputs, shape);
        return body is Expr.Input { Index: 0 } && used[0].Shape == shape ? used[0] : Known(new Map(body), [.. used]);
    }

    private static bool AreDifferent(ImmutableArray<Node> nodes)
    {
        for (int i = 1; i < nodes.Length; i++)
        {
            if (nodes.IndexOf(nodes[i]) < i)
                return false;
        }
        return true;
    }

    // Inputs that aren't read lend their shape.
    private static void Widen(List<Node> used, Shape sofar, ImmutableArray<Node> inputs, Shape shape)
    {
        foreach (Node unread in inputs.OrderBy(i => i.Shape == shape ? 0 : 1))
        {
            Shape wider = Shape.Broadcast(sofar, unread.Shape)!.Value;
            if (wider != sofar)
                used.Add(unread);
            sofar = wider;
        }
    }

    // What is stretched is taken as it was, where the others have the shape.
    private ImmutableArray<Node> Narrowed(Expr body, ImmutableArray<Node> inputs, Shape shape)
    {
        ImmutableArray<Node> narrow = inputs;
        for (int i = 0; i < inputs.Length; i++)
        {
            if (IsStretched(inputs[i]))
                narrow = narrow.SetItem(i, inputs[i].Inputs[0]);
        }
        if (narrow == inputs || ShapeOf(body, narrow) != shape)
            return inputs;
        foreach (Node input in inputs)
        {
            if (!narrow.Contains(input))
                seenThrough.Add(input);
        }
        return narrow;
    }

    private static Expr WithConstants(Expr body, ImmutableArray<Node> inputs)
    {
        foreach (Node input in inputs)
        {
            if (input.Primitive is Map { Body: Expr.Constant })
                return Rewriter.Substitute(body, [.. inputs.Select((n, i) => n.Primitive is Map { Body: Expr.Constant c } ? c : (Expr)new Expr.Input(i))]);
        }
        return body;
    }

    private static Shape ShapeOf(Expr body, ImmutableArray<Node> inputs)
    {
        Shape shape = Shape.Scalar;
        foreach (Node input in inputs)
            shape = Shape.Broadcast(shape, input.Shape) ?? new Map(body).Infer(ShapesOf(inputs));
        return shape;
    }

    private static ImmutableArray<Shape> ShapesOf(ImmutableArray<Node> nodes)
    {
        var shapes = ImmutableArray.CreateBuilder<Shape>(nodes.Length);
        foreach (Node node in nodes)
            shapes.Add(node.Shape);
        return shapes.MoveToImmutable();
    }

    public Node Contract(string letters, Node a, Node b) => Contract(Primitives.Contract.Parse(letters), a, b);

    public Node Contract(Contract contract, Node a, Node b) => Add(contract, a, b);

    /// <summary>Combines along the axes, whose extent becomes 1. A reduction of a reduction is one over both their axes.</summary>
    public Node Reduce(Reduction kind, Node x, params int[] axes)
    {
        if (!rewrites)
            return axes.Length == 0 ? x : Add(new Reduce(kind, axes.ToEquatableArray()), x);
        if (x.Primitive is Reduce inner && inner.Kind == kind)
            return Reduce(kind, Through(x), [.. inner.Axes.Union(axes).OrderBy(a => a)]);
        int[] wide = [.. axes.Where(a => x.Shape[a] != 1)];
        return wide.Length == 0 ? x : (kind == Reduction.Sum ? SumTimesCommonFactors(x, wide) : null) ?? Reduced(kind, x, wide);
    }

    // What the node is made of, for what is made of that instead.
    private Node Through(Node x)
    {
        seenThrough.Add(x);
        return x.Inputs[0];
    }

    private Node Reduced(Reduction kind, Node x, int[] axes) => Add(new Reduce(kind, axes.ToEquatableArray()), x);

    public Node Iota(int extent) => Add(new Iota(extent));

    /// <summary>New uniform numbers in [0, 1): of a step of training, or of a prediction's draw.</summary>
    public Node Random(Shape shape, bool isDrawn = false) => Add(new RandomUniform(randomStreams++, shape, isDrawn));

    /// <summary>The value without its history: nothing flows back through it.</summary>
    public Node Detach(Node x)
    {
        Detached.Add(x);
        return x;
    }

    /// <summary>A copy without history, of a value whose own remains.</summary>
    public Node DetachedCopy(Node x) => Detach(Add(new Map(new Expr.Input(0)), x));

    /// <summary>The mean of all elements: a scalar.</summary>
    public Node Mean(Node x)
    {
        Node sum = Reshape(Reduce(Reduction.Sum, x, [.. Enumerable.Range(0, x.Shape.Rank)]), Shape.Scalar);
        return Share(sum, x.Shape.SampleSize, x.Shape.Open);
    }

    /// <summary>Sums over the axes along which <paramref name="shape"/> would be broadcast to the value's shape.</summary>
    public Node SumTo(Node x, Shape shape)
    {
        int missing = x.Shape.Rank - shape.Rank;
        int[] axes = [.. Enumerable.Range(0, x.Shape.Rank).Where(a => a < missing || (shape[a - missing] == 1 && x.Shape[a] != 1))];
        return Reshape(Reduce(Reduction.Sum, x, axes), shape);
    }

    /// <summary>The value stretched to another's shape.</summary>
    public Node BroadcastTo(Node x, Node like) => x.Shape == like.Shape ? x : Add(new Map(new Expr.Input(0)), x, like);

    public Node Gather(Node table, Node rows) => Add(new Gather(), table, rows);

    public Node ScatterAdd(Node rows, Node values, int count) => Add(new ScatterAdd(count), rows, values);

    /// <summary>All states of a recurrence; see <see cref="Primitives.Scan"/>.</summary>
    public Node Scan(ScanBody body, int steps, bool reverse, Node start, IEnumerable<Node> sequences, IEnumerable<Node> constants) =>
        Add(new Scan(body, steps, reverse), [start, .. sequences, .. constants]);

    /// <summary>Any primitive on any inputs, for what copies or changes graphs.</summary>
    public Node Make(Primitive primitive, params Node[] inputs) => Add(primitive, inputs);

    /// <summary>Whether something was made of what the node is made of, instead of the node: gradients with respect to it would lack that.</summary>
    public bool IsSeenThrough(Node node) => seenThrough.Contains(node);

    /// <summary>Whether gradients stop at the node.</summary>
    public bool IsDetached(Node node) => Detached.Contains(node);

    private static bool IsStretched(Node node) => node.Primitive is Map { Body: Expr.Input { Index: 0 }, Slope: null } && node.Shape != node.Inputs[0].Shape;

    private (Expr Body, ImmutableArray<Node> Inputs) SplitHostParts(Expr body, ImmutableArray<Node> inputs)
    {
        int hosts = 0;
        foreach (Node input in inputs)
            hosts += input.IsHostScalar ? 1 : 0;
        if (hosts == 0 || hosts == inputs.Length)
            return (body, inputs);
        HostParts split = Expressions.Split(body, inputs);
        List<Node> extended = [.. inputs];
        foreach ((Expr part, ImmutableArray<int> read) in split.Parts)
            extended.Add(Map(part, [.. read.Select(i => inputs[i])]));
        return (split.Body, [.. extended]);
    }

    private Node Add(Primitive primitive, params Node[] inputs) => Known(primitive, [.. inputs]);

    private Node Known(Primitive primitive, ImmutableArray<Node> inputs)
    {
        Made made = new(Expressions.First(primitive), inputs);
        if (known.TryGetValue(made, out Node? node))
            return node;
        return known[made] = new Node(known.Count, Scope, made.Primitive, inputs, made.Primitive is Map map ? ShapeOf(map.Body, inputs) : primitive.Infer(ShapesOf(inputs)));
    }

    // What a node is made of. Equal primitives are one object.
    private readonly struct Made(Primitive primitive, ImmutableArray<Node> inputs) : IEquatable<Made>
    {
        private readonly ImmutableArray<Node> inputs = inputs;

        public Primitive Primitive { get; } = primitive;

        public bool Equals(Made other)
        {
            if (!ReferenceEquals(Primitive, other.Primitive) || inputs.Length != other.inputs.Length)
                return false;
            for (int i = 0; i < inputs.Length; i++)
            {
                if (inputs[i] != other.inputs[i])
                    return false;
            }
            return true;
        }

        public override bool Equals(object? obj) => obj is Made other && Equals(other);

        public override int GetHashCode()
        {
            int hash = System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(Primitive);
            foreach (Node input in inputs)
                hash = unchecked((hash * 31) + input.Id);
            return hash;
        }
    }
}
