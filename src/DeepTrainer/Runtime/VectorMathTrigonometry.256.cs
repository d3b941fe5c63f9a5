using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DeepTrainer.Runtime;

public static partial class VectorMath
{
    /// <summary>
    /// The sine of an angle in radians; 0 for −0. Within 2 ulp where |x| ≤ 8192 and the processor has fused multiply-add, otherwise within
    /// 2e-7. Beyond 8192 the .NET library takes over, which is slower.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sin(Vector256<float> x)
    {
        Vector256<float> result = SinReduced(x, 0);
        Vector256<float> far = Vector256.GreaterThan(Vector256.Abs(x), Vector256.Create(LargestAngle));
        return far == Vector256<float>.Zero ? result : Vector256.ConditionalSelect(far, FarSin(x), result);
    }

    /// <summary>The angle whose tangent it is, within 3 ulp.</summary>
    /// <remarks>Beyond tan 67.5° it is that of −1/x and a right angle, beyond tan 22.5° that of (x − 1)/(x + 1) and half of one (Cephes, S. Moshier).</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Atan(Vector256<float> x)
    {
        Vector256<float> size = Vector256.Abs(x), one = Vector256<float>.One;
        Vector256<float> isFar = Vector256.GreaterThan(size, Vector256.Create(2.414213562373095f)), isMiddle = Vector256.GreaterThan(size, Vector256.Create(0.4142135623730950f));
        Vector256<float> dividend = Vector256.ConditionalSelect(isFar, -one, Vector256.ConditionalSelect(isMiddle, size - one, size));
        Vector256<float> divisor = Vector256.ConditionalSelect(isFar, size, Vector256.ConditionalSelect(isMiddle, size + one, one));
        Vector256<float> start = Vector256.ConditionalSelect(isFar, Vector256.Create(MathF.PI / 2), isMiddle & Vector256.Create(MathF.PI / 4));
        Vector256<float> t = dividend / divisor, square = t * t;
        Vector256<float> p = Vector256.MultiplyAddEstimate(Vector256.Create(8.05374449538e-2f), square, Vector256.Create(-1.38776856032e-1f));
        p = Vector256.MultiplyAddEstimate(p, square, Vector256.Create(1.99777106478e-1f));
        p = Vector256.MultiplyAddEstimate(p, square, Vector256.Create(-3.33329491539e-1f));
        return Vector256.CopySign(start + Vector256.MultiplyAddEstimate(p * square, t, t), x);
    }

    /// <summary>The cosine of an angle in radians, as accurate as <see cref="Sin(Vector256{float})"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Cos(Vector256<float> x)
    {
        Vector256<float> result = SinReduced(x, 1);
        Vector256<float> far = Vector256.GreaterThan(Vector256.Abs(x), Vector256.Create(LargestAngle));
        return far == Vector256<float>.Zero ? result : Vector256.ConditionalSelect(far, FarCos(x), result);
    }

    /// <summary>sin(x + quarters·π/2)</summary>
    /// <remarks>
    /// x = n·π/2 + r with |r| ≤ π/4, subtracting π/2 in four parts, the first two of which are short enough that their products
    /// with n are exact (Cody and Waite, 1980); then the polynomials of Cephes' sinf and cosf.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> SinReduced(Vector256<float> x, int quarters)
    {
        Vector256<float> shifted = Vector256.MultiplyAddEstimate(x, Vector256.Create(TwoOverPi), Vector256.Create(RoundingShift));
        Vector256<float> n = shifted - Vector256.Create(RoundingShift);
        Vector256<float> r = Vector256.MultiplyAddEstimate(n, Vector256.Create(-HalfPi1), x);
        r = Vector256.MultiplyAddEstimate(n, Vector256.Create(-HalfPi2), r);
        r = Vector256.MultiplyAddEstimate(n, Vector256.Create(-HalfPi3), r);
        r = Vector256.MultiplyAddEstimate(n, Vector256.Create(-HalfPi4), r);

        Vector256<float> square = r * r;
        Vector256<float> s = Vector256.MultiplyAddEstimate(square, Vector256.Create(-1.9515295891e-4f), Vector256.Create(8.3321608736e-3f));
        s = Vector256.MultiplyAddEstimate(s, square, Vector256.Create(-1.6666654611e-1f));
        s = Vector256.MultiplyAddEstimate(s * square, r, r);
        Vector256<float> c = Vector256.MultiplyAddEstimate(
            square, Vector256.Create(2.443315711809948e-5f), Vector256.Create(-1.388731625493765e-3f));
        c = Vector256.MultiplyAddEstimate(c, square, Vector256.Create(4.166664568298827e-2f));
        c = Vector256.MultiplyAddEstimate(c, square, Vector256.Create(-0.5f));
        c = Vector256.MultiplyAddEstimate(c, square, Vector256<float>.One);

        Vector256<int> quadrant = shifted.AsInt32() + Vector256.Create(quarters);
        Vector256<int> odd = Vector256.Equals(quadrant & Vector256<int>.One, Vector256<int>.One);
        Vector256<int> sign = (quadrant & Vector256.Create(2)) << 30;
        return (Vector256.ConditionalSelect(odd.AsSingle(), c, s).AsInt32() ^ sign).AsSingle();
    }

    [MethodImpl(Called)]
    private static Vector256<float> FarSin(Vector256<float> x) => Vector256.Sin(x);

    [MethodImpl(Called)]
    private static Vector256<float> FarCos(Vector256<float> x) => Vector256.Cos(x);
}
