using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DeepTrainer.Runtime;

// Wider vectors are put together from narrower ones: faster than gathers, and on any processor.
public static unsafe partial class VectorMath
{
    /// <summary>Loads floats that are a stride apart.</summary>
    /// <param name="p">The first float.</param>
    /// <param name="stride">The distance from one lane's float to the next one's, in floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LoadStrided128(float* p, nint stride) =>
        // Every second one, as pooling reads: two loads and a shuffle. Strides are constants, so nothing is left of the condition.
        stride == 2 && Sse.IsSupported ? Sse.Shuffle(Vector128.Load(p), Vector128.Load(p + 3), 0b11_01_10_00)
        : Vector128.Create(p[0], p[stride], p[2 * stride], p[3 * stride]);

    /// <summary>Loads floats that are a stride apart.</summary>
    /// <param name="p">The first float.</param>
    /// <param name="stride">The distance from one lane's float to the next one's, in floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadStrided256(float* p, nint stride) =>
        stride == 2 && Avx2.IsSupported
            ? Avx2.Permute4x64(Avx.Shuffle(Vector256.Load(p), Vector256.Load(p + 7), 0b11_01_10_00).AsDouble(), 0b11_01_10_00).AsSingle()
        : Vector256.Create(LoadStrided128(p, stride), LoadStrided128(p + 4 * stride, stride));

    /// <summary>Loads floats that are a stride apart.</summary>
    /// <param name="p">The first float.</param>
    /// <param name="stride">The distance from one lane's float to the next one's, in floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadStrided512(float* p, nint stride) =>
        stride == 2 && Avx512F.IsSupported
            ? Avx512F.PermuteVar16x32x2(
                Vector512.Load(p), Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 17, 19, 21, 23, 25, 27, 29, 31), Vector512.Load(p + 15))
        : Vector512.Create(LoadStrided256(p, stride), LoadStrided256(p + 8 * stride, stride));

    /// <summary>Loads floats that are a stride apart, and the three that follow each of them: a transposition in registers.</summary>
    /// <param name="p">The first float.</param>
    /// <param name="stride">The distance from one lane's float to the next one's, in floats.</param>
    /// <param name="v0">The floats.</param>
    /// <param name="v1">Those behind them.</param>
    /// <param name="v2">Those behind these.</param>
    /// <param name="v3">The last.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadStrided(float* p, nint stride, out Vector128<float> v0, out Vector128<float> v1, out Vector128<float> v2, out Vector128<float> v3)
    {
        if (!Sse2.IsSupported)
        {
            v0 = LoadStrided128(p, stride);
            v1 = LoadStrided128(p + 1, stride);
            v2 = LoadStrided128(p + 2, stride);
            v3 = LoadStrided128(p + 3, stride);
            return;
        }
        Vector128<float> row0 = Vector128.Load(p);
        Vector128<float> row1 = Vector128.Load(p + stride);
        Vector128<float> row2 = Vector128.Load(p + 2 * stride);
        Vector128<float> row3 = Vector128.Load(p + 3 * stride);
        Vector128<double> low01 = Sse.UnpackLow(row0, row1).AsDouble(), high01 = Sse.UnpackHigh(row0, row1).AsDouble();
        Vector128<double> low23 = Sse.UnpackLow(row2, row3).AsDouble(), high23 = Sse.UnpackHigh(row2, row3).AsDouble();
        v0 = Sse2.UnpackLow(low01, low23).AsSingle();
        v1 = Sse2.UnpackHigh(low01, low23).AsSingle();
        v2 = Sse2.UnpackLow(high01, high23).AsSingle();
        v3 = Sse2.UnpackHigh(high01, high23).AsSingle();
    }

    /// <summary>Loads floats that are a stride apart, and the three that follow each of them: a transposition in registers.</summary>
    /// <param name="p">The first float.</param>
    /// <param name="stride">The distance from one lane's float to the next one's, in floats.</param>
    /// <param name="v0">The floats.</param>
    /// <param name="v1">Those behind them.</param>
    /// <param name="v2">Those behind these.</param>
    /// <param name="v3">The last.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadStrided(float* p, nint stride, out Vector256<float> v0, out Vector256<float> v1, out Vector256<float> v2, out Vector256<float> v3)
    {
        if (!Avx.IsSupported)
        {
            v0 = LoadStrided256(p, stride);
            v1 = LoadStrided256(p + 1, stride);
            v2 = LoadStrided256(p + 2, stride);
            v3 = LoadStrided256(p + 3, stride);
            return;
        }
        Vector256<float> row0 = Rows256(p, 4 * stride);
        Vector256<float> row1 = Rows256(p + stride, 4 * stride);
        Vector256<float> row2 = Rows256(p + 2 * stride, 4 * stride);
        Vector256<float> row3 = Rows256(p + 3 * stride, 4 * stride);
        Vector256<double> low01 = Avx.UnpackLow(row0, row1).AsDouble(), high01 = Avx.UnpackHigh(row0, row1).AsDouble();
        Vector256<double> low23 = Avx.UnpackLow(row2, row3).AsDouble(), high23 = Avx.UnpackHigh(row2, row3).AsDouble();
        v0 = Avx.UnpackLow(low01, low23).AsSingle();
        v1 = Avx.UnpackHigh(low01, low23).AsSingle();
        v2 = Avx.UnpackLow(high01, high23).AsSingle();
        v3 = Avx.UnpackHigh(high01, high23).AsSingle();
    }

    /// <summary>Loads floats that are a stride apart, and the three that follow each of them: a transposition in registers.</summary>
    /// <param name="p">The first float.</param>
    /// <param name="stride">The distance from one lane's float to the next one's, in floats.</param>
    /// <param name="v0">The floats.</param>
    /// <param name="v1">Those behind them.</param>
    /// <param name="v2">Those behind these.</param>
    /// <param name="v3">The last.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadStrided(float* p, nint stride, out Vector512<float> v0, out Vector512<float> v1, out Vector512<float> v2, out Vector512<float> v3)
    {
        if (!Avx512F.IsSupported)
        {
            v0 = LoadStrided512(p, stride);
            v1 = LoadStrided512(p + 1, stride);
            v2 = LoadStrided512(p + 2, stride);
            v3 = LoadStrided512(p + 3, stride);
            return;
        }
        Vector512<float> row0 = Rows512(p, 4 * stride);
        Vector512<float> row1 = Rows512(p + stride, 4 * stride);
        Vector512<float> row2 = Rows512(p + 2 * stride, 4 * stride);
        Vector512<float> row3 = Rows512(p + 3 * stride, 4 * stride);
        Vector512<double> low01 = Avx512F.UnpackLow(row0, row1).AsDouble(), high01 = Avx512F.UnpackHigh(row0, row1).AsDouble();
        Vector512<double> low23 = Avx512F.UnpackLow(row2, row3).AsDouble(), high23 = Avx512F.UnpackHigh(row2, row3).AsDouble();
        v0 = Avx512F.UnpackLow(low01, low23).AsSingle();
        v1 = Avx512F.UnpackHigh(low01, low23).AsSingle();
        v2 = Avx512F.UnpackLow(high01, high23).AsSingle();
        v3 = Avx512F.UnpackHigh(high01, high23).AsSingle();
    }

    /// <summary>Stores lanes to floats that are a stride apart.</summary>
    /// <param name="value">The lanes.</param>
    /// <param name="p">Where the first goes.</param>
    /// <param name="stride">The distance from one lane's float to the next one's, in floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStrided(Vector128<float> value, float* p, nint stride)
    {
        p[0] = value.GetElement(0);
        p[stride] = value.GetElement(1);
        p[2 * stride] = value.GetElement(2);
        p[3 * stride] = value.GetElement(3);
    }

    /// <summary>Stores lanes to floats that are a stride apart.</summary>
    /// <param name="value">The lanes.</param>
    /// <param name="p">Where the first goes.</param>
    /// <param name="stride">The distance from one lane's float to the next one's, in floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStrided(Vector256<float> value, float* p, nint stride)
    {
        StoreStrided(value.GetLower(), p, stride);
        StoreStrided(value.GetUpper(), p + 4 * stride, stride);
    }

    /// <summary>Stores lanes to floats that are a stride apart.</summary>
    /// <param name="value">The lanes.</param>
    /// <param name="p">Where the first goes.</param>
    /// <param name="stride">The distance from one lane's float to the next one's, in floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStrided(Vector512<float> value, float* p, nint stride)
    {
        StoreStrided(value.GetLower(), p, stride);
        StoreStrided(value.GetUpper(), p + 8 * stride, stride);
    }

    /// <summary>Loads four floats, again and again.</summary>
    /// <param name="p">The first of them.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LoadFour128(float* p) => Vector128.Load(p);

    /// <summary>Loads four floats, again and again.</summary>
    /// <param name="p">The first of them.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadFour256(float* p) =>
        Avx.IsSupported ? Avx.BroadcastVector128ToVector256(p) : Vector256.Create(Vector128.Load(p), Vector128.Load(p));

    /// <summary>Loads four floats, again and again.</summary>
    /// <param name="p">The first of them.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadFour512(float* p) =>
        Avx512F.IsSupported ? Avx512F.BroadcastVector128ToVector512(p) : Vector512.Create(LoadFour256(p), LoadFour256(p));

#pragma warning disable CA1857 // The lane is a constant where these are inlined.
    /// <summary>One of four floats in all lanes.</summary>
    /// <param name="four">The four, again and again.</param>
    /// <param name="lane">Which, from 0 to 3: a constant.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Spread(Vector128<float> four, int lane) =>
        Avx.IsSupported ? Avx.Permute(four, (byte)(lane * 0x55)) : Vector128.Create(four.GetElement(lane));

    /// <summary>One of four floats in all lanes.</summary>
    /// <param name="four">The four, again and again.</param>
    /// <param name="lane">Which, from 0 to 3: a constant.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Spread(Vector256<float> four, int lane) =>
        Avx.IsSupported ? Avx.Permute(four, (byte)(lane * 0x55)) : Vector256.Create(four.GetElement(lane));

    /// <summary>One of four floats in all lanes.</summary>
    /// <param name="four">The four, again and again.</param>
    /// <param name="lane">Which, from 0 to 3: a constant.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Spread(Vector512<float> four, int lane) =>
        Avx512F.IsSupported ? Avx512F.Permute4x32(four, (byte)(lane * 0x55)) : Vector512.Create(four.GetElement(lane));
#pragma warning restore CA1857

    // Four floats each, so many apart.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Rows256(float* p, nint stride) => Vector256.Create(Vector128.Load(p), Vector128.Load(p + stride));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Rows512(float* p, nint stride) => Vector512.Create(Rows256(p, stride), Rows256(p + 2 * stride, stride));
}
