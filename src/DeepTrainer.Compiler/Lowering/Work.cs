namespace DeepTrainer.Compiler.Lowering;

/// <summary>The operations that expressions take.</summary>
internal static class Work
{
    private static readonly HashSet<Operation> Cheap =
    [
        Operation.Add, Operation.Subtract, Operation.Multiply, Operation.Negate, Operation.Abs, Operation.Min, Operation.Max,
        Operation.SelectLess, Operation.SelectLessOrEqual, Operation.SelectEqual,
    ];

    // Those that take longer, but no more than an instruction.
    private static readonly HashSet<string> Single = ["/", "sqrt", "floor", "fusedMultiplyAdd"];

    /// <summary>The different operations in an expression.</summary>
    public static int Operations(Expr expr) => expr is Expr.Call call ? call.Calls.Length : 0;

    /// <summary>Whether the operation is one of the processor's that start in every cycle.</summary>
    public static bool IsCheap(Operation operation) => Cheap.Contains(operation);

    /// <summary>Whether the operation is a function that is computed by a polynomial: some ten to twenty of the processor's, whose numbers fill as many registers.</summary>
    public static bool IsFunction(Operation operation) => !IsCheap(operation) && !Single.Contains(operation.Name);

    /// <summary>The different calls of operations in expressions.</summary>
    public static IReadOnlyCollection<Expr.Call> Calls(IEnumerable<Expr> expressions)
    {
        Expr.Call[] roots = [.. expressions.OfType<Expr.Call>()];
        return roots.Length == 1 ? roots[0].Calls : new HashSet<Expr.Call>(roots.SelectMany(r => r.Calls));
    }

    /// <summary>Whether it is no more than a few such operations.</summary>
    public static bool IsCheap(Expr expr)
    {
        if (Operations(expr) > Costs.CheapOperations)
            return false;
        List<Expr.Call>? seen = null;
        return AreFew(expr, ref seen);
    }

    private static bool AreFew(Expr expr, ref List<Expr.Call>? seen)
    {
        if (expr is not Expr.Call call)
            return true;
        seen ??= new(Costs.CheapOperations);
        foreach (Expr.Call known in seen)
        {
            if (ReferenceEquals(known, call))
                return true;
        }
        seen.Add(call);
        if (seen.Count > Costs.CheapOperations || !IsCheap(call.Operation))
            return false;
        foreach (Expr argument in call.Arguments)
        {
            if (!AreFew(argument, ref seen))
                return false;
        }
        return true;
    }
}
