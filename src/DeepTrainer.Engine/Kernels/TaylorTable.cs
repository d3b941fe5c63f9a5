namespace DeepTrainer.Engine.Kernels;

/// <summary>
/// An odd function that tends to 1, by its Taylor series around the nearest of a grid of points where its derivatives are tabulated.
/// Points are 1/16 apart, so that the first term left out is below 1e-17.
/// </summary>
internal sealed class TaylorTable
{
    private const int PointsPerUnit = 16;
    private const int Terms = 11;

    private readonly int limit;
    private readonly double[] coefficients;

    // expand: fills the Taylor coefficients f⁽ᵏ⁾(c)/k! at c; beyond the limit the function is 1 in float64
    private TaylorTable(int limit, Action<double, Span<double>> expand)
    {
        this.limit = limit;
        coefficients = new double[((limit * PointsPerUnit) + 1) * Terms];
        for (int point = 0; point * Terms < coefficients.Length; point++)
            expand((double)point / PointsPerUnit, coefficients.AsSpan(point * Terms, Terms));
    }

    /// <summary>The error function, which TensorPrimitives lacks.</summary>
    public static TaylorTable Erf { get; } = new(6, ExpandErf);

    /// <summary>tanh. That of TensorPrimitives gives -6e-8 at 0, so nothing is right near 0.</summary>
    public static TaylorTable Tanh { get; } = new(20, ExpandTanh);

    public void Evaluate<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = T.CreateTruncating(Of(double.CreateTruncating(x[i])));
    }

    public double Of(double x)
    {
        double a = Math.Abs(x);
        if (!(a < limit))
            return double.IsNaN(x) ? x : Math.Sign(x);
        int point = (int)((a * PointsPerUnit) + 0.5);
        ReadOnlySpan<double> c = coefficients.AsSpan(point * Terms, Terms);
        double h = a - ((double)point / PointsPerUnit), sum = c[Terms - 1];
        for (int k = Terms - 2; k >= 0; k--)
            sum = (sum * h) + c[k];
        return Math.CopySign(sum, x);
    }

    // erf⁽ᵏ⁺¹⁾(c) = 2/√π · (-1)ᵏ Hₖ(c) exp(-c²), with Hermite's polynomials Hₖ₊₁ = 2c·Hₖ - 2k·Hₖ₋₁
    private static void ExpandErf(double c, Span<double> terms)
    {
        terms[0] = SpecialFunctions.Erf(c);
        double factor = 2 / Math.Sqrt(Math.PI) * Math.Exp(-c * c), previous = 0, hermite = 1;
        for (int k = 1; k < terms.Length; k++)
        {
            factor /= k;
            terms[k] = factor * hermite;
            (previous, hermite) = (hermite, (2 * c * hermite) - (2 * (k - 1) * previous));
            factor = -factor;
        }
    }

    // f' = 1 - f²
    private static void ExpandTanh(double c, Span<double> terms)
    {
        terms[0] = Math.Tanh(c);
        for (int k = 0; k + 1 < terms.Length; k++)
        {
            double square = 0;
            for (int i = 0; i <= k; i++)
                square += terms[i] * terms[k - i];
            terms[k + 1] = ((k == 0 ? 1 : 0) - square) / (k + 1);
        }
    }
}
