namespace DeepTrainer.Compiler.Lowering;

/// <summary>What is cheaper to compute again than to store and load.</summary>
internal static class Cost
{
    public const int CheapOperations = 4;

    private static readonly HashSet<string> Cheap = ["+", "-", "*", "neg", "abs", "min", "max", "less", "lessOrEqual", "equal"];

    /// <summary>The different operations in expressions.</summary>
    public static int Operations(params IEnumerable<Expr> expressions) => Calls(expressions).Count;

    /// <summary>Whether the operation is a single instruction of a cycle.</summary>
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
