namespace DeepTrainer.Compiler.Expressions;

/// <summary>Evaluates expressions in float64, each shared part once.</summary>
public sealed class Evaluator(double[] inputs)
{
    private readonly Dictionary<Expr, double> values = new(ReferenceComparer.Of<Expr>());

    public double Value(Expr expr)
    {
        if (values.TryGetValue(expr, out double known))
            return known;
        double value = expr switch
        {
            Expr.Constant c => c.Value,
            Expr.Input i => inputs[i.Index],
            Expr.Call c => c.Operation.Evaluate([.. c.Arguments.Select(Value)]),
            _ => throw new InvalidOperationException($"Unknown expression {expr.GetType().Name}."),
        };
        values[expr] = value;
        return value;
    }
}

/// <summary>Tells expressions apart by identity: walks over shared parts stay linear.</summary>
public static class ReferenceComparer
{
    public static IEqualityComparer<T> Of<T>()
        where T : class => Comparer<T>.Instance;

    private sealed class Comparer<T> : IEqualityComparer<T>
        where T : class
    {
        public static readonly Comparer<T> Instance = new();

        public bool Equals(T? x, T? y) => ReferenceEquals(x, y);

        // An expression has its hash at hand.
        public int GetHashCode(T obj) => obj is Expr ? obj.GetHashCode() : System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(obj);
    }
}
