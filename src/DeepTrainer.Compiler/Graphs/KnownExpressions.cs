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
    private readonly Dictionary<(Expr Body, EquatableArray<int> Places), Expr> renumbered = [];
    private readonly Dictionary<(Expr Body, EquatableArray<int> Inputs), HostParts> split = [];

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

    /// <summary>The simplified expression with the inputs that are used, each once, in their order.</summary>
    public Expr Renumbered(Expr body, ImmutableArray<Node> inputs, List<Node> used)
    {
        int[] places = new int[inputs.Length];
        for (int i = 0; i < places.Length; i++)
            places[i] = Math.Max(0, used.IndexOf(inputs[i]));
        var key = (body, EquatableArray.Create<int>(places));
        if (!renumbered.TryGetValue(key, out Expr? known))
            renumbered[key] = known = Simple(Rewriter.Substitute(body, [.. places.Select(place => new Expr.Input(place))]));
        return known;
    }

    /// <summary>The expression without what is computed once a step.</summary>
    public HostParts Split(Expr body, ImmutableArray<Node> inputs)
    {
        // Where each input comes first, and whether it is such a number.
        int[] firsts = new int[inputs.Length];
        for (int i = 0; i < firsts.Length; i++)
            firsts[i] = (2 * inputs.IndexOf(inputs[i])) + (inputs[i].IsHostScalar ? 1 : 0);
        var key = (body, EquatableArray.Create<int>(firsts));
        if (!split.TryGetValue(key, out HostParts? known))
            split[key] = known = HostParts.Of(body, [.. firsts.Select(f => f / 2)], [.. firsts.Select(f => f % 2 == 1)]);
        return known;
    }
}
