namespace DeepTrainer;

/// <summary>Gives parameters their first values, by PyTorch's definitions.</summary>
public static class Initializer
{
    /// <summary>Fills a parameter.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="kind">How.</param>
    /// <param name="value">
    /// The value for <see cref="Init.Constant"/>, the standard deviation for <see cref="Init.Normal"/>, the limit for
    /// <see cref="Init.Uniform"/>, the gain for <see cref="Init.Orthogonal"/> (0 stands for 1); otherwise unused.
    /// </param>
    /// <param name="fanIn">The number of inputs that one output is connected to; at least 1.</param>
    /// <param name="fanOut">The number of outputs that one input is connected to; at least 1.</param>
    /// <param name="random">Where random numbers come from; they are drawn in row-major order.</param>
    /// <exception cref="ArgumentException"><see cref="Init.Orthogonal"/> was asked of a parameter with fewer than two dimensions.</exception>
    public static void Initialize(Parameter parameter, Init kind, double value, int fanIn, int fanOut, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(fanIn, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(fanOut, 1);
        var values = new float[parameter.Length];
        switch (kind)
        {
            case Init.PyTorch: Uniform(values, Math.Sqrt(1.0 / fanIn), random); break;
            case Init.GlorotUniform: Uniform(values, Math.Sqrt(6.0 / ((double)fanIn + fanOut)), random); break;
            case Init.GlorotNormal: Normal(values, Math.Sqrt(2.0 / ((double)fanIn + fanOut)), random); break;
            case Init.HeUniform: Uniform(values, Math.Sqrt(6.0 / fanIn), random); break;
            case Init.HeNormal: Normal(values, Math.Sqrt(2.0 / fanIn), random); break;
            case Init.LeCunUniform: Uniform(values, Math.Sqrt(3.0 / fanIn), random); break;
            case Init.LeCunNormal: Normal(values, Math.Sqrt(1.0 / fanIn), random); break;
            case Init.Orthogonal: OrthogonalMatrix.Fill(values, Rows(parameter), value.Equals(0.0) ? 1 : value, random); break;
            case Init.Normal: Normal(values, value, random); break;
            case Init.Uniform: Uniform(values, value, random); break;
            case Init.Zeros: break;
            case Init.Constant: Array.Fill(values, (float)value); break;
            default: throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such initialization.");
        }
        parameter.CopyFrom(values);
    }

    /// <summary>Sets one index of the first dimension to zero: the row of an embedding that stands for padding.</summary>
    /// <param name="parameter">The parameter, of one dimension or more.</param>
    /// <param name="row">The row, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public static void ClearRow(Parameter parameter, int row)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, parameter.Shape[0]);
        float[] values = parameter.ToArray();
        int size = values.Length / parameter.Shape[0];
        values.AsSpan(row * size, size).Clear();
        parameter.CopyFrom(values);
    }

    private static void Uniform(Span<float> values, double limit, RandomSource random)
    {
        foreach (ref float value in values)
            value = (float)((2 * random.NextDouble() - 1) * limit);
    }

    private static void Normal(Span<float> values, double deviation, RandomSource random)
    {
        foreach (ref float value in values)
            value = (float)(random.NextGaussian() * deviation);
    }

    private static int Rows(Parameter parameter) => parameter.Shape.Length >= 2
        ? parameter.Shape[0]
        : throw new ArgumentException($"Only matrices can be orthogonal, but {parameter} has {parameter.Shape.Length} dimensions.", nameof(parameter));
}
