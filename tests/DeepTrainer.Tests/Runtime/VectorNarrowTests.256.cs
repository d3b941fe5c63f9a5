using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using DeepTrainer.Runtime;

namespace DeepTrainer.Tests;

/// <summary>All numbers of 16 and 8 bits as floats.</summary>
public unsafe class VectorNarrow256Tests
{
    private const int All = 1 << 16;

    [Fact]
    public void EveryUpperHalfOfAFloat_IsThatFloat()
    {
        ushort[] bits = Bits();
        fixed (ushort* p = bits)
        {
            for (int i = 0; i < All; i += Vector256<float>.Count)
                Same(VectorMath.Widen256((BFloat16*)p + i), lane => BitConverter.UInt32BitsToSingle((uint)bits[i + lane] << 16));
        }
    }

    [Fact]
    public void EveryHalf_IsTheSameNumberAsAFloat()
    {
        ushort[] bits = Bits();
        fixed (ushort* p = bits)
        {
            for (int i = 0; i < All; i += Vector256<float>.Count)
                Same(VectorMath.Widen256((Half*)p + i), lane => OfHalf(bits[i + lane]));
        }
    }

    [Fact]
    public void EveryByte_IsTheSameNumberAsAFloat()
    {
        sbyte[] numbers = [.. Enumerable.Range(0, 256).Select(i => (sbyte)i)];
        fixed (sbyte* p = numbers)
        {
            for (int i = 0; i < 256; i += Vector256<float>.Count)
                Same(VectorMath.Widen256(p + i), lane => numbers[i + lane]);
        }
    }

    [Fact]
    public void OneNumber_IsInAllLanes()
    {
        ushort[] bits = Bits();
        fixed (ushort* p = bits)
        {
            for (int i = 0; i < All; i += 97)
            {
                Same(VectorMath.WidenOne256((BFloat16*)p + i), _ => BitConverter.UInt32BitsToSingle((uint)bits[i] << 16));
                Same(VectorMath.WidenOne256((Half*)p + i), _ => OfHalf(bits[i]));
                Same(VectorMath.WidenOne256((sbyte*)p + i), _ => ByteOf(bits, i));
            }
        }
    }

    [Fact]
    public void NumbersAStrideApart_FillTheFirstLanes()
    {
        ushort[] bits = [.. Enumerable.Range(0, 200).Select(i => (ushort)(0x3C00 + (i * 37)))];
        fixed (ushort* p = bits)
        {
            foreach (int stride in (int[])[1, 2, 7, 11])
            {
                for (int count = 0; count <= Vector256<float>.Count; count++)
                {
                    Same(VectorMath.WidenStrided256((BFloat16*)p, stride, count), lane => lane < count ? BitConverter.UInt32BitsToSingle((uint)bits[lane * stride] << 16) : 0);
                    Same(VectorMath.WidenStrided256((Half*)p, stride, count), lane => lane < count ? (float)BitConverter.UInt16BitsToHalf(bits[lane * stride]) : 0);
                    Same(VectorMath.WidenStrided256((sbyte*)p, stride, count), lane => lane < count ? ByteOf(bits, lane * stride) : 0);
                }
            }
        }
    }

    private static float OfHalf(ushort bits) => (float)BitConverter.UInt16BitsToHalf(bits) is var value && float.IsInfinity(value) ? float.NaN : value;

    private static sbyte ByteOf(ushort[] bits, int index) => MemoryMarshal.Cast<ushort, sbyte>(bits)[index];

    private static ushort[] Bits() => [.. Enumerable.Range(0, All).Select(i => (ushort)i)];

    private static void Same(Vector256<float> actual, Func<int, float> expected)
    {
        for (int lane = 0; lane < Vector256<float>.Count; lane++)
        {
            // What is no number has several bit patterns.
            if (!float.IsNaN(expected(lane)) || !float.IsNaN(actual[lane]))
                Assert.Equal(BitConverter.SingleToInt32Bits(expected(lane)), BitConverter.SingleToInt32Bits(actual[lane]));
        }
    }
}
