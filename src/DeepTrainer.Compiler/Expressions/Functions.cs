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

    public static Expr Pow(Expr x, Expr p) => Operation.Pow.Of(x, p);

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public static Expr Sigmoid(Expr x) => Operation.Sigmoid.Of(x);

    /// <summary>
    /// log(1 + eˣ) = max(x, 0) + log(1 + e^-|x|): never overflows. -|x| is written as a minimum whose derivative at 0 is that of x, so
    /// that both terms change sides at the same point and the sum's derivative there is 1/2.
    /// </summary>
    public static Expr Softplus(Expr x) => Max(x, 0) + Log(1 + Exp(Min(-x, x)));

    public static Expr Clamp(Expr x, Expr min, Expr max) => Min(Max(x, min), max);
}
