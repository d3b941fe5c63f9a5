namespace DeepTrainer.Compiler.Expressions;

/// <summary>Rebuilds an expression bottom-up, visiting each shared part once: <c>Rewrite(e, f) = f(e with rewritten arguments)</c>.</summary>
public sealed class Rewriter(Func<Expr, Expr> rewrite)
{
    private readonly Dictionary<Expr, Expr> done = new(ReferenceComparer.Of<Expr>());

    public static Expr Run(Expr expr, Func<Expr, Expr> rewrite) => new Rewriter(rewrite).Visit(expr);

    /// <summary>input i → replacements[i]</summary>
    public static Expr Substitute(Expr expr, IReadOnlyList<Expr> replacements) =>
        Run(expr, e => e is Expr.Input i ? replacements[i.Index] : e);

    /// <summary>The indices of all inputs the expression reads, ascending.</summary>
    public static SortedSet<int> InputsOf(Expr expr) => InputsOf([expr]);

    /// <summary>The indices of all inputs that any of the expressions reads, ascending.</summary>
    public static SortedSet<int> InputsOf(IEnumerable<Expr> expressions)
    {
        SortedSet<int> inputs = [];
        Rewriter visitor = new(e =>
        {
            if (e is Expr.Input i)
                inputs.Add(i.Index);
            return e;
        });
        foreach (Expr expression in expressions)
            visitor.Visit(expression);
        return inputs;
    }

    public Expr Visit(Expr expr)
    {
        if (done.TryGetValue(expr, out Expr? known))
            return known;
        Expr rebuilt = expr;
        if (expr is Expr.Call call)
        {
            ImmutableArray<Expr> arguments = [.. call.Arguments.Select(Visit)];
            if (!arguments.SequenceEqual(call.Arguments, ReferenceComparer.Of<Expr>()))
                rebuilt = new Expr.Call(call.Operation, arguments);
        }
        return done[expr] = rewrite(rebuilt);
    }
}
