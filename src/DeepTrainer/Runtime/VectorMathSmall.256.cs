using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DeepTrainer.Runtime;

// What exp, log, sums and differences would lose the digits of, or overflow in between.
public static partial class VectorMath
{
    /// <summary>eˣ − 1, within 2 ulp, for small x too.</summary>
    /// <remarks>eˣ = 2ⁿ·(1 + q), so that the half is 2ⁿ⁻¹·q + (2ⁿ⁻¹ − ½): no power overflows, and where n is 0 nothing is lost.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Expm1(Vector256<float> x)
    {
        // With the constant first, MinNative and MaxNative pass a NaN on.
        Vector256<float> limited = Vector256.MaxNative(Vector256.Create(Expm1Lowest), Vector256.MinNative(Vector256.Create(ExpHighest), x));
        Vector256<float> shifted = Vector256.MultiplyAddEstimate(limited, Vector256.Create(Log2E), Vector256.Create(RoundingShift + (ExponentBias - 1)));
        Vector256<float> q = ExpMinusOne(Fraction(limited, shifted - Vector256.Create(RoundingShift + (ExponentBias - 1))));
        Vector256<float> power = (shifted.AsInt32() << 23).AsSingle();
        Vector256<float> half = Vector256.MultiplyAddEstimate(power, q, power - Vector256.Create(0.5f));
        return Vector256.ConditionalSelect(Vector256.LessThan(Vector256.Abs(x), Vector256.Create(Expm1Linear)), x, half + half);
    }

    /// <summary>ln(1 + x), within 2 ulp, for small x too; −∞ for −1, NaN below.</summary>
    /// <remarks>ln u with u = 1 + x rounded, and what rounding lost, divided by u.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Log1P(Vector256<float> x)
    {
        Vector256<float> u = Vector256<float>.One + x;
        Vector256<float> lost = (x - (u - Vector256<float>.One)) / u;
        // Where u is 0 or infinite, so is the logarithm, and nothing is lost.
        return Log(u) + Vector256.ConditionalSelect(Vector256.Equals(lost, lost), lost, Vector256<float>.Zero);
    }

    /// <summary>ln(1 + eˣ), within 4 ulp: never overflows, and for small eˣ it is eˣ.</summary>
    /// <remarks>
    /// max(x, 0) + ln(1 + z) with z = e^−|x|; u = 1 + z is from 1 to 2, and what rounding lost is too little to be divided by u.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Softplus(Vector256<float> x)
    {
        Vector256<float> z = Exp(-Vector256.Abs(x));
        Vector256<float> u = Vector256<float>.One + z;
        return Vector256.MaxNative(Vector256<float>.Zero, x) + (LogNormal(u) + (z - (u - Vector256<float>.One)));
    }

    /// <summary>The hyperbolic sine, within 3 ulp.</summary>
    /// <remarks>With E = (eˣ − 1) / 2: E + E / (2E + 1).</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sinh(Vector256<float> x)
    {
        Vector256<float> size = Vector256.Abs(x);
        Vector256<float> quarter = QuarterExp(size, out Vector256<float> power, out Vector256<float> q);
        quarter = Vector256.MultiplyAddEstimate(power, q, power - Vector256.Create(0.25f));
        Vector256<float> half = quarter + quarter;
        // Far out the second term is no longer seen.
        Vector256<float> limited = Vector256.MinNative(Vector256.Create(1e9f), half);
        Vector256<float> result = half + limited / (limited + limited + Vector256<float>.One);
        return Vector256.CopySign(Vector256.ConditionalSelect(Vector256.LessThan(size, Vector256.Create(SinhLinear)), size, result), x);
    }

    /// <summary>The hyperbolic cosine, within 2 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Cosh(Vector256<float> x)
    {
        Vector256<float> quarter = QuarterExp(Vector256.Abs(x), out _, out _);
        Vector256<float> half = quarter + quarter;
        return half + Vector256.Create(0.25f) / half;
    }

    /// <summary>√(a² + b²), within 2 ulp, without overflow in between; infinite where one is.</summary>
    /// <remarks>With the larger size m and the ratio r of both: m·√(1 + r²).</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Hypot(Vector256<float> a, Vector256<float> b)
    {
        a = Vector256.Abs(a);
        b = Vector256.Abs(b);
        Vector256<float> large = Max(a, b);
        Vector256<float> ratio = Vector256.MinNative(a, b) / large;
        Vector256<float> result = large * Vector256.Sqrt(Vector256.MultiplyAddEstimate(ratio, ratio, Vector256<float>.One));
        result = Vector256.ConditionalSelect(Vector256.Equals(large, Vector256<float>.Zero), large, result);
        Vector256<float> infinity = Vector256.Create(float.PositiveInfinity);
        return Vector256.ConditionalSelect(Vector256.Equals(a, infinity) | Vector256.Equals(b, infinity), infinity, result);
    }

    /// <summary>eˣ / 4 for x ≥ 0, its power of two and q: 2ⁿ⁻²·(1 + q).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> QuarterExp(Vector256<float> x, out Vector256<float> power, out Vector256<float> q)
    {
        x = Vector256.MinNative(Vector256.Create(HyperbolicHighest), x);
        Vector256<float> shifted = Vector256.MultiplyAddEstimate(x, Vector256.Create(Log2E), Vector256.Create(RoundingShift + (ExponentBias - 2)));
        q = ExpMinusOne(Fraction(x, shifted - Vector256.Create(RoundingShift + (ExponentBias - 2))));
        power = (shifted.AsInt32() << 23).AsSingle();
        return Vector256.MultiplyAddEstimate(power, q, power);
    }
}
