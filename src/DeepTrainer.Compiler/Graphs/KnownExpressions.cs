namespace DeepTrainer.Compiler.Graphs;

/// <summary>
/// What was made of expressions, for the next that are equal: so are the formulas of equal layers, and those of an optimizer for all weights. What is equal is one object,
/// which a collection of garbage then has to look at once.
/// </summary>
internal sealed class KnownExpressions
{
    private readonly Dictionary<Expr, Expr> simple = [];
    private readonly Dictionary<Primitive, Primitive> primitives = [];
    private readonly Dictionary<(Map Map, int Input, int Inputs), Expr> shares = [];

    /// <summary>The simplified expression.</summary>
    public Expr Simple(Expr expr)
    {
        if (expr is not Expr.Call { IsSimple: false })
            return expr;
        if (!simple.TryGetValue(expr, out Expr? known))
            simple[expr] = known = ExprSimplifier.Run(expr);
        return known;
    }

    /// <summary>The first of equal primitives.</summary>
    public Primitive First(Primitive primitive)
    {
        if (primitives.TryGetValue(primitive, out Primitive? known))
            return known;
        return primitives[primitive] = primitive;
    }

    /// <summary>The share of an input in a map's gradient, of so many inputs, the gradient and the map's value.</summary>
    public Expr Share(Map map, int input, int inputs)
    {
        if (!shares.TryGetValue((map, input, inputs), out Expr? known))
            shares[(map, input, inputs)] = known = map.Share(input, inputs);
        return known;
    }
}
