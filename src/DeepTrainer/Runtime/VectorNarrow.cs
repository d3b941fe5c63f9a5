using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DeepTrainer.Runtime;

// Integers of 16 and 8 bits → of 32.
public static unsafe partial class VectorMath
{
    // 2¹¹²: what halves' exponents are less than those of floats.
    private const float HalfScale = 5.192297e33f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Widened128(short* p) => Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<long>(p)).AsInt16());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Widened256(short* p) => Avx2.IsSupported ? Avx2.ConvertToVector256Int32(p) : Vector256.Create(Widened128(p), Widened128(p + 4));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Widened512(short* p) =>
        Avx512F.IsSupported ? Avx512F.ConvertToVector512Int32(Vector256.Load(p)) : Join(Widened256(p), Widened256(p + 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Widened128(sbyte* p) =>
        Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<int>(p)).AsSByte()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Widened256(sbyte* p) => Avx2.IsSupported ? Avx2.ConvertToVector256Int32(p) : Vector256.Create(Widened128(p), Widened128(p + 4));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Widened512(sbyte* p) =>
        Avx512F.IsSupported ? Avx512F.ConvertToVector512Int32(Vector128.Load(p)) : Join(Widened256(p), Widened256(p + 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Join(Vector256<int> lower, Vector256<int> upper) => lower.ToVector512Unsafe().WithUpper(upper);
}
