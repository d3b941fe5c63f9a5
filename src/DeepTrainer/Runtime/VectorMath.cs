using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DeepTrainer.Runtime;

/// <summary>
/// Elementary functions of vectors of floats, and loads and stores of parts of vectors. Compared with the .NET library's, which
/// compute in double precision, they trade the last bit for two to four times the speed. NaN gives NaN everywhere.
/// </summary>
/// <remarks>
/// Methods that take pointers do not check them: they are for generated code, which has checked the lengths of what it works on.
/// </remarks>
public static partial class VectorMath
{
    /// <summary>A row's number from a float, kept within the table: below it (and for NaN) the first, beyond it the last.</summary>
    /// <param name="number">The number as tensors hold it.</param>
    /// <param name="rows">How many rows there are; at least 1.</param>
    // In double, which has every int: as a float the last row of a table of more than 2²⁴ may be the one behind it.
    public static nint Row(float number, int rows) => number > 0 ? (nint)Math.Min((double)number, rows - 1) : 0;

    // What loops call: optimized at once, as the loops are.
    private const MethodImplOptions Called = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;

    private const float Log2E = 1.44269504088896341f;
    // ln 2 in two parts, the first of 10 bits so that n·Ln2High is exact.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    // Adding 1.5·2²³ rounds a small number to an integer, which then stands in the low bits.
    private const float RoundingShift = 12582912f;
    private const int RoundingShiftBits = 0x4B400000;
    private const float ExponentBias = 127f;

    // Beyond these the result is 0 or infinity anyway, and the power of two stays in range.
    private const float ExpLowest = -104f;
    private const float ExpHighest = 89f;

    private const float SmallestNormal = 1.17549435e-38f;
    private const float SubnormalScale = 33554432f;
    private const float SubnormalExponent = 25f;
    private const int SqrtHalfBits = 0x3F3504F3;

    private const float TanhSaturates = 10f;
    private const float ErfSaturates = 4f;

    // Beyond it the result is 1. Powers are 2⁻³² of what they are, in sums the 1 as well.
    private const float SigmoidHighest = 60f;
    private const float SigmoidBias = ExponentBias - 32;
    private const float SigmoidScale = 2.3283064365386963e-10f;

    // Below it eˣ − 1 is −1; from its negative on sinh and cosh are infinite; up to 2⁻¹³ x²/6 isn't seen beside 1, up to 2⁻²⁵ x/2 is not.
    private const float Expm1Lowest = -18f;
    private const float HyperbolicHighest = 89.5f;
    private const float SinhLinear = 1.2207031e-4f;
    private const float Expm1Linear = 2.9802322e-8f;

    private const float TwoOverPi = 0.636619772367581343f;
    private const float HalfPi1 = 1.5703125f;
    private const float HalfPi2 = 4.837512969970703125e-4f;
    private const float HalfPi3 = 7.54979013e-08f;
    private const float HalfPi4 = -1.71512451e-15f;
    private const float LargestAngle = 8192f;

    // The hash lowbias32 by C. Wellons, 2018 (public domain).
    private const uint MixFactor1 = 0x7FEB352D;
    private const uint MixFactor2 = 0x846CA68B;
    private const float UniformStep = 1f / (1 << 24);

    /// <summary>eˣ: the same bits as <see cref="Exp(Vector256{float})"/>.</summary>
    public static float Exp(float x) => Exp(Vector128.Create(x)).ToScalar();

    /// <summary>The natural logarithm: the same bits as <see cref="Log(Vector256{float})"/>.</summary>
    public static float Log(float x) => Log(Vector128.Create(x)).ToScalar();

    /// <summary>The sine: the same bits as <see cref="Sin(Vector256{float})"/>.</summary>
    public static float Sin(float x) => Sin(Vector128.Create(x)).ToScalar();

    /// <summary>The cosine: the same bits as <see cref="Cos(Vector256{float})"/>.</summary>
    public static float Cos(float x) => Cos(Vector128.Create(x)).ToScalar();

    /// <summary>The hyperbolic tangent: the same bits as <see cref="Tanh(Vector256{float})"/>.</summary>
    public static float Tanh(float x) => Tanh(Vector128.Create(x)).ToScalar();

    /// <summary>1 / (1 + e⁻ˣ): the same bits as <see cref="Sigmoid(Vector256{float})"/>.</summary>
    public static float Sigmoid(float x) => Sigmoid(Vector128.Create(x)).ToScalar();

    /// <summary>The error function: the same bits as <see cref="Erf(Vector256{float})"/>.</summary>
    public static float Erf(float x) => Erf(Vector128.Create(x)).ToScalar();

    /// <summary>x to the power of y: the same bits as <see cref="Pow(Vector256{float}, Vector256{float})"/>.</summary>
    public static float Pow(float x, float y) => Pow(Vector128.Create(x), Vector128.Create(y)).ToScalar();

    /// <summary>eˣ − 1: the same bits as <see cref="Expm1(Vector256{float})"/>.</summary>
    public static float Expm1(float x) => Expm1(Vector128.Create(x)).ToScalar();

    /// <summary>ln(1 + x): the same bits as <see cref="Log1P(Vector256{float})"/>.</summary>
    public static float Log1P(float x) => Log1P(Vector128.Create(x)).ToScalar();

    /// <summary>ln(1 + eˣ): the same bits as <see cref="Softplus(Vector256{float})"/>.</summary>
    public static float Softplus(float x) => Softplus(Vector128.Create(x)).ToScalar();

    /// <summary>The hyperbolic sine: the same bits as <see cref="Sinh(Vector256{float})"/>.</summary>
    public static float Sinh(float x) => Sinh(Vector128.Create(x)).ToScalar();

    /// <summary>The hyperbolic cosine: the same bits as <see cref="Cosh(Vector256{float})"/>.</summary>
    public static float Cosh(float x) => Cosh(Vector128.Create(x)).ToScalar();

    /// <summary>The angle whose tangent it is: the same bits as <see cref="Atan(Vector256{float})"/>.</summary>
    public static float Atan(float x) => Atan(Vector128.Create(x)).ToScalar();

    /// <summary>√(a² + b²): the same bits as <see cref="Hypot(Vector256{float}, Vector256{float})"/>.</summary>
    public static float Hypot(float a, float b) => Hypot(Vector128.Create(a), Vector128.Create(b)).ToScalar();

    /// <summary>eˣ − 1 in double precision (Kahan): what rounding u = eˣ lost cancels in (u − 1)·x / ln u.</summary>
    public static double Expm1(double x)
    {
        double u = Math.Exp(x);
        return u == 1 ? x : u - 1 == -1 || double.IsInfinity(u) ? u - 1 : (u - 1) * x / Math.Log(u);
    }

    /// <summary>ln(1 + x) in double precision (Kahan): what rounding u = 1 + x lost cancels in ln u · x / (u − 1).</summary>
    public static double Log1P(double x)
    {
        double u = 1 + x;
        return u == 1 ? x : double.IsInfinity(u) ? u : Math.Log(u) * x / (u - 1);
    }

    /// <summary>ln(1 + eˣ) in double precision.</summary>
    public static double Softplus(double x) => Math.Max(x, 0) + Log1P(Math.Exp(-Math.Abs(x)));

    /// <summary>The error function in double precision, within a few units of 1e-16.</summary>
    /// <remarks>
    /// Below 3 the series 2/√π · e^(−x²) · Σ 2ⁿx²ⁿ⁺¹/(2n + 1)!!, all of whose terms are positive; above it the continued fraction
    /// of 1 − erf x. Abramowitz and Stegun, 1964, 7.1.6 and 7.1.14.
    /// </remarks>
    public static double Erf(double x)
    {
        const double Saturates = 6;
        const double SeriesEnds = 3;
        const int Fractions = 60;
        double size = Math.Abs(x);
        if (!(size < Saturates))
            return double.IsNaN(x) ? x : Math.Sign(x);
        double bell = Math.Exp(-x * x) / Math.Sqrt(Math.PI);
        if (size < SeriesEnds)
        {
            double term = x;
            double sum = x;
            for (int n = 1; Math.Abs(term) > Math.Abs(sum) * 1e-17; n++)
            {
                term *= 2 * x * x / (2 * n + 1);
                sum += term;
            }
            return 2 * bell * sum;
        }
        double fraction = size;
        for (int n = Fractions; n >= 1; n--)
            fraction = size + n / 2.0 / fraction;
        return Math.CopySign(1 - bell / fraction, x);
    }

    /// <summary>
    /// A random number in [0, 1), a multiple of 2⁻²⁴, that depends on nothing but the counter and the key: dropout draws the same
    /// numbers forward and backward, in any order and on any number of threads.
    /// </summary>
    /// <remarks>
    /// Two rounds of the hash lowbias32, each with its own key: with one, two keys would give the same numbers in another order.
    /// </remarks>
    /// <param name="counter">The number's position in its sequence.</param>
    /// <param name="key">The sequence, from <see cref="RandomKey"/>.</param>
    public static float Uniform(uint counter, uint key) => (Mix(Mix(counter ^ key) + SecondKey(key)) >> 8) * UniformStep;

    /// <summary>The key of one sequence of random numbers.</summary>
    /// <param name="seed">The network's seed.</param>
    /// <param name="step">The number of the training step.</param>
    /// <param name="stream">What the numbers are for: the dropout layer's position.</param>
    public static uint RandomKey(ulong seed, long step, int stream)
    {
        ulong hash = RandomSource.Mix(seed + 0x9E3779B97F4A7C15);
        hash = RandomSource.Mix(hash + (ulong)step * 0xD1342543DE82EF95);
        hash = RandomSource.Mix(hash + (uint)stream * 0xAF251AF3B0F025B5);
        return (uint)(hash >> 32);
    }

    /// <summary>The key of one sequence of random numbers of a prediction, which no step of training has.</summary>
    /// <param name="seed">The network's seed.</param>
    /// <param name="draw">The number of the draw.</param>
    /// <param name="stream">What the numbers are for.</param>
    /// <param name="start">Where in the sequence they begin: counters have its lower 32 bits, the key has the others.</param>
    public static uint DrawKey(ulong seed, long draw, int stream, long start) =>
        RandomKey(RandomSource.Mix(seed ^ 0xD6E8FEB86659FD93) + (ulong)(start >> 32), draw, stream);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint SecondKey(uint key) => Mix(key + 0x9E3779B9);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Mix(uint x)
    {
        x ^= x >> 16;
        x *= MixFactor1;
        x ^= x >> 15;
        x *= MixFactor2;
        return x ^ (x >> 16);
    }
}
