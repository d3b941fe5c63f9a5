using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DeepTrainer.Runtime;

/// <summary>Loads and stores of some lanes, by masked instructions where the processor has them.</summary>
internal static unsafe class MaskedMemory
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(float* p, Vector128<float> mask, int count)
    {
        if (Avx.IsSupported)
            return Avx.MaskLoad(p, mask);
        Vector128<float> value = default;
        Copy(p, (float*)&value, count);
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> value, float* p, Vector128<float> mask, int count)
    {
        if (Avx.IsSupported)
            Avx.MaskStore(p, mask, value);
        else
            Copy((float*)&value, p, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* p, Vector256<float> mask, int count)
    {
        if (Avx.IsSupported)
            return Avx.MaskLoad(p, mask);
        Vector256<float> value = default;
        Copy(p, (float*)&value, count);
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> value, float* p, Vector256<float> mask, int count)
    {
        if (Avx.IsSupported)
            Avx.MaskStore(p, mask, value);
        else
            Copy((float*)&value, p, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* p, Vector512<float> mask, int count)
    {
        if (Avx512F.IsSupported)
            return Avx512F.MaskLoad(p, mask, Vector512<float>.Zero);
        Vector512<float> value = default;
        Copy(p, (float*)&value, count);
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, float* p, Vector512<float> mask, int count)
    {
        if (Avx512F.IsSupported)
            Avx512F.MaskStore(p, mask, value);
        else
            Copy((float*)&value, p, count);
    }

    private static void Copy(float* from, float* to, int count)
    {
        for (int i = 0; i < count; i++)
            to[i] = from[i];
    }
}
