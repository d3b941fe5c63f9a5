using DeepTrainer.Runtime;

namespace DeepTrainer.Tests;

public class BFloat16Tests
{
    // All finite neighbours: what lies between them goes to the nearer one, the middle to the even one.
    [Fact]
    public void Rounding_IsToTheNearest_AndToTheEvenOfTwo()
    {
        for (uint upper = 0; upper < 0x7F80; upper++)
        {
            foreach (uint sign in (uint[])[0, 0x8000])
            {
                float low = Number((sign | upper) << 16), high = Number((sign | upper) + 1 << 16);
                Assert.Equal(low, Rounded(low));
                Assert.Equal(low, Rounded(Number(((sign | upper) << 16) | 0x7FFF)));
                Assert.Equal(upper % 2 == 0 ? low : high, Rounded(Number(((sign | upper) << 16) | 0x8000)));
                Assert.Equal(high, Rounded(Number(((sign | upper) << 16) | 0x8001)));
                Assert.Equal(high, Rounded(Number(((sign | upper) << 16) | 0xFFFF)));
            }
        }
    }

    [Fact]
    public void WhatIsNoNumber_StaysSo()
    {
        Assert.True(float.IsNaN(Rounded(float.NaN)));
        // Its lower bits alone say that it is none.
        Assert.True(float.IsNaN(Rounded(Number(0x7F800001))));
        Assert.Equal(float.NegativeInfinity, Rounded(float.NegativeInfinity));
        Assert.Equal(float.PositiveInfinity, Rounded(float.MaxValue));
        Assert.True(float.IsNegative(Rounded(-0f)));
    }

    private static float Rounded(float value) => (float)(BFloat16)value;

    private static float Number(uint bits) => BitConverter.UInt32BitsToSingle(bits);
}
