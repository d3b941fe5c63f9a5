namespace DeepTrainer.Compiler.Primitives;

/// <summary>
/// A recurrence: s₀ is given, sₜ = f(sₜ₋₁, xₜ, c). Inputs are s₀ [N, W…], the sequences x [N, T, …] and the constants c; the result is
/// all states [N, T + 1, W…], s₀ first. In reverse s_T is given and lies last, and sₜ = f(sₜ₊₁, xₜ, c).
/// </summary>
public sealed record Scan(ScanBody Body, int Steps, bool Reverse) : Primitive
{
    public override Shape Infer(ImmutableArray<Shape> inputs)
    {
        bool fits = inputs.Length == 1 + Body.Elements.Length + Body.Constants.Length
            && inputs[0] == Body.State.Shape && Body.Next.Shape == Body.State.Shape
            && inputs.Skip(1).Zip(Body.Elements, (x, element) => x[1] == Steps && x.Without(1) == element.Shape).All(same => same)
            && inputs.Skip(1 + Body.Elements.Length).Zip(Body.Constants, (x, constant) => x == constant.Shape).All(same => same);
        return fits ? inputs[0].Insert(1, Steps + 1) : throw Mismatch(inputs);
    }

    public override Node? Adjoint(GraphBuilder g, Node node, Node dy, int input) => ScanAdjoint.Run(g, this, node, dy, input);

    public override T Accept<T>(IPrimitiveVisitor<T> visitor, Node node) => visitor.Scan(this, node);

    public override string ToString() => $"Scan({Steps}{(Reverse ? ", reverse" : "")})";
}

/// <summary>One step of a recurrence, as a graph of its own whose sources are placeholders.</summary>
public sealed class ScanBody
{
    private ScanBody(GraphBuilder builder, Node state, ImmutableArray<Node> elements, ImmutableArray<Node> constants, Node next)
    {
        Builder = builder;
        State = state;
        Elements = elements;
        Constants = constants;
        Next = next;
    }

    /// <summary>Makes the next state from the builder, the state, the sequences' elements and the constants.</summary>
    public delegate Node Step(GraphBuilder g, Node state, ImmutableArray<Node> elements, ImmutableArray<Node> constants);

    public GraphBuilder Builder { get; }

    /// <summary>The state before the step.</summary>
    public Node State { get; }

    /// <summary>This step's part of each sequence.</summary>
    public ImmutableArray<Node> Elements { get; }

    /// <summary>What is the same at all steps.</summary>
    public ImmutableArray<Node> Constants { get; }

    /// <summary>The state after the step.</summary>
    public Node Next { get; }

    /// <summary>The body of a recurrence in a builder's graph, made by another builder of its kind.</summary>
    public static ScanBody Make(GraphBuilder outer, string scope, Shape state, IEnumerable<Shape> elements, IEnumerable<Shape> constants, Step step)
    {
        GraphBuilder g = outer.Another();
        Node before = g.Source(SourceKind.Placeholder, scope + ".state", state);
        ImmutableArray<Node> x = [.. elements.Select((shape, i) => g.Source(SourceKind.Placeholder, $"{scope}.element{i}", shape))];
        ImmutableArray<Node> c = [.. constants.Select((shape, i) => g.Source(SourceKind.Placeholder, $"{scope}.constant{i}", shape))];
        g.Scope = scope;
        Node next = step(g, before, x, c);
        return new(g.Finished(), before, x, c, next);
    }

    /// <summary>The step's graph, whose output is the next state.</summary>
    public Graph Graph => graph ??= new([(nameof(Next), Next)], []);

    private Graph? graph;

    /// <summary>What the adjoint is made of, made once so that equal adjoints are one node.</summary>
    internal ScanAdjoint.Parts? Adjoint { get; set; }
}
