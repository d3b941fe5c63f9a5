namespace DeepTrainer.Compiler.Lowering;

/// <summary>What is cheaper to compute again than to store and load.</summary>
internal static class Cost
{
    public const int CheapOperations = 4;

    private static readonly HashSet<string> Cheap = ["+", "-", "*", "neg", "abs", "min", "max", "less", "lessOrEqual", "equal"];

    /// <summary>The different operations in an expression.</summary>
    public static int Operations(Expr expr) => Calls([expr]).Count;

    /// <summary>Whether the operation is one of the processor's that start in every cycle.</summary>
    public static bool IsCheap(Operation operation) => Cheap.Contains(operation.Name);

    /// <summary>The different calls of operations in expressions.</summary>
    public static HashSet<Expr.Call> Calls(IEnumerable<Expr> expressions)
    {
        HashSet<Expr.Call> calls = [];
        foreach (Expr expression in expressions)
        {
            Rewriter.Run(expression, e =>
            {
                if (e is Expr.Call call)
                    calls.Add(call);
                return e;
            });
        }
        return calls;
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
                cheap &= IsCheap(call.Operation);
            }
            return e;
        });
        return cheap && operations <= CheapOperations;
    }
}
