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
        Vector256.Create(LoadStrided128(p, stride), LoadStrided128(p + 4 * stride, stride));

    /// <summary>Loads floats that are a stride apart.</summary>
    /// <param name="p">The first float.</param>
    /// <param name="stride">The distance from one lane's float to the next one's, in floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadStrided512(float* p, nint stride) =>
        Vector512.Create(LoadStrided256(p, stride), LoadStrided256(p + 8 * stride, stride));

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
}
