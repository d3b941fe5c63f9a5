namespace DeepTrainer.Engine.Kernels;

/// <summary>
/// erf by its Taylor series around the nearest of a grid of points, where it is tabulated with its derivatives
/// erf⁽ᵏ⁺¹⁾(c) = 2/√π · (-1)ᵏ Hₖ(c) exp(-c²). Terms beyond the last are below 1e-17.
/// </summary>
internal static class ErrorFunction
{
    private const int PointsPerUnit = 16;
    private const int Terms = 11;

    // erf(6) differs from 1 by 2e-17.
    private const int Limit = 6;

    private static readonly double[] Coefficients = Tabulate();

    public static void Of<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = T.CreateTruncating(Of(double.CreateTruncating(x[i])));
    }

    public static double Of(double x)
    {
        double a = Math.Abs(x);
        if (!(a < Limit))
            return double.IsNaN(x) ? x : Math.Sign(x);
        int point = (int)((a * PointsPerUnit) + 0.5);
        ReadOnlySpan<double> c = Coefficients.AsSpan(point * Terms, Terms);
        double h = a - ((double)point / PointsPerUnit), sum = c[^1];
        for (int k = Terms - 2; k >= 0; k--)
            sum = (sum * h) + c[k];
        return Math.CopySign(sum, x);
    }

    private static double[] Tabulate()
    {
        double[] table = new double[((Limit * PointsPerUnit) + 1) * Terms];
        for (int point = 0; point * Terms < table.Length; point++)
        {
            double c = (double)point / PointsPerUnit;
            Span<double> row = table.AsSpan(point * Terms, Terms);
            row[0] = SpecialFunctions.Erf(c);
            double factor = 2 / Math.Sqrt(Math.PI) * Math.Exp(-c * c), previous = 0, hermite = 1;
            for (int k = 1; k < Terms; k++)
            {
                // row[k] = erf⁽ᵏ⁾(c)/k!; Hₖ = 2c·Hₖ₋₁ - 2(k-1)·Hₖ₋₂
                factor /= k;
                row[k] = factor * hermite;
                (previous, hermite) = (hermite, -((2 * c * hermite) + (2 * (k - 1) * previous)));
            }
        }
        return table;
    }
}
