namespace DeepTrainer.Tests;

/// <summary>Functions of single numbers.</summary>
public class FunctionalTests
{
    [Theory]
    [InlineData(-200f)]
    [InlineData(-1.5f)]
    [InlineData(-1e-6f)]
    [InlineData(0f)]
    [InlineData(0.3f)]
    [InlineData(2.5f)]
    [InlineData(90f)]
    public void TheyAreWhatTheirFormulasSay(float x)
    {
        Close(1 / (1 + Math.Exp(-x)), Functional.Sigmoid(x));
        Close(x > 30 ? x : Math.Log(1 + Math.Exp(x)), Functional.Softplus(x));
        Close(x * (double)x, Functional.Square(x));
        Close(Math.Floor(x), Functional.Floor(x));
        Close(Math.Ceiling(x), Functional.Ceiling(x));
        Close(Math.Round(x), Functional.Round(x));
        Close(Math.Sign(x), Functional.Sign(x));
        Close(Math.Asinh(x), Functional.Asinh(x));
        Close(Math.Acosh(1 + Math.Abs(x)), Functional.Acosh(1 + Math.Abs(x)));
        Close(Math.Atanh(Math.Tanh(x / 100)), Functional.Atanh((float)Math.Tanh(x / 100)));
        Close(1 / Math.Sqrt(1 + Math.Abs(x)), Functional.Rsqrt(1 + MathF.Abs(x)));
    }

    [Fact]
    public void TheErrorFunction_IsThatOfTables() =>
        Assert.All([(0f, 0), (0.5f, 0.5204998778), (-1f, -0.8427007929), (2f, 0.9953222650)], p => Close(p.Item2, Functional.Erf(p.Item1)));

    [Fact]
    public void NaNGoesThrough() =>
        Assert.True(float.IsNaN(Functional.Sign(float.NaN)) && float.IsNaN(Functional.Sigmoid(float.NaN)) && float.IsNaN(Functional.Softplus(float.NaN)));

    private static void Close(double expected, float actual) =>
        Assert.InRange(actual, expected - (2e-6 * Math.Max(0.5, Math.Abs(expected))), expected + (2e-6 * Math.Max(0.5, Math.Abs(expected))));
}
