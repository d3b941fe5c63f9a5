using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Language.Library;

/// <summary>Functions of numbers, element by element. Functions over single numbers find their formulas here, too.</summary>
internal static class Elementwise
{
    private static readonly double Ln2 = Math.Log(2), Ln10 = Math.Log(10);

    /// <summary>The formulas, by name and number of arguments.</summary>
    public static ImmutableDictionary<(string Name, int Arity), Func<Expr[], Expr>> Formulas { get; } = new Dictionary<(string, int), Func<Expr[], Expr>>
    {
        [("Abs", 1)] = x => Abs(x[0]),
        [("Sign", 1)] = x => (x[0] > 0).Then(1, (x[0] < 0).Then(-1, Floor(x[0]))), // 0 where x is 0, NaN where it is NaN, and flat
        [("Floor", 1)] = x => Floor(x[0]),
        [("Ceiling", 1)] = x => -Floor(-x[0]),
        [("Round", 1)] = x => Steps.Rounded(x[0]),
        [("Truncate", 1)] = x => Steps.Truncated(x[0]),
        [("Square", 1)] = x => x[0] * x[0],
        [("Sqrt", 1)] = x => Sqrt(x[0]),
        [("Rsqrt", 1)] = x => 1 / Sqrt(x[0]),
        [("Reciprocal", 1)] = x => 1 / x[0],
        [("Exp", 1)] = x => Exp(x[0]),
        [("Exp2", 1)] = x => Exp(Ln2 * x[0]),
        [("Expm1", 1)] = x => Expm1(x[0]),
        [("Log", 1)] = x => Log(x[0]),
        [("Log1P", 1)] = x => Log1P(x[0]),
        [("Log2", 1)] = x => 1 / Ln2 * Log(x[0]),
        [("Log10", 1)] = x => 1 / Ln10 * Log(x[0]),
        [("Sin", 1)] = x => Sin(x[0]),
        [("Cos", 1)] = x => Cos(x[0]),
        [("Tan", 1)] = x => Sin(x[0]) / Cos(x[0]),
        [("Sinh", 1)] = x => Sinh(x[0]),
        [("Cosh", 1)] = x => Cosh(x[0]),
        [("Tanh", 1)] = x => Tanh(x[0]),
        [("Asinh", 1)] = x => Asinh(x[0]),
        [("Acosh", 1)] = x => Log(x[0] + Sqrt((x[0] * x[0]) - 1)),
        [("Atanh", 1)] = x => 0.5 * Log1P(2 * x[0] / (1 - x[0])),
        [("Asin", 1)] = x => Asin(x[0]),
        [("Acos", 1)] = x => (Math.PI / 2) - Asin(x[0]),
        [("Atan", 1)] = x => Atan(x[0]),
        [("Atan2", 2)] = x => Atan2(x[0], x[1]),
        [("Erf", 1)] = x => Erf(x[0]),
        [("LogGamma", 1)] = x => GammaFunctions.LogGamma(x[0]),
        [("Digamma", 1)] = x => GammaFunctions.Digamma(x[0]),
        [("Sigmoid", 1)] = x => Sigmoid(x[0]),
        [("Softplus", 1)] = x => Softplus(x[0]),
        [("Minimum", 2)] = x => Min(x[0], x[1]),
        [("Maximum", 2)] = x => Max(x[0], x[1]),
        [("Pow", 2)] = x => Pow(x[0], x[1]),
        [("Hypot", 2)] = x => Hypot(x[0], x[1]),
        [("Clamp", 3)] = x => Clamp(x[0], x[1], x[2]),
        [("Lerp", 3)] = x => (x[0] * (1 - x[2])) + (x[1] * x[2]),
        [("Where", 3)] = x => Condition.Equal(x[0], 0).Then(x[2], x[1]),
        [("Equal", 2)] = x => Condition.Equal(x[0], x[1]).Then(1, 0),
        [("NotEqual", 2)] = x => Condition.Equal(x[0], x[1]).Then(0, 1),
        [("op_Addition", 2)] = x => x[0] + x[1],
        [("op_Subtraction", 2)] = x => x[0] - x[1],
        [("op_Multiply", 2)] = x => x[0] * x[1],
        [("op_Division", 2)] = x => x[0] / x[1],
        [("op_Modulus", 2)] = x => Steps.Remainder(x[0], x[1]),
        [("op_UnaryNegation", 1)] = x => -x[0],
        [("op_UnaryPlus", 1)] = x => x[0],
        [("op_LessThan", 2)] = x => (x[0] < x[1]).Then(1, 0),
        [("op_LessThanOrEqual", 2)] = x => (x[0] <= x[1]).Then(1, 0),
        [("op_GreaterThan", 2)] = x => (x[0] > x[1]).Then(1, 0),
        [("op_GreaterThanOrEqual", 2)] = x => (x[0] >= x[1]).Then(1, 0),
        [("op_BitwiseAnd", 2)] = x => Min(Truth(x[0]), Truth(x[1])),
        [("op_BitwiseOr", 2)] = x => Max(Truth(x[0]), Truth(x[1])),
        [("op_LogicalNot", 1)] = x => Condition.Equal(x[0], 0).Then(1, 0),
    }.ToImmutableDictionary();

    /// <summary>The function applied to tensors, broadcast against each other; null if it is none of these.</summary>
    public static Node? Apply(TensorCall call)
    {
        if (!Formulas.TryGetValue((call.Function, call.Count), out Func<Expr[], Expr>? formula))
            return null;
        Node[] nodes = [.. Enumerable.Range(0, call.Count).Select(call.Tensor)];
        return call.Scope.Map(formula([.. nodes.Select((_, i) => (Expr)new Expr.Input(i))]), nodes);
    }

    // (1 − x)·(1 + x) keeps the digits near 1 that 1 − x² loses
    private static Expr Asin(Expr x) => Atan(x / Sqrt((1 - x) * (1 + x)));

    // the angle of the point (x, y), from −π to π: from the axis that is nearer, so that the quotient is 1 at most and has a slope on both
    private static Expr Atan2(Expr y, Expr x)
    {
        Expr steep = (y > 0).Then(Math.PI / 2, -Math.PI / 2) - Atan(x / y), flat = Atan(y / x);
        return (Abs(x) < Abs(y)).Then(steep, (x > 0).Then(flat, (x < 0).Then((y < 0).Then(flat - Math.PI, flat + Math.PI), y * x)));
    }

    private static Expr Truth(Expr x) => Condition.Equal(x, 0).Then(0, 1);

    // sign(x) · ln(a + √(a² + 1)) for a = |x|, as ln(1 + …) so that small x keep their digits
    private static Expr Asinh(Expr x)
    {
        Expr a = Abs(x), value = Log1P(a + (a * a / (1 + Sqrt((a * a) + 1))));
        return (x < 0).Then(-value, value);
    }
}
