using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DeepTrainer.Runtime;

public static partial class VectorMath
{
    /// <summary>x to the power of y, within 1 ulp, with all the special cases of <see cref="MathF.Pow"/>.</summary>
    /// <remarks>
    /// e^(y·ln |x|) in double precision, since an error of the logarithm is multiplied by up to 128; then the sign and the cases
    /// that IEEE 754 defines otherwise.
    /// </remarks>
    [MethodImpl(Called)]
    public static Vector256<float> Pow(Vector256<float> x, Vector256<float> y)
    {
        Vector256<float> size = Vector256.Abs(x);
        (Vector256<double> xLow, Vector256<double> xHigh) = Vector256.Widen(size);
        (Vector256<double> yLow, Vector256<double> yHigh) = Vector256.Widen(y);
        Vector256<float> result = Vector256.Narrow(Vector256.Exp(yLow * Vector256.Log(xLow)), Vector256.Exp(yHigh * Vector256.Log(xHigh)));

        // x⁰ and (±1)^±∞ are one, even where the logarithm's product is not a number; 1^NaN is one as well.
        Vector256<float> one = Vector256.Equals(y, Vector256<float>.Zero)
            | Vector256.Equals(x, Vector256<float>.One)
            | (Vector256.Equals(size, Vector256<float>.One) & Vector256.Equals(Vector256.Abs(y), Vector256.Create(float.PositiveInfinity)));
        result = Vector256.ConditionalSelect(one, Vector256<float>.One, result);

        // Floats of 2²⁴ and above are even, infinity included.
        Vector256<float> whole = Vector256.Equals(y, Vector256.Truncate(y));
        Vector256<float> half = y * Vector256.Create(0.5f);
        Vector256<float> odd = Vector256.AndNot(whole, Vector256.Equals(half, Vector256.Truncate(half)));
        Vector256<float> negative = (x.AsInt32() >> 31).AsSingle();
        result ^= odd & negative & Vector256.Create(-0f);

        Vector256<float> root = Vector256.AndNot(
            Vector256.LessThan(x, Vector256<float>.Zero) & Vector256.LessThan(size, Vector256.Create(float.PositiveInfinity)), whole);
        return Vector256.ConditionalSelect(root, Vector256.Create(float.NaN), result);
    }
}
