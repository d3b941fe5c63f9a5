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
