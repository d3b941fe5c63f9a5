using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DeepTrainer.Runtime;

/// <summary>Combinations across a vector's lanes that .NET lacks.</summary>
public static partial class VectorMath
{
    /// <summary>The largest lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Vector128<float> x)
    {
        x = Vector128.MaxNative(x, Vector128.Shuffle(x, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MaxNative(x, Vector128.Shuffle(x, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    /// <summary>The largest lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Vector256<float> x) => Max(Vector128.MaxNative(x.GetLower(), x.GetUpper()));

    /// <summary>The largest lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Vector512<float> x) => Max(Vector256.MaxNative(x.GetLower(), x.GetUpper()));
}
