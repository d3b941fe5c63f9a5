using DeepTrainer.Runtime;

namespace DeepTrainer.Tests;

public class InitializerTests
{
    private const int FanIn = 300;
    private const int FanOut = 200;

    [Theory]
    [InlineData(Init.PyTorch, 1.0 / 3 / FanIn, true)]
    [InlineData(Init.GlorotUniform, 2.0 / (FanIn + FanOut), true)]
    [InlineData(Init.GlorotNormal, 2.0 / (FanIn + FanOut), false)]
    [InlineData(Init.HeUniform, 2.0 / FanIn, true)]
    [InlineData(Init.HeNormal, 2.0 / FanIn, false)]
    [InlineData(Init.LeCunUniform, 1.0 / FanIn, true)]
    [InlineData(Init.LeCunNormal, 1.0 / FanIn, false)]
    [InlineData(Init.Normal, 0.3 * 0.3, false)]
    public void RandomWeights_HaveTheMeanVarianceAndRangeOfTheirDefinition(Init kind, double variance, bool uniform)
    {
        float[] values = Filled(kind, 0.3);
        Assert.Equal(0, values.Average(), 0.01 * Math.Sqrt(variance) * 2);
        Assert.Equal(1, values.Average(value => (double)value * value) / variance, 0.02);
        double limit = Math.Sqrt(3 * variance);
        if (uniform)
            Assert.InRange(values.Max(Math.Abs), limit * 0.999, limit * 1.000001);
        else
            Assert.True(values.Max(Math.Abs) > limit * 1.5);
    }

    [Theory]
    [InlineData(5, 8)]
    [InlineData(8, 5)]
    [InlineData(6, 6)]
    public void OrthogonalWeights_HaveOrthonormalRowsOrColumns(int rows, int columns)
    {
        Parameter p = Weights(rows, columns);
        Initializer.Initialize(p, Init.Orthogonal, 0, columns, rows, new RandomSource(1));
        bool byRow = rows <= columns;
        for (int i = 0; i < Math.Min(rows, columns); i++)
        {
            for (int j = 0; j < Math.Min(rows, columns); j++)
            {
                double dot = Enumerable.Range(0, Math.Max(rows, columns)).Sum(k => byRow ? (double)p[i, k] * p[j, k] : (double)p[k, i] * p[k, j]);
                Assert.Equal(i == j ? 1 : 0, dot, 1e-6);
            }
        }
    }

    [Fact]
    public void OrthogonalWeights_AreScaledByAGain()
    {
        Parameter one = Weights(3, 5), other = Weights(3, 5);
        Initializer.Initialize(one, Init.Orthogonal, 0, 5, 3, new RandomSource(1));
        Initializer.Initialize(other, Init.Orthogonal, 0.25, 5, 3, new RandomSource(1));
        Assert.Equal(Array.ConvertAll(one.ToArray(), w => 0.25f * w), other.ToArray());
    }

    [Fact]
    public void ConstantsAndZeros_AreThat()
    {
        Assert.All(Filled(Init.Constant, 0.25), value => Assert.Equal(0.25f, value));
        Assert.All(Filled(Init.Zeros), value => Assert.Equal(0, value));
    }

    [Fact]
    public void TheSameSeed_GivesTheSameWeights_WhateverTheirLayout()
    {
        Parameter rowMajor = new("w", [3, 4], new AlignedBuffer(12), 0, [4, 1]);
        Parameter columnMajor = new("w", [3, 4], new AlignedBuffer(12), 0, [1, 3]);
        Initializer.Initialize(rowMajor, Init.HeNormal, 0, 4, 3, new RandomSource(9));
        Initializer.Initialize(columnMajor, Init.HeNormal, 0, 4, 3, new RandomSource(9));
        Assert.Equal(rowMajor.ToArray(), columnMajor.ToArray());
    }

    [Fact]
    public void ARow_CanBeCleared()
    {
        Parameter p = new("table", [3, 2], new AlignedBuffer(6), 0, [1, 3]);
        p.CopyFrom([1, 2, 3, 4, 5, 6]);
        Initializer.ClearRow(p, 1);
        Assert.Equal([1, 2, 0, 0, 5, 6], p.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => Initializer.ClearRow(p, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Initializer.ClearRow(p, -1));
    }

    [Fact]
    public void AVector_CannotBeOrthogonal() =>
        Assert.Throws<ArgumentException>(() =>
            Initializer.Initialize(new Parameter("b", [3], new AlignedBuffer(3), 0, [1]), Init.Orthogonal, 0, 3, 3, new RandomSource(1)));

    private static float[] Filled(Init kind, double value = 0)
    {
        Parameter parameter = Weights(FanOut, FanIn);
        Initializer.Initialize(parameter, kind, value, FanIn, FanOut, new RandomSource(11));
        return parameter.ToArray();
    }

    private static Parameter Weights(int rows, int columns) => new("w", [rows, columns], new AlignedBuffer(rows * columns), 0, [columns, 1]);
}
