namespace DeepTrainer.Compiler.Lowering;

/// <summary>What is cheaper to compute again than to store and load.</summary>
internal static class Cost
{
    public const int CheapOperations = 4;

    private static readonly HashSet<string> Cheap = ["+", "-", "*", "neg", "abs", "min", "max", "less", "lessOrEqual", "equal"];

    /// <summary>The different operations in an expression.</summary>
    public static int Operations(Expr expr)
    {
        HashSet<Expr> calls = [];
        Rewriter.Run(expr, e =>
        {
            if (e is Expr.Call)
                calls.Add(e);
            return e;
        });
        return calls.Count;
    }

    public static bool IsCheap(Expr expr)
    {
        int operations = 0;
        bool cheap = true;
        Rewriter.Run(expr, e =>
        {
            if (e is Expr.Call call)
            {
                operations++;
                cheap &= Cheap.Contains(call.Operation.Name);
            }
            return e;
        });
        return cheap && operations <= CheapOperations;
    }
}
