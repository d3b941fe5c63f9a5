namespace DeepTrainer.Compiler.Expressions;

/// <summary>
/// Folds constants, drops neutral elements and shares equal parts. Every rule holds for all finite values; 0 · x → 0
/// and x / c → x · (1/c) may differ from C# for infinities and in the last bit.
/// </summary>
public static class ExprSimplifier
{
    /// <summary>The simplified expression, its equal parts shared.</summary>
    public static Expr Run(Expr expr)
    {
        if (expr is not Expr.Call { IsSimple: false })
            return expr;
        Dictionary<Expr, Expr> shared = [];
        Expr simple = Rewriter.Run(expr, e =>
        {
            Expr simplified = Step(e);
            if (shared.TryGetValue(simplified, out Expr? known))
                return known;
            return shared[simplified] = simplified;
        });
        if (simple is Expr.Call call)
            call.IsSimple = true;
        return simple;
    }

    /// <summary>One step at the root, its arguments being simple already.</summary>
    public static Expr Step(Expr expr)
    {
        if (expr is not Expr.Call call)
            return expr;
        ImmutableArray<Expr> x = call.Arguments;
        if (AreConstant(x))
            return call.Operation.Evaluate([.. x.Select(a => ((Expr.Constant)a).Value)]);
        return call.Operation.Name switch
        {
            "+" => Add(call, x[0], x[1]),
            "-" => Subtract(call, x[0], x[1]),
            "*" => Multiply(call, x[0], x[1]),
            "/" => Divide(call, x[0], x[1]),
            "neg" => Negate(call, x[0]),
            "log" => Log(call, x[0]),
            "log1p" => Log1P(call, x[0]),
            "pow" => Pow(call, x[0], x[1]),
            "less" or "lessOrEqual" or "equal" => Select(call, x),
            _ => call,
        };
    }

    private static bool AreConstant(ImmutableArray<Expr> all)
    {
        foreach (Expr one in all)
        {
            if (one is not Expr.Constant)
                return false;
        }
        return true;
    }

    // x + 0 → x, x + -y → x - y, -x + y → y - x, eˣ + -1 → expm1 x
    private static Expr Add(Expr.Call call, Expr a, Expr b) =>
        Is(a, -1) && Exponent(b) is { } p ? Functions.Expm1(p) : Is(b, -1) && Exponent(a) is { } q ? Functions.Expm1(q)
        : Is(a, 0) ? b : Is(b, 0) ? a : Negated(b) is { } y ? Step(a - y) : Negated(a) is { } x ? Step(b - x) : call;

    // x - 0 → x, 0 - x → -x, x - -y → x + y, x - x → 0, eˣ - 1 → expm1 x, 1 - eˣ → -expm1 x
    private static Expr Subtract(Expr.Call call, Expr a, Expr b) =>
        Is(b, 1) && Exponent(a) is { } p ? Functions.Expm1(p) : Is(a, 1) && Exponent(b) is { } q ? -Functions.Expm1(q) :
        Is(b, 0) ? a : Is(a, 0) ? Step(-b) : Negated(b) is { } y ? Step(a + y) : a.Equals(b) ? 0 : call;

    // 0 · x → 0, 1 · x → x, -1 · x → -x, c · (d · x) → (c · d) · x, -x · -y → x · y; constants go to the left.
    // (a < b ? 1 : 0) · x → a < b ? x : 0, so that nothing of x is seen where it isn't taken, were it NaN or infinite
    private static Expr Multiply(Expr.Call call, Expr a, Expr b)
    {
        if (IsMask(a))
            return Masked(a, b);
        if (IsMask(b))
            return Masked(b, a);
        if (b is Expr.Constant && a is not Expr.Constant)
            return Step(b * a);
        if (a is Expr.Constant c)
        {
            if (c.Value is 0)
                return 0;
            if (c.Value is 1)
                return b;
            if (c.Value is -1)
                return Step(-b);
            if (b is Expr.Call { Operation.Name: "*" } inner && inner.Arguments[0] is Expr.Constant d)
                return Step(new Expr.Constant(c.Value * d.Value) * inner.Arguments[1]);
            if (Negated(b) is { } y)
                return Step(new Expr.Constant(-c.Value) * y);
        }
        return (Negated(a), Negated(b)) switch
        {
            ({ } x, { } y) => Step(x * y),
            ({ } x, null) => Step(-Step(x * b)),
            (null, { } y) => Step(-Step(a * y)),
            _ => call,
        };
    }

    // A choice between 0 and 1, or between such choices.
    private static bool IsMask(Expr e) => e is Expr.Call { Arguments: { Length: 4 } x } && Chooses(x[2]) && Chooses(x[3]);

    private static bool Chooses(Expr e) => e is Expr.Constant { Value: 0 or 1 } || IsMask(e);

    private static Expr Masked(Expr mask, Expr x) => mask switch
    {
        Expr.Constant { Value: 0 } => 0,
        Expr.Constant => x,
        Expr.Call { Arguments: var s, Operation: var select } => Step(select.Of(s[0], s[1], Masked(s[2], x), Masked(s[3], x))),
        _ => throw new InvalidOperationException($"{mask} is no mask."),
    };

    // ln(1 + x) → log1p x, ln(1 - x) → log1p(-x): the sum would lose the digits of small x
    private static Expr Log(Expr.Call call, Expr a) => OneAnd(a) is { } x ? Step(Functions.Log1P(x)) : call;

    // log1p(eˣ) → softplus x, which is never infinite and whose derivative isn't ∞ / ∞ for large x
    private static Expr Log1P(Expr.Call call, Expr a) => Exponent(a) is { } x ? Functions.Softplus(x) : call;

    // 1 + x, x + 1, 1 - -x
    private static Expr? OneAnd(Expr e) => e switch
    {
        Expr.Call { Operation.Name: "+", Arguments: var x } => Is(x[0], 1) ? x[1] : Is(x[1], 1) ? x[0] : null,
        Expr.Call { Operation.Name: "-", Arguments: var x } when Is(x[0], 1) => Step(-x[1]),
        _ => null,
    };

    private static Expr? Exponent(Expr e) => e is Expr.Call { Operation.Name: "exp" } call ? call.Arguments[0] : null;

    // 0 / x → 0, x / 1 → x, x / c → (1/c) · x, -x / y → -(x / y), eˣ / (1 + eˣ) → σ(x), y / (1 + eˣ) → σ(-x) · y
    private static Expr Divide(Expr.Call call, Expr a, Expr b) =>
        Is(a, 0) ? 0
        : OneAnd(b) is { } one && Exponent(one) is { } p ? (a.Equals(one) ? Functions.Sigmoid(p) : Step(a * Functions.Sigmoid(Step(-p))))
        : Is(b, 1) ? a
        : b is Expr.Constant { Value: not 0 } c ? Step(new Expr.Constant(1 / c.Value) * a)
        : Negated(a) is { } x ? Step(-Step(x / b))
        : call;

    // -(-x) → x, -(c · x) → (-c) · x, -(x - y) → y - x
    private static Expr Negate(Expr.Call call, Expr a) =>
        Negated(a) is { } x ? x
        : a is Expr.Call { Operation.Name: "*" } product && product.Arguments[0] is Expr.Constant c
            ? new Expr.Constant(-c.Value) * product.Arguments[1]
        : a is Expr.Call { Operation.Name: "-" } difference ? difference.Arguments[1] - difference.Arguments[0]
        : call;

    // x⁰ → 1, x¹ → x, x² → x·x, x³ → x·x·x, x⁴ → (x·x)·(x·x), x^½ → √x, x⁻¹ → 1/x, x⁻² → 1/(x·x)
    private static Expr Pow(Expr.Call call, Expr x, Expr p) => p is not Expr.Constant c ? call : c.Value switch
    {
        0 => 1,
        1 => x,
        2 => x * x,
        3 => x * x * x,
        4 => x * x * (x * x),
        0.5 => Functions.Sqrt(x),
        -1 => 1 / x,
        -2 => 1 / (x * x),
        _ => call,
    };

    // a < b ? c : c → c; a comparison of constants, or of a thing with itself, is decided
    private static Expr Select(Expr.Call call, ImmutableArray<Expr> x)
    {
        if (x[2].Equals(x[3]))
            return x[2];
        if (x[0] is Expr.Constant a && x[1] is Expr.Constant b)
            return call.Operation.Evaluate(a.Value, b.Value, 1, 0) is 1 ? x[2] : x[3];
        return Choice(call);
    }

    /// <summary>(a &lt; b ? 1 : 0) == 0 ? c : d → a &lt; b ? d : c: a comparison of constants, whichever of them is chosen, is that of the choice.</summary>
    public static Expr Choice(Expr.Call call)
    {
        if (call.Arguments is not [Expr.Call { Arguments: [_, _, Expr.Constant first, Expr.Constant second] } choice, Expr.Constant limit, var then, var otherwise])
            return call;
        Expr ifTrue = Taken(first), ifFalse = Taken(second);
        return ifTrue.Equals(ifFalse) ? ifTrue : choice.Operation.Of(choice.Arguments[0], choice.Arguments[1], ifTrue, ifFalse);

        Expr Taken(Expr.Constant value) => call.Operation.Evaluate(value.Value, limit.Value, 1, 0) is 1 ? then : otherwise;
    }

    private static bool Is(Expr e, double value) => e is Expr.Constant c && c.Value.Equals(value);

    /// <summary>What a product multiplies.</summary>
    public static IEnumerable<Expr> FactorsOf(Expr e) => e switch
    {
        Expr.Call { Operation.Name: "*" } product => product.Arguments.SelectMany(FactorsOf),
        Expr.Call { Operation.Name: "neg" } negated => FactorsOf(negated.Arguments[0]).Prepend(new Expr.Constant(-1)),
        _ => [e],
    };

    private static Expr? Negated(Expr e) => e is Expr.Call { Operation.Name: "neg" } c ? c.Arguments[0] : null;
}
