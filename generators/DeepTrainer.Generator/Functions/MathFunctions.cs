using DeepTrainer.Compiler.Language.Library;
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
        [("Acos", 1)] = x => Formula("Acos", x),
        [("Acosh", 1)] = x => Formula("Acosh", x),
        [("Asin", 1)] = x => Formula("Asin", x),
        [("Asinh", 1)] = x => Formula("Asinh", x),
        [("Atan", 1)] = x => Formula("Atan", x),
        [("Atan2", 2)] = x => Formula("Atan2", x),
        [("Atanh", 1)] = x => Formula("Atanh", x),
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
        [("MaxNumber", 2)] = x => IfNumbers(x, Max(x[0], x[1])),
        [("Min", 2)] = x => Min(x[0], x[1]),
        [("MinNumber", 2)] = x => IfNumbers(x, Min(x[0], x[1])),
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

    // Steps, which are flat in between, and functions whose slope is infinite somewhere: not learned through. An update rule need not be.
    private static readonly Dictionary<(string Name, int Arity), Func<Expr[], Expr>> WithoutSlope = new()
    {
        [("Cbrt", 1)] = x => CubeRoot(x[0]),
        [("Ceiling", 1)] = x => -Floor(-x[0]),
        [("CopySign", 2)] = x => IsNegative(x[1]).Then(-Abs(x[0]), Abs(x[0])),
        [("Floor", 1)] = x => Floor(x[0]),
        [("Round", 1)] = x => Steps.Rounded(x[0]),
        [("Truncate", 1)] = x => Steps.Truncated(x[0]),
    };

    private static readonly Dictionary<string, Func<Expr, Condition>> Tests = new(StringComparer.Ordinal)
    {
        ["IsFinite"] = x => Abs(x) <= float.MaxValue,
        ["IsInfinity"] = x => Abs(x) > float.MaxValue,
        ["IsNaN"] = x => IsNaN(x),
        ["IsNegative"] = IsNegative,
        ["IsNegativeInfinity"] = x => x < -float.MaxValue,
        ["IsPositiveInfinity"] = x => x > float.MaxValue,
    };

    /// <summary>The names, for messages.</summary>
    public static string Names(bool needsSlope) => string.Join(", ", Table.Keys.Concat(needsSlope ? [] : WithoutSlope.Keys).Select(k => k.Name)
        .Concat(needsSlope ? [] : Tests.Keys).Distinct().OrderBy(n => n, StringComparer.Ordinal));

    /// <summary>The question asked, or null if it is none that has an expression.</summary>
    public static Condition? Test(string name, Expr[] arguments) =>
        arguments.Length == 1 && Tests.TryGetValue(name, out Func<Expr, Condition>? test) ? test(arguments[0]) : null;

    /// <summary>The function applied, or null if it has no expression.</summary>
    public static Expr? Apply(string name, Expr[] arguments, bool needsSlope) =>
        Table.TryGetValue((name, arguments.Length), out Func<Expr[], Expr>? function) || (!needsSlope && WithoutSlope.TryGetValue((name, arguments.Length), out function))
            ? function(arguments)
            : null;

    /// <summary>(int)x as C# has it: without its fraction, at the type's limits beyond them, and 0 for NaN.</summary>
    public static Expr Whole(Expr x, double min, double max) => Condition.Equal(x, x).Then(Clamp(Steps.Truncated(x), min, max), 0);

    // What functions of tensors have under the same name.
    private static Expr Formula(string name, Expr[] arguments) => Elementwise.Formulas[(name, arguments.Length)](arguments);

    // |x|^(1/3) with a step of Newton's, for 1/3 is no float: r - (r³ - |x|) / 3r². Zeros and infinities, which are twice themselves, are their own roots.
    private static Expr CubeRoot(Expr x)
    {
        Expr size = Abs(x), root = Pow(size, 1.0 / 3), refined = root - ((root - (size / (root * root))) / 3);
        return Condition.Equal(x + x, x).Then(x, (x < 0).Then(-refined, refined));
    }

    // 1/x tells the sign of a zero.
    private static Condition IsNegative(Expr x) => Condition.Equal(x, 0).Then(1 / x, x) < 0;

    // What is not a number is not equal to itself.
    private static Condition IsNaN(Expr x) => Condition.Equal(Condition.Equal(x, x).Then(0, 1), 1);

    private static Expr IfNumbers(Expr[] x, Expr both) =>
        Condition.Equal(x[0], x[0]).Then(Condition.Equal(x[1], x[1]).Then(both, x[0]), x[1]);
}
