using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DeepTrainer.Runtime;

// Weights of 16 and 8 bits → floats, each exactly; infinite halves, which weights never are, become NaN.
public static unsafe partial class VectorMath
{
    /// <summary>Loads a number for each lane.</summary>
    /// <param name="p">The first.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Widen256(BFloat16* p) => (Widened256((short*)p) << 16).AsSingle();

    /// <summary>Loads a number for each lane.</summary>
    /// <param name="p">The first.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Widen256(Half* p) => OfHalves(Widened256((short*)p));

    /// <summary>Loads a number for each lane.</summary>
    /// <param name="p">The first.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Widen256(sbyte* p) => Vector256.ConvertToSingle(Widened256(p));

    /// <summary>Loads one number for all lanes.</summary>
    /// <param name="p">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> WidenOne256(BFloat16* p) => (Vector256.Create(*(short*)p).AsInt32() << 16).AsSingle();

    /// <summary>Loads one number for all lanes.</summary>
    /// <param name="p">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> WidenOne256(Half* p) => OfHalves(Vector256.Create(*(short*)p).AsInt32() >> 16);

    /// <summary>Loads one number for all lanes.</summary>
    /// <param name="p">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> WidenOne256(sbyte* p) => Vector256.Create((float)*p);

    /// <summary>Loads numbers that are a stride apart for the first lanes; the others are zero.</summary>
    /// <param name="p">The first.</param>
    /// <param name="stride">The distance from one lane's number to the next one's.</param>
    /// <param name="count">The number of lanes, from 0 to all.</param>
    [MethodImpl(Called)]
    public static Vector256<float> WidenStrided256(BFloat16* p, nint stride, int count)
    {
        Vector256<float> value = default;
        for (int i = 0; i < count; i++)
            ((float*)&value)[i] = (float)p[i * stride];
        return value;
    }

    /// <summary>Loads numbers that are a stride apart for the first lanes; the others are zero.</summary>
    /// <param name="p">The first.</param>
    /// <param name="stride">The distance from one lane's number to the next one's.</param>
    /// <param name="count">The number of lanes, from 0 to all.</param>
    [MethodImpl(Called)]
    public static Vector256<float> WidenStrided256(Half* p, nint stride, int count)
    {
        Vector256<int> bits = default;
        for (int i = 0; i < count; i++)
            ((int*)&bits)[i] = ((short*)p)[i * stride];
        return OfHalves(bits);
    }

    /// <summary>Loads numbers that are a stride apart for the first lanes; the others are zero.</summary>
    /// <param name="p">The first.</param>
    /// <param name="stride">The distance from one lane's number to the next one's.</param>
    /// <param name="count">The number of lanes, from 0 to all.</param>
    [MethodImpl(Called)]
    public static Vector256<float> WidenStrided256(sbyte* p, nint stride, int count)
    {
        Vector256<float> value = default;
        for (int i = 0; i < count; i++)
            ((float*)&value)[i] = p[i * stride];
        return value;
    }

    // Sign, exponent and fraction to where floats have them: times 2¹¹² that is the number, subnormal halves included. Times 2¹¹² once more it is infinite if it has the largest
    // exponent, which stands for what is no number, and then so is 0 times it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> OfHalves(Vector256<int> bits)
    {
        Vector256<int> moved = (bits << 13) & Vector256.Create(unchecked((int)0x8FFFE000));
        Vector256<float> number = moved.AsSingle() * Vector256.Create(HalfScale);
        return Vector256.MultiplyAddEstimate(number * Vector256.Create(HalfScale), Vector256<float>.Zero, number);
    }
}
