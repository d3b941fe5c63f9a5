using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DeepTrainer.Runtime;

// Written for 256 bits; VectorWidths.targets derives the other widths. Every width and the scalar overloads give the
// same bits for the same number.
public static partial class VectorMath
{
    /// <summary>eˣ, within 1 ulp; 0 below −104, infinity above 88.73, subnormal results included.</summary>
    /// <remarks>x = n·ln 2 + r with |r| ≤ ln 2 / 2; eʳ by the polynomial of Cephes' expf; times 2ⁿ.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp(Vector256<float> x)
    {
        // With the constant first, MinNative and MaxNative pass a NaN on.
        x = Vector256.MaxNative(Vector256.Create(ExpLowest), Vector256.MinNative(Vector256.Create(ExpHighest), x));
        Vector256<float> shifted = Vector256.MultiplyAddEstimate(x, Vector256.Create(Log2E), Vector256.Create(RoundingShift));
        Vector256<float> n = shifted - Vector256.Create(RoundingShift);
        return Scale(ExpFraction(x, n), n, shifted.AsInt32() - Vector256.Create(RoundingShiftBits));
    }

    // Subnormal and the largest results need a power of two that no float holds: multiply by its two halves.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ScaleByHalves(Vector256<float> x, Vector256<int> n)
    {
        Vector256<int> half = n >> 1;
        return x * PowerOfTwo(half) * PowerOfTwo(n - half);
    }

    /// <summary>The natural logarithm, within 1 ulp; −∞ for 0, NaN for negative numbers.</summary>
    /// <remarks>x = m·2ᵉ with m in [√½, √2); ln m by the polynomial of Cephes' logf.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Log(Vector256<float> x)
    {
        Vector256<float> subnormal = Vector256.LessThan(x, Vector256.Create(SmallestNormal));
        Vector256<float> scaled = Vector256.ConditionalSelect(subnormal, x * Vector256.Create(SubnormalScale), x);
        Vector256<int> exponent = (scaled.AsInt32() - Vector256.Create(SqrtHalfBits)) >> 23;
        Vector256<float> m = (scaled.AsInt32() - (exponent << 23)).AsSingle() - Vector256<float>.One;
        Vector256<float> e = Vector256.ConvertToSingle(exponent)
            - Vector256.ConditionalSelect(subnormal, Vector256.Create(SubnormalExponent), Vector256<float>.Zero);

        Vector256<float> result = LogOfParts(m, e);

        // ln ∞ = ∞ and ln NaN = NaN are x itself; 0 and negative numbers have their own results.
        result = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(float.PositiveInfinity)), result, x);
        Vector256<float> notPositive = Vector256.ConditionalSelect(
            Vector256.Equals(x, Vector256<float>.Zero), Vector256.Create(float.NegativeInfinity), Vector256.Create(float.NaN));
        return Vector256.ConditionalSelect(Vector256.LessThanOrEqual(x, Vector256<float>.Zero), notPositive, result);
    }

    /// <summary>The natural logarithm of a normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> LogNormal(Vector256<float> x)
    {
        Vector256<int> exponent = (x.AsInt32() - Vector256.Create(SqrtHalfBits)) >> 23;
        Vector256<float> m = (x.AsInt32() - (exponent << 23)).AsSingle() - Vector256<float>.One;
        return LogOfParts(m, Vector256.ConvertToSingle(exponent));
    }

    /// <summary>ln((1 + m)·2ᵉ) for 1 + m in [√½, √2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> LogOfParts(Vector256<float> m, Vector256<float> e)
    {
        Vector256<float> square = m * m;
        Vector256<float> p = Vector256.MultiplyAddEstimate(m, Vector256.Create(7.0376836292e-2f), Vector256.Create(-1.1514610310e-1f));
        p = Vector256.MultiplyAddEstimate(p, m, Vector256.Create(1.1676998740e-1f));
        p = Vector256.MultiplyAddEstimate(p, m, Vector256.Create(-1.2420140846e-1f));
        p = Vector256.MultiplyAddEstimate(p, m, Vector256.Create(1.4249322787e-1f));
        p = Vector256.MultiplyAddEstimate(p, m, Vector256.Create(-1.6668057665e-1f));
        p = Vector256.MultiplyAddEstimate(p, m, Vector256.Create(2.0000714765e-1f));
        p = Vector256.MultiplyAddEstimate(p, m, Vector256.Create(-2.4999993993e-1f));
        p = Vector256.MultiplyAddEstimate(p, m, Vector256.Create(3.3333331174e-1f));
        Vector256<float> result = Vector256.MultiplyAddEstimate(e, Vector256.Create(Ln2Low), p * m * square);
        result = Vector256.MultiplyAddEstimate(square, Vector256.Create(-0.5f), result) + m;
        return Vector256.MultiplyAddEstimate(e, Vector256.Create(Ln2High), result);
    }

    /// <summary>The hyperbolic tangent, within 3 ulp.</summary>
    /// <remarks>(e²ˣ − 1) / (e²ˣ + 1) with e²ˣ = 2ⁿ·(1 + q), so that for small x, where n is 0, nothing is lost: (q + 0) / (q + 2).</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Tanh(Vector256<float> x)
    {
        Vector256<float> size = Vector256.MinNative(Vector256.Create(TanhSaturates), Vector256.Abs(x));
        Vector256<float> shifted = Vector256.MultiplyAddEstimate(size, Vector256.Create(2 * Log2E), Vector256.Create(RoundingShift + ExponentBias));
        Vector256<float> n = shifted - Vector256.Create(RoundingShift + ExponentBias);
        Vector256<float> half = Vector256.MultiplyAddEstimate(n, Vector256.Create(-Ln2High / 2), size);
        half = Vector256.MultiplyAddEstimate(n, Vector256.Create(-Ln2Low / 2), half);
        Vector256<float> q = ExpMinusOne(half + half);
        Vector256<float> power = (shifted.AsInt32() << 23).AsSingle();
        return Vector256.CopySign(
            Vector256.MultiplyAddEstimate(power, q, power - Vector256<float>.One) / Vector256.MultiplyAddEstimate(power, q, power + Vector256<float>.One), x);
    }

    /// <summary>1 / (1 + e⁻ˣ), within 3 ulp, subnormal results included.</summary>
    /// <remarks>
    /// e⁻ˣ = 2ⁿ·(1 + q), so that the sum is 2ⁿ·q + (2ⁿ + 1). Both sides of the fraction are scaled by 2⁻³², so that no power overflows
    /// before the result is 0.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sigmoid(Vector256<float> x)
    {
        // With the constant first, MinNative and MaxNative pass a NaN on.
        x = Vector256.MaxNative(Vector256.Create(ExpLowest), Vector256.MinNative(Vector256.Create(SigmoidHighest), x));
        Vector256<float> shifted = Vector256.MultiplyAddEstimate(-x, Vector256.Create(Log2E), Vector256.Create(RoundingShift + SigmoidBias));
        Vector256<float> q = ExpMinusOne(Fraction(-x, shifted - Vector256.Create(RoundingShift + SigmoidBias)));
        Vector256<float> power = (shifted.AsInt32() << 23).AsSingle();
        return Vector256.Create(SigmoidScale) / Vector256.MultiplyAddEstimate(power, q, power + Vector256.Create(SigmoidScale));
    }

    /// <summary>The error function, within 2 ulp.</summary>
    /// <remarks>
    /// Below 0.927734375 an odd polynomial, above it 1 − e^q(x) with a polynomial q ≈ ln(1 − erf x). Both were fitted by least squares
    /// on Chebyshev nodes, weighted to the relative error of the result, rounding one coefficient after another.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Erf(Vector256<float> x)
    {
        Vector256<float> size = Vector256.MinNative(Vector256.Create(ErfSaturates), Vector256.Abs(x));
        Vector256<float> square = size * size;
        Vector256<float> q = Vector256.MultiplyAddEstimate(size, Vector256.Create(-1.21649546e-5f), Vector256.Create(3.3181475e-4f));
        Vector256<float> u = Vector256.MultiplyAddEstimate(size, Vector256.Create(-3.67772277e-3f), Vector256.Create(2.38337293e-2f));
        q = Vector256.MultiplyAddEstimate(q, square, u);
        q = Vector256.MultiplyAddEstimate(q, size, Vector256.Create(-1.06316708e-1f));
        q = Vector256.MultiplyAddEstimate(q, size, Vector256.Create(-6.35105073e-1f));
        q = Vector256.MultiplyAddEstimate(q, size, Vector256.Create(-1.28659382e-1f));
        q = Vector256.MultiplyAddEstimate(q, size, -size);
        Vector256<float> large = Vector256<float>.One - ExpNormal(q);

        Vector256<float> p = Vector256.MultiplyAddEstimate(square, Vector256.Create(-5.97210252e-4f), Vector256.Create(4.9899444e-3f));
        p = Vector256.MultiplyAddEstimate(p, square, Vector256.Create(-2.6764784e-2f));
        p = Vector256.MultiplyAddEstimate(p, square, Vector256.Create(1.12817787e-1f));
        p = Vector256.MultiplyAddEstimate(p, square, Vector256.Create(-3.76124918e-1f));
        p = Vector256.MultiplyAddEstimate(p, square, Vector256.Create(1.28379151e-1f));
        Vector256<float> small = Vector256.MultiplyAddEstimate(p, size, size);
        Vector256<float> result = Vector256.ConditionalSelect(Vector256.LessThan(size, Vector256.Create(0.927734375f)), small, large);
        return Vector256.CopySign(result, x);
    }

    /// <summary>eˣ for x in [−87, 88], where one power of two suffices.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ExpNormal(Vector256<float> x)
    {
        Vector256<float> shifted = Vector256.MultiplyAddEstimate(x, Vector256.Create(Log2E), Vector256.Create(RoundingShift));
        Vector256<float> power = ExpFraction(x, shifted - Vector256.Create(RoundingShift));
        return power * PowerOfTwo(shifted.AsInt32() - Vector256.Create(RoundingShiftBits));
    }

    /// <summary>e^(x − n·ln 2)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ExpFraction(Vector256<float> x, Vector256<float> n) => ExpMinusOne(Fraction(x, n)) + Vector256<float>.One;

    /// <summary>x − n·ln 2</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Fraction(Vector256<float> x, Vector256<float> n)
    {
        Vector256<float> r = Vector256.MultiplyAddEstimate(n, Vector256.Create(-Ln2High), x);
        return Vector256.MultiplyAddEstimate(n, Vector256.Create(-Ln2Low), r);
    }

    /// <summary>eʳ − 1 for |r| ≤ ln 2 / 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ExpMinusOne(Vector256<float> r)
    {
        Vector256<float> p = Vector256.MultiplyAddEstimate(r, Vector256.Create(1.9875691500e-4f), Vector256.Create(1.3981999507e-3f));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(8.3334519073e-3f));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(4.1665795894e-2f));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(1.6666665459e-1f));
        p = Vector256.MultiplyAddEstimate(p, r, Vector256.Create(5.0000001201e-1f));
        return Vector256.MultiplyAddEstimate(p, r * r, r);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> PowerOfTwo(Vector256<int> n) => ((n + Vector256.Create(127)) << 23).AsSingle();
}
