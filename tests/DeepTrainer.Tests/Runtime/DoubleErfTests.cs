using DeepTrainer.Runtime;

namespace DeepTrainer.Tests;

public class DoubleErfTests
{
    // Values to 16 digits from Abramowitz and Stegun's table 7.1 and NIST's DLMF.
    [Theory]
    [InlineData(0.1, 0.1124629160182849)]
    [InlineData(0.5, 0.5204998778130465)]
    [InlineData(1, 0.8427007929497149)]
    [InlineData(2, 0.9953222650189527)]
    [InlineData(3, 0.9999779095030014)]
    [InlineData(4, 0.9999999845827421)]
    public void Erf_HasTheTabulatedValues(double x, double expected)
    {
        Assert.Equal(expected, VectorMath.Erf(x), 1e-15);
        Assert.Equal(-expected, VectorMath.Erf(-x), 1e-15);
    }

    [Fact]
    public void Erf_IsSmooth_WhereItsFormulasMeet()
    {
        Assert.Equal(VectorMath.Erf(Math.BitDecrement(3.0)), VectorMath.Erf(3.0), 1e-15);
        Assert.Equal(1, VectorMath.Erf(6.0));
        Assert.Equal(-1, VectorMath.Erf(double.NegativeInfinity));
        Assert.True(double.IsNaN(VectorMath.Erf(double.NaN)));
        Assert.Equal(0, VectorMath.Erf(0.0));
    }
}
