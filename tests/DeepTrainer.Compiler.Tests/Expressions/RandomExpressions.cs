using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Tests.Expressions;

/// <summary>Random expressions of two inputs that are finite and of moderate size for inputs from -2 to 2.</summary>
internal static class RandomExpressions
{
    private const int Depth = 5;

    public static Gen<double> Point { get; } = Gen.Double[-2, 2];

    public static Gen<Expr> All { get; } = Gen.Recursive<Expr>((depth, inner) => depth >= Depth ? Leaf : Gen.OneOf(Leaf, Unary(inner), Binary(inner), Choice(inner)));

    private static Gen<Expr> Leaf => Gen.OneOf(
        Gen.Int[0, 1].Select(i => (Expr)new Expr.Input(i)),
        Gen.Int[-8, 8].Select(n => (Expr)(n / 4.0)));

    // Arguments are kept inside of each function's domain, and results small.
    private static Gen<Expr> Unary(Gen<Expr> inner) => Gen.Select(Gen.Int[0, 10], inner, (kind, x) => kind switch
    {
        0 => -x,
        1 => Abs(x),
        2 => Sqrt(1 + (x * x)),
        3 => Exp(Tanh(x)),
        4 => Log(2 + Sin(x)),
        5 => Sin(x),
        6 => Cos(x),
        7 => Tanh(x),
        8 => Erf(x),
        9 => Sigmoid(x),
        _ => Pow(1.5 + Sin(x), 2.5),
    });

    private static Gen<Expr> Binary(Gen<Expr> inner) => Gen.Select(Gen.Int[0, 6], inner, inner, (kind, x, y) => kind switch
    {
        0 => x + y,
        1 => x - y,
        2 => Tanh(x) * y,
        3 => x / (2 + Cos(y)),
        4 => Min(x, y),
        5 => Max(x, y),
        _ => Pow(1.5 + Cos(x), Sin(y)),
    });

    // Thresholds are quarters, so that tests can keep away from the jumps.
    private static Gen<Expr> Choice(Gen<Expr> inner) => Gen.Select(Gen.Bool, Gen.Int[-8, 8].Select(n => n / 4.0), inner, inner, (strict, threshold, x, y) =>
        strict ? (new Expr.Input(0) < threshold).Then(x, y) : (new Expr.Input(1) <= threshold).Then(x, y));
}
