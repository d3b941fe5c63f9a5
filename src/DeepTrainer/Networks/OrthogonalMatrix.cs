namespace DeepTrainer;

/// <summary>Random matrices with orthonormal rows or columns, as <c>torch.nn.init.orthogonal_</c> makes them.</summary>
internal static class OrthogonalMatrix
{
    /// <summary>
    /// Fills a row-major matrix: uniformly distributed among those with orthonormal rows, or columns if there are fewer of them, times a gain.
    /// </summary>
    // Gram–Schmidt of a Gaussian matrix, done twice so that rounding doesn't matter. R's diagonal is positive by construction,
    // which is what PyTorch's correction of signs after its QR decomposition achieves (Mezzadri, 2006).
    public static void Fill(Span<float> matrix, int rows, double gain, RandomSource random)
    {
        int columns = matrix.Length / rows;
        (int vectors, int length) = (Math.Min(rows, columns), Math.Max(rows, columns));
        var basis = new double[vectors][];
        for (int i = 0; i < vectors; i++)
        {
            double[] vector = basis[i] = new double[length];
            for (int k = 0; k < length; k++)
                vector[k] = random.NextGaussian();
            for (int pass = 0; pass < 2; pass++)
            {
                for (int j = 0; j < i; j++)
                    Subtract(vector, basis[j], Dot(vector, basis[j]));
            }
            double scale = 1 / Math.Sqrt(Dot(vector, vector));
            for (int k = 0; k < length; k++)
                vector[k] *= scale;
        }

        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
                matrix[row * columns + column] = (float)(gain * (rows <= columns ? basis[row][column] : basis[column][row]));
        }
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int k = 0; k < a.Length; k++)
            sum += a[k] * b[k];
        return sum;
    }

    private static void Subtract(double[] a, double[] b, double factor)
    {
        for (int k = 0; k < a.Length; k++)
            a[k] -= factor * b[k];
    }
}
