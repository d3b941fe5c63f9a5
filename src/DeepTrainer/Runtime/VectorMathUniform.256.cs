using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DeepTrainer.Runtime;

public static partial class VectorMath
{
    /// <summary>Random numbers in [0, 1), multiples of 2⁻²⁴: the same for the same counter and key, as <see cref="Uniform(uint, uint)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Uniform(Vector256<uint> counter, uint key)
    {
        Vector256<uint> hash = Mix(Mix(counter ^ Vector256.Create(key)) + Vector256.Create(SecondKey(key)));
        return Vector256.ConvertToSingle((hash >> 8).AsInt32()) * Vector256.Create(UniformStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Mix(Vector256<uint> x)
    {
        x ^= x >> 16;
        x *= Vector256.Create(MixFactor1);
        x ^= x >> 15;
        x *= Vector256.Create(MixFactor2);
        return x ^ (x >> 16);
    }
}
