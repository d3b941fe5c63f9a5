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
        : Join(LoadStrided256(p, stride), LoadStrided256(p + 8 * stride, stride));

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
        Avx512F.IsSupported ? Avx512F.BroadcastVector128ToVector512(p) : Join(LoadFour256(p), LoadFour256(p));

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

    // The first two floats of each four, in turn with those of others; and the last two.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> InterleaveLow(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b) : Vector128.Create(a.GetElement(0), b.GetElement(0), a.GetElement(1), b.GetElement(1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> InterleaveHigh(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b) : Vector128.Create(a.GetElement(2), b.GetElement(2), a.GetElement(3), b.GetElement(3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> InterleaveLow(Vector256<float> a, Vector256<float> b) => Avx.IsSupported ? Avx.UnpackLow(a, b)
        : Vector256.Create(InterleaveLow(a.GetLower(), b.GetLower()), InterleaveLow(a.GetUpper(), b.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> InterleaveHigh(Vector256<float> a, Vector256<float> b) => Avx.IsSupported ? Avx.UnpackHigh(a, b)
        : Vector256.Create(InterleaveHigh(a.GetLower(), b.GetLower()), InterleaveHigh(a.GetUpper(), b.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> InterleaveLow(Vector512<float> a, Vector512<float> b) => Avx512F.IsSupported ? Avx512F.UnpackLow(a, b)
        : Join(InterleaveLow(a.GetLower(), b.GetLower()), InterleaveLow(a.GetUpper(), b.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> InterleaveHigh(Vector512<float> a, Vector512<float> b) => Avx512F.IsSupported ? Avx512F.UnpackHigh(a, b)
        : Join(InterleaveHigh(a.GetLower(), b.GetLower()), InterleaveHigh(a.GetUpper(), b.GetUpper()));

    // Four floats of each fourth row, and none of rows from a count on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Rows128(float* p, nint stride, int row, int count) => row < count ? Vector128.Load(p + row * stride) : default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Rows256(float* p, nint stride, int row, int count) =>
        Vector256.Create(Rows128(p, stride, row, count), Rows128(p, stride, row + 4, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Rows512(float* p, nint stride, int row, int count) =>
        Join(Rows256(p, stride, row, count), Rows256(p, stride, row + 8, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SetRows(Vector128<float> value, float* p, nint stride, int row, int count)
    {
        if (row < count)
            value.Store(p + row * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SetRows(Vector256<float> value, float* p, nint stride, int row, int count)
    {
        SetRows(value.GetLower(), p, stride, row, count);
        SetRows(value.GetUpper(), p, stride, row + 4, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SetRows(Vector512<float> value, float* p, nint stride, int row, int count)
    {
        SetRows(value.GetLower(), p, stride, row, count);
        SetRows(value.GetUpper(), p, stride, row + 8, count);
    }

    // Vector512.Create(lower, upper) begins with a vector that was never set: in a loop, the JIT saves it on the stack in every turn.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Join(Vector256<float> lower, Vector256<float> upper) => lower.ToVector512Unsafe().WithUpper(upper);
}
