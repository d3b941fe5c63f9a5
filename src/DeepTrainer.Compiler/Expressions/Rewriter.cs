namespace DeepTrainer.Compiler.Expressions;

/// <summary>Rebuilds an expression bottom-up, visiting each shared part once: <c>Rewrite(e, f) = f(e with rewritten arguments)</c>.</summary>
public sealed class Rewriter(Func<Expr, Expr> rewrite)
{
    private readonly Dictionary<Expr, Expr> done = new(ReferenceComparer.Of<Expr>());

    public static Expr Run(Expr expr, Func<Expr, Expr> rewrite) => new Rewriter(rewrite).Visit(expr);

    /// <summary>input i → replacements[i]</summary>
    public static Expr Substitute(Expr expr, IReadOnlyList<Expr> replacements) =>
        Run(expr, e => e is Expr.Input i ? replacements[i.Index] : e);

    public Expr Visit(Expr expr)
    {
        if (done.TryGetValue(expr, out Expr? known))
            return known;
        return done[expr] = rewrite(expr is Expr.Call call ? Rebuilt(call) : expr);
    }

    private Expr.Call Rebuilt(Expr.Call call)
    {
        ImmutableArray<Expr> arguments = call.Arguments;
        for (int i = 0; i < arguments.Length; i++)
        {
            Expr argument = Visit(arguments[i]);
            if (!ReferenceEquals(argument, arguments[i]))
                arguments = arguments.SetItem(i, argument);
        }
        return arguments == call.Arguments ? call : new(call.Operation, arguments);
    }
}
