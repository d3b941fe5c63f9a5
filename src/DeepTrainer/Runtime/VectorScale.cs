using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DeepTrainer.Runtime;

// x·2ⁿ, rounded once: an instruction of AVX-512, or a product with each half of the power. n is given as floats and as integers.
public static partial class VectorMath
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Scale(Vector128<float> x, Vector128<float> n, Vector128<int> integers) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.Scale(x, n) : ScaleByHalves(x, integers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Scale(Vector256<float> x, Vector256<float> n, Vector256<int> integers) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.Scale(x, n) : ScaleByHalves(x, integers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Scale(Vector512<float> x, Vector512<float> n, Vector512<int> integers) =>
        Avx512F.IsSupported ? Avx512F.Scale(x, n) : ScaleByHalves(x, integers);
}
