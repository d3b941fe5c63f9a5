using CsCheck;
using DeepTrainer.Runtime;

namespace DeepTrainer.Tests;

/// <summary>Weights of 16 and 8 bits, as callers see them.</summary>
public class NarrowParameterTests
{
    public static TheoryData<WeightType> Types => [WeightType.BFloat16, WeightType.Float16, WeightType.Int8];

    // [rows, columns] packed as [columns][rows + 3], its factors behind it.
    private static Parameter Matrix(WeightType type, int rows, int columns, int channels = 0) =>
        new("w", [rows, columns], new AlignedBuffer((columns * (rows + 3)) + rows + columns + 4), 4, [rows, columns], [1, rows + 3], type, (columns * (rows + 3)) + 4, channels);

    [Theory]
    [MemberData(nameof(Types))]
    public void WhatIsRead_IsTheNearestOfTheType_AndStaysSo(WeightType type) =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9], Gen.Int[0, 1], Gen.Int[0, 1000]).Each((rows, columns, channels, seed) =>
        {
            Parameter parameter = Matrix(type, rows, columns, channels);
            RandomSource random = new(seed);
            float[] values = [.. Enumerable.Range(0, rows * columns).Select(_ => (float)random.NextGaussian() * MathF.Pow(10, random.Next(5) - 3))];
            parameter.CopyFrom(values);
            float[] kept = parameter.ToArray();
            for (int i = 0; i < values.Length; i++)
            {
                float[] channel = [.. values.Where((_, k) => channels == 0 ? k / columns == i / columns : k % columns == i % columns)];
                float expected = type switch
                {
                    WeightType.BFloat16 => (float)(BFloat16)values[i],
                    WeightType.Float16 => (float)(Half)values[i],
                    _ => float.NaN,
                };
                if (type == WeightType.Int8)
                    Assert.InRange(kept[i], values[i] - (channel.Max(MathF.Abs) / 253), values[i] + (channel.Max(MathF.Abs) / 253));
                else
                    Assert.Equal(expected, kept[i]);
                Assert.Equal(kept[i], parameter[i / columns, i % columns]);
            }
            Assert.Equal(values.Zip(kept, (a, b) => MathF.Abs(a - b)).Max(), parameter.Rounding!.LargestError);
            double lost = values.Zip(kept, (a, b) => Math.Pow((double)a - b, 2)).Sum(), all = values.Sum(v => Math.Pow(v, 2));
            Assert.Equal(Math.Sqrt(lost / all), parameter.Rounding.RelativeError, 1e-5 * Math.Sqrt(lost / all));

            Parameter again = Matrix(type, rows, columns, channels);
            again.CopyFrom(kept);
            Assert.Equal(kept, again.ToArray());
            Assert.Equal(0, again.Rounding!.LargestError);
        }, iter: 200);

    [Fact]
    public void AChannelOfZeros_IsZeros_AndOneThatIsNoNumber_SpoilsItsChannelAlone()
    {
        Parameter parameter = Matrix(WeightType.Int8, 3, 2);
        parameter.CopyFrom([0, 0, 1, -127, float.NaN, 3]);
        Assert.Equal([0, 0, 1, -127, float.NaN, float.NaN], parameter.ToArray());
        parameter.CopyFrom([float.NaN, float.NaN, float.NaN, float.NaN, float.NaN, float.NaN]);
        Assert.Null(parameter.Rounding);
    }

    [Fact]
    public void AnElement_IsRoundedToItsTypeAndItsChannelsFactor()
    {
        Parameter half = Matrix(WeightType.Float16, 2, 2), numbers = Matrix(WeightType.Int8, 2, 2);
        half[1, 0] = 0.1f;
        Assert.Equal((float)(Half)0.1f, half[1, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => half[1, 0] = 70000);
        Assert.Throws<ArgumentOutOfRangeException>(() => half[1, 0] = float.PositiveInfinity);
        half[1, 0] = float.NaN;
        Assert.Equal(float.NaN, half[1, 0]);
        numbers.CopyFrom([127, 1, 12.7f, 0]);
        numbers[0, 1] = 77.4f;
        Assert.Equal(77, numbers[0, 1]);
        Assert.Contains("'w' is kept as Int8", Assert.Throws<ArgumentOutOfRangeException>(() => numbers[1, 0] = 12.8f).Message, StringComparison.Ordinal);
        Assert.Equal(12.7f, numbers[1, 0], 1e-3f);
    }

    [Fact]
    public void WhatIsTooLargeForTheType_IsRefused_AndNothingHasChanged()
    {
        Parameter half = Matrix(WeightType.Float16, 1, 2), upper = Matrix(WeightType.BFloat16, 1, 2), numbers = Matrix(WeightType.Int8, 1, 2);
        half.CopyFrom([1, 65504]);
        Assert.Contains("'w' has 65520, which Float16 can't hold", Assert.Throws<ArgumentException>(() => half.CopyFrom([2, 65520])).Message, StringComparison.Ordinal);
        Assert.Equal([1, 65504], half.ToArray());
        Assert.Throws<ArgumentException>(() => upper.CopyFrom([2, float.MaxValue]));
        upper.CopyFrom([1, 1e38f]);
        numbers.CopyFrom([1, float.MaxValue]);
        Assert.All(numbers.ToArray(), v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public void AViewThatLeavesItsBuffer_IsRefused()
    {
        // 7 halves are 3½ floats.
        _ = new Parameter("w", [7, 1], new AlignedBuffer(4), 0, [7, 1], [1, 7], WeightType.Float16, 0, 0);
        Assert.Throws<ArgumentException>(() => new Parameter("w", [9, 1], new AlignedBuffer(4), 0, [9, 1], [1, 9], WeightType.Float16, 0, 0));
        _ = new Parameter("w", [2, 2], new AlignedBuffer(3), 0, [2, 2], [2, 1], WeightType.Int8, 1, 0);
        Assert.Throws<ArgumentException>(() => new Parameter("w", [2, 2], new AlignedBuffer(3), 0, [2, 2], [2, 1], WeightType.Int8, 2, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Parameter("w", [2, 2], new AlignedBuffer(8), 0, [2, 2], [2, 1], WeightType.Int8, 1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Parameter("w", [2, 2], new AlignedBuffer(8), 0, [2, 2], [2, 1], (WeightType)9, 0, 0));
    }
}
