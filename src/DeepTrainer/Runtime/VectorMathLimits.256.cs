using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DeepTrainer.Runtime;

public static partial class VectorMath
{
    /// <summary>The larger of each two lanes, NaN where one is; of 0 and −0 either.</summary>
    /// <remarks>x86's max gives its second operand where one is NaN, so that the first is all there is to look at.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Max(Vector256<float> a, Vector256<float> b) =>
        NumberOrNaN(Vector256.MaxNative(a, b), a);

    /// <summary>The smaller of each two lanes, NaN where one is; of 0 and −0 either.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Min(Vector256<float> a, Vector256<float> b) =>
        NumberOrNaN(Vector256.MinNative(a, b), a);
}
