namespace DeepTrainer.Compiler.Tests.Optimizers;

/// <summary>Row-major matrices in float64, with the plainest loops.</summary>
internal static class Matrices
{
    public static double Norm(double[] x) => Math.Sqrt(x.Sum(v => v * v));

    /// <summary>The iteration as Jordan prints it: the smaller side first, then X ← aX + (bA + cA²)X with A = X·Xᵀ.</summary>
    public static double[] NewtonSchulz(double[] g, int rows, int steps, double epsilon)
    {
        int columns = g.Length / rows;
        bool transposed = rows > columns;
        double[] x = transposed ? Transpose(g, rows) : [.. g];
        int side = Math.Min(rows, columns);
        double norm = Math.Max(Norm(g), epsilon);
        x = [.. x.Select(v => v / norm)];
        for (int step = 0; step < steps; step++)
        {
            double[] a = Product(x, Transpose(x, side), side);
            double[] b = Sum(-4.7750, a, 2.0315, Product(a, a, side));
            x = Sum(3.4445, x, 1, Product(b, x, side));
        }
        return transposed ? Transpose(x, side) : x;
    }

    private static double[] Transpose(double[] x, int rows)
    {
        int columns = x.Length / rows;
        double[] y = new double[x.Length];
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
                y[(c * rows) + r] = x[(r * columns) + c];
        }
        return y;
    }

    // a: [rows, inner]   b: [inner, columns]
    private static double[] Product(double[] a, double[] b, int rows)
    {
        int inner = a.Length / rows, columns = b.Length / inner;
        double[] y = new double[rows * columns];
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                for (int k = 0; k < inner; k++)
                    y[(r * columns) + c] += a[(r * inner) + k] * b[(k * columns) + c];
            }
        }
        return y;
    }

    private static double[] Sum(double p, double[] x, double q, double[] y) => [.. x.Zip(y, (a, b) => (p * a) + (q * b))];
}
