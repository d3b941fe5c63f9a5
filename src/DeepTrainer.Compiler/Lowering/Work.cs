namespace DeepTrainer.Compiler.Lowering;

/// <summary>The operations that expressions take.</summary>
internal static class Work
{
    private static readonly HashSet<string> Cheap = ["+", "-", "*", "neg", "abs", "min", "max", "less", "lessOrEqual", "equal"];

    // Those that take longer, but no more than an instruction.
    private static readonly HashSet<string> Single = ["/", "sqrt", "floor", "fusedMultiplyAdd"];

    /// <summary>The different operations in an expression.</summary>
    public static int Operations(Expr expr) => Calls([expr]).Count;

    /// <summary>Whether the operation is one of the processor's that start in every cycle.</summary>
    public static bool IsCheap(Operation operation) => Cheap.Contains(operation.Name);

    /// <summary>Whether the operation is a function that is computed by a polynomial: some ten to twenty of the processor's, whose numbers fill as many registers.</summary>
    public static bool IsFunction(Operation operation) => !IsCheap(operation) && !Single.Contains(operation.Name);

    /// <summary>The different calls of operations in expressions.</summary>
    public static HashSet<Expr.Call> Calls(IEnumerable<Expr> expressions)
    {
        HashSet<Expr.Call> calls = [];
        // One for all of them, so that parts they share are looked at once.
        Rewriter visitor = new(e =>
        {
            if (e is Expr.Call call)
                calls.Add(call);
            return e;
        });
        foreach (Expr expression in expressions)
            visitor.Visit(expression);
        return calls;
    }

    /// <summary>Whether it is no more than a few such operations; of a longer expression only the first are looked at.</summary>
    public static bool IsCheap(Expr expr)
    {
        HashSet<Expr> seen = new(ReferenceComparer.Of<Expr>());
        return Visit(expr);

        bool Visit(Expr e) => e is not Expr.Call call || !seen.Add(e)
            || (seen.Count <= Costs.CheapOperations && IsCheap(call.Operation) && call.Arguments.All(Visit));
    }
}
