using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Language.Library;

/// <summary>The logarithm of the gamma function and its derivative for positive numbers: Stirling's series some steps further on, and back by Γ(x + 1) = x · Γ(x).</summary>
internal static class GammaFunctions
{
    private const int Steps = 7;

    /// <summary>ln Γ(x).</summary>
    public static Expr LogGamma(Expr x)
    {
        // the product of the steps back would overflow for large numbers, which need none
        Expr small = Min(x, Steps), product = Enumerable.Range(1, Steps - 1).Aggregate(small, (p, k) => p * (small + k));
        return (x < Steps).Then(Series(small + Steps) - Log(product), Series(Max(x, Steps)));
    }

    private static Expr Series(Expr z)
    {
        Expr inverse = 1 / z, square = inverse * inverse;
        return ((z - 0.5) * Log(z)) - z + (0.5 * Math.Log(2 * Math.PI)) + (inverse * ((1.0 / 12) - (square * ((1.0 / 360) - (square / 1260)))));
    }

    /// <summary>ψ(x) = Γ'(x) / Γ(x).</summary>
    public static Expr Digamma(Expr x)
    {
        Expr z = x + Steps, inverse = 1 / z, square = inverse * inverse;
        Expr series = (0.5 * inverse) + (square * ((1.0 / 12) - (square * ((1.0 / 120) - (square / 252)))));
        return Log(z) - series - Enumerable.Range(1, Steps - 1).Aggregate(1 / x, (sum, k) => sum + (1 / (x + k)));
    }
}
