using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DeepTrainer.Runtime;

/// <summary>Maxima and minima in which a NaN wins: lane by lane, and across a vector's lanes.</summary>
public static partial class VectorMath
{
    // VFIXUPIMM's table, four bits for each kind of number: of quiet and signalling NaN (the lowest two) the second operand, of others the first.
    private const int TakeNaN = 0x11;

    /// <summary>The larger number, NaN where one is: as <see cref="Max(Vector256{float}, Vector256{float})"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(float a, float b) => float.IsNaN(a) ? a : float.MaxNative(a, b);

    /// <summary>The smaller number, NaN where one is: as <see cref="Min(Vector256{float}, Vector256{float})"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Min(float a, float b) => float.IsNaN(a) ? a : float.MinNative(a, b);

    /// <summary>The largest lane; NaN if one is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Vector128<float> x)
    {
        x = Max(x, Vector128.Shuffle(x, Vector128.Create(2, 3, 0, 1)));
        return Max(x, Vector128.Shuffle(x, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    /// <summary>The largest lane; NaN if one is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Vector256<float> x) => Max(Max(x.GetLower(), x.GetUpper()));

    /// <summary>The largest lane; NaN if one is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Vector512<float> x) => Max(Max(x.GetLower(), x.GetUpper()));

    // What the second vector is where it's NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> NumberOrNaN(Vector128<float> number, Vector128<float> x) => Vector128.ConditionalSelect(Vector128.Equals(x, x), number, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> NumberOrNaN(Vector256<float> number, Vector256<float> x) => Vector256.ConditionalSelect(Vector256.Equals(x, x), number, x);

    // AVX-512 has an instruction for it; comparing and selecting take twice its time. Narrower kernels may run where it is missing, and
    // NativeAOT would ask at every call whether it is.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> NumberOrNaN(Vector512<float> number, Vector512<float> x) => Avx512F.IsSupported
        ? Avx512F.Fixup(number, x, Vector512.Create(TakeNaN), 0)
        : Vector512.ConditionalSelect(Vector512.Equals(x, x), number, x);
}
