using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Generator.Functions;

/// <summary>What Math, MathF, float and double offer, said in the scalar language. A further function is a line.</summary>
internal static class MathFunctions
{
    private static readonly double Ln2 = Math.Log(2);
    private static readonly double Ln10 = Math.Log(10);

    private static readonly Dictionary<(string Name, int Arity), Func<Expr[], Expr>> Table = new()
    {
        [("Abs", 1)] = x => Abs(x[0]),
        [("Clamp", 3)] = x => Clamp(x[0], x[1], x[2]),
        [("Cos", 1)] = x => Cos(x[0]),
        [("Cosh", 1)] = x => Cosh(x[0]),
        [("Exp", 1)] = x => Exp(x[0]),
        [("Exp2", 1)] = x => Pow(2, x[0]),
        [("ExpM1", 1)] = x => Expm1(x[0]),
        [("FusedMultiplyAdd", 3)] = x => FusedMultiplyAdd(x[0], x[1], x[2]),
        [("Hypot", 2)] = x => Hypot(x[0], x[1]),
        [("Lerp", 3)] = x => (x[0] * (1 - x[2])) + (x[1] * x[2]),
        [("Log", 1)] = x => Log(x[0]),
        [("Log", 2)] = x => Log(x[0]) / Log(x[1]),
        [("Log10", 1)] = x => 1 / Ln10 * Log(x[0]),
        [("Log2", 1)] = x => 1 / Ln2 * Log(x[0]),
        [("LogP1", 1)] = x => Log1P(x[0]),
        [("Max", 2)] = x => Max(x[0], x[1]),
        [("Min", 2)] = x => Min(x[0], x[1]),
        [("MultiplyAddEstimate", 3)] = x => (x[0] * x[1]) + x[2],
        [("Pow", 2)] = x => Pow(x[0], x[1]),
        [("ReciprocalEstimate", 1)] = x => 1 / x[0],
        [("ReciprocalSqrtEstimate", 1)] = x => 1 / Sqrt(x[0]),
        [("Sign", 1)] = x => (x[0] > 0).Then(1, (x[0] < 0).Then(-1, 0)),
        [("Sin", 1)] = x => Sin(x[0]),
        [("Sinh", 1)] = x => Sinh(x[0]),
        [("Sqrt", 1)] = x => Sqrt(x[0]),
        [("Tan", 1)] = x => Sin(x[0]) / Cos(x[0]),
        [("Tanh", 1)] = x => Tanh(x[0]),
    };

    // Flat between their steps, so that nothing can be learned through them; an update rule is not learned through.
    private static readonly Dictionary<(string Name, int Arity), Func<Expr[], Expr>> Steps = new()
    {
        [("Ceiling", 1)] = x => -Floor(-x[0]),
        [("Floor", 1)] = x => Floor(x[0]),
        [("Round", 1)] = x => Rounded(x[0]),
        [("Truncate", 1)] = x => Truncated(x[0]),
    };

    /// <summary>The names, for messages.</summary>
    public static string Names { get; } = string.Join(", ", Table.Keys.Select(k => k.Name).Distinct().OrderBy(n => n, StringComparer.Ordinal));

    /// <summary>The function applied, or null if it has no expression.</summary>
    public static Expr? Apply(string name, Expr[] arguments, bool needsSlope) =>
        Table.TryGetValue((name, arguments.Length), out Func<Expr[], Expr>? function) || (!needsSlope && Steps.TryGetValue((name, arguments.Length), out function))
            ? function(arguments)
            : null;

    /// <summary>a % b as C# has it: with the sign of a. The quotient may have been rounded up to the next whole number.</summary>
    public static Expr Remainder(Expr a, Expr b)
    {
        Expr rest = a - (b * Truncated(a / b));
        return (a < 0).Then((rest > 0).Then(rest - Abs(b), rest), (rest < 0).Then(rest + Abs(b), rest));
    }

    private static Expr Truncated(Expr x) => (x < 0).Then(-Floor(-x), Floor(x));

    // To the nearest; of two, to the even one.
    private static Expr Rounded(Expr x)
    {
        Expr up = Floor(x + 0.5), isOdd = up - (2 * Floor(0.5 * up));
        return Condition.Equal(x + 0.5, up).Then(up - isOdd, up);
    }
}
