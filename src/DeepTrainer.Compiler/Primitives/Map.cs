namespace DeepTrainer.Compiler.Primitives;

/// <summary>y = body(x₀, x₁, …) element by element, the inputs broadcast against each other.</summary>
public sealed record Map(Expr Body) : Primitive
{
    /// <summary>What counts as the derivative by the first input, where that is defined otherwise than by the formula.</summary>
    public Expr? Slope { get; init; }

    /// <summary>The inputs that the expression reads, ascending; others only lend it their shape.</summary>
    public EquatableArray<int> Read { get; } = new(Body.Inputs);

    public override Shape Infer(ImmutableArray<Shape> inputs)
    {
        Shape shape = Shape.Scalar;
        foreach (Shape input in inputs)
            shape = Shape.Broadcast(shape, input) ?? throw Mismatch(inputs);
        return shape;
    }

    // dxₖ = Σ over the axes xₖ was broadcast along of dy · ∂body/∂xₖ
    public override Node? Adjoint(GraphBuilder g, Node node, Node dy, int input)
    {
        Expr product = g.Expressions.Share(this, input, node.Inputs.Length);
        return product is Expr.Constant { Value: 0 }
            ? null
            : g.SumTo(g.Map(product, [.. node.Inputs, dy, node]), node.Inputs[input].Shape);
    }

    /// <summary>dy · ∂body/∂xₖ of the inputs, dy and y, which the slope may read: tanh' = 1 - y².</summary>
    internal Expr Share(int input, int inputs)
    {
        Expr gradient = new Expr.Input(inputs), self = new Expr.Input(inputs + 1);
        Expr derivative = Rewriter.Run(input == 0 && Slope is not null ? Slope : Derivative.Of(Body, input), e => e is Expr.Call && e.Equals(Body) ? self : e);
        return ExprSimplifier.Run(derivative * gradient);
    }

    public override T Accept<T>(IPrimitiveVisitor<T> visitor, Node node) => visitor.Map(this, node);

    public override bool IsHostScalar(Node node) => node.Inputs.All(i => i.IsHostScalar);

    public override string ToString() => $"Map({Body})";
}
