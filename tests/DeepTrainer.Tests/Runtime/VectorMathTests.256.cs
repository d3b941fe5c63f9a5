using System.Runtime.Intrinsics;
using DeepTrainer.Runtime;

namespace DeepTrainer.Tests;

public class VectorMath256Tests
{
    private const int PerOctave = 4096;

    [Fact]
    public void Exp_IsWithinTwoUlp() => Check(VectorMath.Exp, VectorMath.Exp, Math.Exp, -104, 89, 2);

    [Fact]
    public void Log_IsWithinTwoUlp_SubnormalsIncluded() => Check(VectorMath.Log, VectorMath.Log, Math.Log, 0, float.MaxValue, 2);

    [Fact]
    public void Tanh_IsWithinThreeUlp() => Check(VectorMath.Tanh, VectorMath.Tanh, Math.Tanh, float.MinValue, float.MaxValue, 3);

    [Fact]
    public void Sigmoid_IsWithinThreeUlp() => Check(VectorMath.Sigmoid, VectorMath.Sigmoid, x => 1 / (1 + Math.Exp(-x)), float.MinValue, float.MaxValue, 3);

    [Fact]
    public void Expm1_IsWithinTwoUlp() => Check(VectorMath.Expm1, VectorMath.Expm1, VectorMath.Expm1, float.MinValue, float.MaxValue, 2);

    [Fact]
    public void Log1P_IsWithinTwoUlp() => Check(VectorMath.Log1P, VectorMath.Log1P, VectorMath.Log1P, -1, float.MaxValue, 2);

    [Fact]
    public void Softplus_IsWithinFourUlp() => Check(VectorMath.Softplus, VectorMath.Softplus, VectorMath.Softplus, float.MinValue, float.MaxValue, 4);

    [Fact]
    public void Sinh_IsWithinThreeUlp() => Check(VectorMath.Sinh, VectorMath.Sinh, Math.Sinh, float.MinValue, float.MaxValue, 3);

    [Fact]
    public void Cosh_IsWithinTwoUlp() => Check(VectorMath.Cosh, VectorMath.Cosh, Math.Cosh, float.MinValue, float.MaxValue, 2);

    [Fact]
    public void Atan_IsWithinThreeUlp() => Check(VectorMath.Atan, VectorMath.Atan, Math.Atan, float.MinValue, float.MaxValue, 3);

    [Fact]
    public void Hypot_IsWithinTwoUlp_WithoutOverflowInBetween()
    {
        foreach (float other in new[] { 0, 1e-45f, 1e-20f, 0.7f, 3, 1e20f, 2e38f })
        {
            Check(x => VectorMath.Hypot(x, Vector256.Create(other)), x => VectorMath.Hypot(x, other), x => double.Hypot(x, other),
                float.MinValue, float.MaxValue, 2);
        }
    }

    [Theory]
    [InlineData(float.NegativeInfinity, -1f, float.NaN, 0f, float.NegativeInfinity, float.PositiveInfinity)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity, float.PositiveInfinity, float.PositiveInfinity, float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(float.NaN, float.NaN, float.NaN, float.NaN, float.NaN, float.NaN)]
    public void Limits_AreThoseOfTheFunctions(float x, float expm1, float log1p, float softplus, float sinh, float cosh)
    {
        Vector256<float> v = Vector256.Create(x);
        Same(expm1, VectorMath.Expm1(v));
        Same(log1p, VectorMath.Log1P(v));
        Same(softplus, VectorMath.Softplus(v));
        Same(sinh, VectorMath.Sinh(v));
        Same(cosh, VectorMath.Cosh(v));
        Same(MathF.Atan(x), VectorMath.Atan(v));
        Same(float.NegativeInfinity, VectorMath.Log1P(Vector256.Create(-1f)));
        Same(float.IsNaN(x) ? float.NaN : float.PositiveInfinity, VectorMath.Hypot(v, Vector256.Create(1f)));
    }

    [Fact]
    public void MaxAndMin_GiveNaN_WhereOneIs()
    {
        Vector256<float> nan = Vector256.Create(float.NaN), one = Vector256<float>.One;
        foreach ((Vector256<float> a, Vector256<float> b) in new[] { (nan, one), (one, nan), (nan, nan) })
        {
            Same(float.NaN, VectorMath.Max(a, b));
            Same(float.NaN, VectorMath.Min(a, b));
            Assert.True(float.IsNaN(VectorMath.Max(a.ToScalar(), b.ToScalar())));
            Assert.True(float.IsNaN(VectorMath.Min(a.ToScalar(), b.ToScalar())));
        }
        Same(2, VectorMath.Max(one, one + one));
        Same(1, VectorMath.Min(one, one + one));
        Assert.True(float.IsNaN(VectorMath.Max(one.WithElement(Vector256<float>.Count - 1, float.NaN))));
        Assert.Equal(3, VectorMath.Max(one.WithElement(1, 3)));
    }

    [Fact]
    public void Erf_IsWithinTwoUlp() => Check(VectorMath.Erf, VectorMath.Erf, VectorMath.Erf, float.MinValue, float.MaxValue, 2);

    [Fact]
    public void Sin_IsWithinTwoUlp_WhereReductionIsExact() => Check(VectorMath.Sin, VectorMath.Sin, Math.Sin, -8192, 8192, 2);

    [Fact]
    public void Cos_IsWithinTwoUlp_WhereReductionIsExact() => Check(VectorMath.Cos, VectorMath.Cos, Math.Cos, -8192, 8192, 2);

    [Fact]
    public void SinAndCos_AreRight_BeyondReduction()
    {
        Check(VectorMath.Sin, VectorMath.Sin, Math.Sin, 8192, 1e9f, 2);
        Check(VectorMath.Cos, VectorMath.Cos, Math.Cos, 8192, 1e9f, 2);
    }

    [Fact]
    public void SinAndCos_AreWithinFourUlp_NextToMultiplesOfHalfPi()
    {
        double worst = 0;
        for (int n = -5215; n <= 5215; n++)
        {
            float x = (float)(n * (Math.PI / 2));
            worst = Math.Max(worst, Ulp.Distance(VectorMath.Sin(Vector256.Create(x)).ToScalar(), Math.Sin(x)));
            worst = Math.Max(worst, Ulp.Distance(VectorMath.Cos(Vector256.Create(x)).ToScalar(), Math.Cos(x)));
        }
        Assert.True(worst <= 4, $"{worst} ulp");
    }

    [Theory]
    [InlineData(float.NegativeInfinity, 0f)]
    [InlineData(-104f, 0f)]
    [InlineData(-1e30f, 0f)]
    [InlineData(0f, 1f)]
    [InlineData(88.73f, float.PositiveInfinity)]
    [InlineData(1e30f, float.PositiveInfinity)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(float.NaN, float.NaN)]
    public void Exp_HasTheRightLimits(float x, float expected) => Same(expected, VectorMath.Exp(Vector256.Create(x)));

    [Theory]
    [InlineData(0f, float.NegativeInfinity)]
    [InlineData(1f, 0f)]
    [InlineData(-1f, float.NaN)]
    [InlineData(-1e-40f, float.NaN)]
    [InlineData(float.NegativeInfinity, float.NaN)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(float.NaN, float.NaN)]
    public void Log_HasTheRightLimits(float x, float expected) => Same(expected, VectorMath.Log(Vector256.Create(x)));

    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(9.1f, 1f)]
    [InlineData(-9.1f, -1f)]
    [InlineData(float.PositiveInfinity, 1f)]
    [InlineData(float.NegativeInfinity, -1f)]
    [InlineData(float.NaN, float.NaN)]
    public void TanhAndErf_HaveTheRightLimits(float x, float expected)
    {
        Same(expected, VectorMath.Tanh(Vector256.Create(x)));
        Same(expected, VectorMath.Erf(Vector256.Create(x)));
    }

    [Fact]
    public void NegativeZero_IsTakenAsZero_AndKeptByTanhAndErf()
    {
        Vector256<float> zero = Vector256.Create(-0f);
        Same(1, VectorMath.Exp(zero));
        Same(float.NegativeInfinity, VectorMath.Log(zero));
        Same(-0f, VectorMath.Tanh(zero));
        Same(-0f, VectorMath.Erf(zero));
        Same(1, VectorMath.Cos(zero));
    }

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(float.NaN)]
    public void SinAndCos_OfNoAngle_AreNotANumber(float x)
    {
        Same(float.NaN, VectorMath.Sin(Vector256.Create(x)));
        Same(float.NaN, VectorMath.Cos(Vector256.Create(x)));
    }

    [Fact]
    public void ALaneBeyondReduction_DoesNotChangeTheOthers()
    {
        Vector256<float> mixed = Vector256.Create(1.5f).WithElement(1, 1e6f).WithElement(2, float.NaN);
        Assert.Equal(VectorMath.Sin(Vector256.Create(1.5f)).ToScalar(), VectorMath.Sin(mixed).GetElement(0));
        Assert.Equal(MathF.Sin(1e6f), VectorMath.Sin(mixed).GetElement(1), 1e-6f);
        Assert.Equal(VectorMath.Cos(Vector256.Create(1.5f)).ToScalar(), VectorMath.Cos(mixed).GetElement(0));
    }

    [Fact]
    public void Pow_IsWithinOneUlp()
    {
        var random = new RandomSource(3);
        double worst = 0;
        for (int i = 0; i < 200_000; i++)
        {
            float x = (float)Math.Exp((random.NextDouble() - 0.5) * 40);
            float y = (float)((random.NextDouble() - 0.5) * 8);
            worst = Math.Max(worst, Ulp.Distance(VectorMath.Pow(Vector256.Create(x), Vector256.Create(y)).ToScalar(), Math.Pow(x, y)));
        }
        Assert.True(worst <= 1, $"{worst} ulp");
    }

    [Fact]
    public void Pow_HasTheSpecialCasesOfMathF()
    {
        float[] values = [0, -0f, 1, -1, 2, -2, 3, -3, 0.5f, -0.5f, 1.5f, -2.5f, 16777216, 16777217, -8388609, 1e30f, -1e30f, 1e-40f,
            float.PositiveInfinity, float.NegativeInfinity, float.NaN];
        foreach (float x in values)
        {
            foreach (float y in values)
            {
                float expected = MathF.Pow(x, y);
                float actual = VectorMath.Pow(Vector256.Create(x), Vector256.Create(y)).ToScalar();
                bool same = float.IsNaN(expected) ? float.IsNaN(actual)
                    : float.IsNegative(actual) == float.IsNegative(expected) && Ulp.Distance(actual, expected) <= 1;
                Assert.True(same, $"pow({x:R}, {y:R}) = {actual:R}, not {expected:R}");
                Assert.Equal(BitConverter.SingleToInt32Bits(actual), BitConverter.SingleToInt32Bits(VectorMath.Pow(x, y)));
            }
        }
    }

    [Fact]
    public void Uniform_GivesEveryLaneWhatItsCounterGivesAlone()
    {
        for (uint start = 0; start < 100_000; start += 977)
        {
            Vector256<uint> counters = Vector256.Create(start) + Vector256<uint>.Indices;
            Vector256<float> lanes = VectorMath.Uniform(counters, 12345);
            for (int i = 0; i < Vector256<float>.Count; i++)
                Assert.Equal(VectorMath.Uniform(start + (uint)i, 12345), lanes.GetElement(i));
        }
    }

    private static void Check(
        Func<Vector256<float>, Vector256<float>> vector, Func<float, float> scalar, Func<double, double> exact, float from, float to, double bound)
    {
        double worst = 0;
        float worstAt = 0;
        Span<float> lanes = stackalloc float[Vector256<float>.Count];
        foreach (float[] chunk in Ulp.Sweep(from, to, PerOctave).Chunk(Vector256<float>.Count))
        {
            chunk.CopyTo(lanes);
            Vector256<float> results = vector(Vector256.Create(lanes));
            for (int i = 0; i < chunk.Length; i++)
            {
                float result = results.GetElement(i);
                double distance = Ulp.Distance(result, exact(chunk[i]));
                if (distance > worst)
                    (worst, worstAt) = (distance, chunk[i]);
                if (BitConverter.SingleToInt32Bits(result) != BitConverter.SingleToInt32Bits(scalar(chunk[i])))
                    Assert.Fail($"{chunk[i]:R} gives {result:R} in a vector and {scalar(chunk[i]):R} alone");
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"worst: {worst:F3} ulp at {worstAt:R}");
        Assert.True(worst <= bound, $"{worst} ulp at {worstAt:R}");
    }

    private static void Same(float expected, Vector256<float> actual)
    {
        for (int i = 0; i < Vector256<float>.Count; i++)
        {
            if (float.IsNaN(expected))
                Assert.True(float.IsNaN(actual.GetElement(i)));
            else
                Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(actual.GetElement(i)));
        }
    }
}
