namespace DeepTrainer.Compiler.Expressions;

/// <summary>Functions that .NET's Math lacks, in float64.</summary>
public static class SpecialFunctions
{
    /// <summary>
    /// The error function, to about 1e-15: its Maclaurin series for |x| below 3, the continued fraction of erfc beyond
    /// (Abramowitz and Stegun, 7.1.6 and 7.1.14).
    /// </summary>
    public static double Erf(double x)
    {
        if (double.IsNaN(x))
            return x;
        double a = Math.Abs(x);
        return Math.Sign(x) * (a < 3 ? Series(a) : a > 6 ? 1 : 1 - ContinuedFraction(a));
    }

    /// <summary>eˣ − 1 (Kahan): what rounding u = eˣ lost cancels in (u − 1)·x / ln u.</summary>
    public static double Expm1(double x)
    {
        double u = Math.Exp(x);
        return u == 1 ? x : u - 1 == -1 || double.IsInfinity(u) ? u - 1 : (u - 1) * x / Math.Log(u);
    }

    /// <summary>ln(1 + x) (Kahan): what rounding u = 1 + x lost cancels in ln u · x / (u − 1).</summary>
    public static double Log1P(double x)
    {
        double u = 1 + x;
        return u == 1 ? x : double.IsInfinity(u) ? u : Math.Log(u) * x / (u - 1);
    }

    /// <summary>√(a² + b²), without overflow in between; infinite where one is.</summary>
    public static double Hypot(double a, double b)
    {
        (a, b) = (Math.Abs(a), Math.Abs(b));
        if (double.IsInfinity(a) || double.IsInfinity(b))
            return double.PositiveInfinity;
        double large = Math.Max(a, b), ratio = Math.Min(a, b) / large;
        return large == 0 ? 0 : large * Math.Sqrt(1 + (ratio * ratio));
    }

    // erf x = 2/√π · exp(-x²) · Σ 2ⁿ x²ⁿ⁺¹ / (1·3·…·(2n+1))
    private static double Series(double x)
    {
        double term = x, sum = x;
        for (int n = 1; term > sum * 1e-17; n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    // erfc x = exp(-x²)/√π · 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …))))
    private static double ContinuedFraction(double x)
    {
        double tail = x;
        for (int n = 60; n > 0; n--)
            tail = x + (n / 2.0 / tail);
        return Math.Exp(-x * x) / Math.Sqrt(Math.PI) / tail;
    }
}
