namespace DeepTrainer.Compiler.Expressions;

/// <summary>Symbolic derivatives by the chain rule, each shared part derived once.</summary>
public static class Derivative
{
    /// <summary>∂expr/∂input, simplified.</summary>
    public static Expr Of(Expr expr, int input)
    {
        Dictionary<Expr, Expr> done = new(ReferenceComparer.Of<Expr>());
        return ExprSimplifier.Run(Derive(expr));

        Expr Derive(Expr e)
        {
            if (done.TryGetValue(e, out Expr? known))
                return known;
            Expr derivative = e switch
            {
                Expr.Input i => i.Index == input ? 1 : 0,
                Expr.Call c => ExprSimplifier.Step(c.Operation.Derive(c.Arguments, [.. c.Arguments.Select(Derive)], c)),
                _ => 0,
            };
            return done[e] = derivative;
        }
    }
}
