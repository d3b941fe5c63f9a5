namespace DeepTrainer.Compiler.Expressions;

/// <summary>Short names for writing formulas: <c>0.5 * x * (1 + Erf(x / Math.Sqrt(2)))</c>.</summary>
public static class Functions
{
    public static Expr Abs(Expr x) => Operation.Abs.Of(x);

    public static Expr Min(Expr a, Expr b) => Operation.Min.Of(a, b);

    public static Expr Max(Expr a, Expr b) => Operation.Max.Of(a, b);

    public static Expr Sqrt(Expr x) => Operation.Sqrt.Of(x);

    public static Expr Exp(Expr x) => Operation.Exp.Of(x);

    public static Expr Log(Expr x) => Operation.Log.Of(x);

    public static Expr Sin(Expr x) => Operation.Sin.Of(x);

    public static Expr Cos(Expr x) => Operation.Cos.Of(x);

    public static Expr Tanh(Expr x) => Operation.Tanh.Of(x);

    public static Expr Erf(Expr x) => Operation.Erf.Of(x);

    public static Expr Floor(Expr x) => Operation.Floor.Of(x);

    public static Expr Pow(Expr x, Expr p) => Operation.Pow.Of(x, p);

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public static Expr Sigmoid(Expr x) => Operation.Sigmoid.Of(x);

    /// <summary>eˣ - 1, for small x too.</summary>
    public static Expr Expm1(Expr x) => Operation.Expm1.Of(x);

    /// <summary>ln(1 + x), for small x too.</summary>
    public static Expr Log1P(Expr x) => Operation.Log1P.Of(x);

    /// <summary>ln(1 + eˣ): never overflows.</summary>
    public static Expr Softplus(Expr x) => Operation.Softplus.Of(x);

    public static Expr Sinh(Expr x) => Operation.Sinh.Of(x);

    public static Expr Cosh(Expr x) => Operation.Cosh.Of(x);

    public static Expr Atan(Expr x) => Operation.Atan.Of(x);

    /// <summary>√(a² + b²), without overflow in between.</summary>
    public static Expr Hypot(Expr a, Expr b) => Operation.Hypot.Of(a, b);

    /// <summary>a · b + c, rounded once.</summary>
    public static Expr FusedMultiplyAdd(Expr a, Expr b, Expr c) => Operation.FusedMultiplyAdd.Of(a, b, c);

    public static Expr Clamp(Expr x, Expr min, Expr max) => Min(Max(x, min), max);
}
