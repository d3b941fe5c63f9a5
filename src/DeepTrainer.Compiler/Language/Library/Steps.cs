namespace DeepTrainer.Compiler.Language.Library;

/// <summary>Step functions, which are flat between their steps.</summary>
internal static class Steps
{
    /// <summary>x without its fraction.</summary>
    public static Expr Truncated(Expr x) => (x < 0).Then(-Functions.Floor(-x), Functions.Floor(x));

    /// <summary>To the nearest whole number; of two, to the even one.</summary>
    public static Expr Rounded(Expr x)
    {
        Expr up = Functions.Floor(x + 0.5), isOdd = up - (2 * Functions.Floor(0.5 * up));
        return Condition.Equal(x + 0.5, up).Then(up - isOdd, up);
    }

    /// <summary>a % b as C# has it: with the sign of a. The quotient may have been rounded up to the next whole number.</summary>
    public static Expr Remainder(Expr a, Expr b)
    {
        Expr rest = a - (b * Truncated(a / b));
        return (a < 0).Then((rest > 0).Then(rest - Functions.Abs(b), rest), (rest < 0).Then(rest + Functions.Abs(b), rest));
    }
}
