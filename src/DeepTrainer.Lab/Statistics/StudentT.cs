namespace DeepTrainer.Lab;

/// <summary>Student's t distribution.</summary>
public static class StudentT
{
    // The continued fraction gains digits with each term; this many are never needed for degrees of freedom up to a million.
    private const int MostTerms = 10_000;

    /// <summary>P(T ≤ t).</summary>
    /// <param name="t">t; −∞ and ∞ are allowed.</param>
    /// <param name="degreesOfFreedom">ν; more than 0.</param>
    public static double Cumulative(double t, double degreesOfFreedom)
    {
        double tail = TwoSided(t, degreesOfFreedom) / 2;
        return t > 0 ? 1 - tail : tail;
    }

    /// <summary>P(|T| ≥ |t|), the p-value of a two-sided test.</summary>
    /// <param name="t">t; −∞ and ∞ are allowed.</param>
    /// <param name="degreesOfFreedom">ν; more than 0.</param>
    public static double TwoSided(double t, double degreesOfFreedom)
    {
        if (!(degreesOfFreedom > 0))
            throw new ArgumentOutOfRangeException(nameof(degreesOfFreedom), degreesOfFreedom, "There must be more than 0 degrees of freedom.");
        // I_x(ν/2, 1/2) at x = ν / (ν + t²): Abramowitz and Stegun, 26.7.1 and 26.5.27.
        double sum = degreesOfFreedom + (t * t);
        return double.IsInfinity(sum) ? 0 : IncompleteBeta(degreesOfFreedom / sum, t * t / sum, degreesOfFreedom / 2, 0.5);
    }

    /// <summary>The t with P(T ≤ t) = p.</summary>
    /// <param name="p">p, in (0, 1).</param>
    /// <param name="degreesOfFreedom">ν; more than 0.</param>
    public static double Quantile(double p, double degreesOfFreedom)
    {
        if (p is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(p), p, "A probability between 0 and 1 is needed.");
        if (p < 0.5)
            return -Quantile(1 - p, degreesOfFreedom);
        double low = 0, high = 1;
        while (Cumulative(high, degreesOfFreedom) < p)
            high *= 2;
        while (high - low > 1e-14 * high)
        {
            double middle = (low + high) / 2;
            if (middle <= low || middle >= high)
                break;
            (low, high) = Cumulative(middle, degreesOfFreedom) < p ? (middle, high) : (low, middle);
        }
        return (low + high) / 2;
    }

    // The regularized incomplete beta function by its continued fraction (DLMF 8.17.22), evaluated by Lentz's method; mirrored to where it converges fast.
    // rest is 1 - x, which would lose its digits near x = 1.
    private static double IncompleteBeta(double x, double rest, double a, double b)
    {
        if (x <= 0)
            return 0;
        if (rest <= 0)
            return 1;
        if (x > (a + 1) / (a + b + 2))
            return 1 - IncompleteBeta(rest, x, b, a);
        double factor = Math.Exp((a * Math.Log(x)) + (b * Math.Log(rest)) - LogBeta(a, b)) / a;
        const double Tiny = 1e-300;
        double c = 1, d = 0, fraction = 1;
        for (int i = 0; i < MostTerms; i++)
        {
            int m = i / 2;
            double term = i == 0 ? 1
                : i % 2 == 0 ? m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)))
                : -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / NotZero(1 + (term * d));
            c = NotZero(1 + (term / c));
            fraction *= c * d;
            if (Math.Abs(1 - (c * d)) < 1e-16)
                break;
        }
        return factor * (fraction - 1);

        static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;
    }

    private static double LogBeta(double a, double b) => LogGamma(a) + LogGamma(b) - LogGamma(a + b);

    // Stirling's series (DLMF 5.11.1), whose rest is below 1e-17 from 15 on; smaller arguments are raised by Γ(z + 1) = z·Γ(z).
    private static double LogGamma(double z)
    {
        double product = 1;
        while (z < 15)
            product *= z++;
        double square = 1 / (z * z);
        double series = (1.0 / 12) - (square * ((1.0 / 360) - (square * ((1.0 / 1260) - (square * ((1.0 / 1680) - (square / 1188)))))));
        return ((z - 0.5) * Math.Log(z)) - z + (0.5 * Math.Log(2 * Math.PI)) + (series / z) - Math.Log(product);
    }
}
