using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DeepTrainer.Runtime;

public static unsafe partial class VectorMath
{
    /// <summary>All bits set in the lanes below <paramref name="count"/>, none in the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MaskFirst256(int count) =>
        Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).AsSingle();

    /// <summary>Loads the first lanes; the others are zero. No memory beyond them is touched.</summary>
    /// <param name="p">The first float.</param>
    /// <param name="count">The number of lanes, from 0 to all.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadPartial256(float* p, int count) => MaskedMemory.Load(p, MaskFirst256(count), count);

    /// <summary>Stores the first lanes. No memory beyond them is touched.</summary>
    /// <param name="value">The lanes.</param>
    /// <param name="p">Where the first goes.</param>
    /// <param name="count">The number of lanes, from 0 to all.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePartial(Vector256<float> value, float* p, int count) => MaskedMemory.Store(value, p, MaskFirst256(count), count);

    /// <summary>Loads the first lanes from floats that are a stride apart; the others are zero.</summary>
    /// <param name="p">The first float.</param>
    /// <param name="stride">The distance from one lane's float to the next one's, in floats.</param>
    /// <param name="count">The number of lanes, from 0 to all.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector256<float> LoadStridedPartial256(float* p, nint stride, int count)
    {
        Vector256<float> value = default;
        float* lanes = (float*)&value;
        for (int i = 0; i < count; i++)
            lanes[i] = p[i * stride];
        return value;
    }

    /// <summary>Stores the first lanes to floats that are a stride apart.</summary>
    /// <param name="value">The lanes.</param>
    /// <param name="p">Where the first goes.</param>
    /// <param name="stride">The distance from one lane's float to the next one's, in floats.</param>
    /// <param name="count">The number of lanes, from 0 to all.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void StoreStridedPartial(Vector256<float> value, float* p, nint stride, int count)
    {
        float* lanes = (float*)&value;
        for (int i = 0; i < count; i++)
            p[i * stride] = lanes[i];
    }

    /// <summary>Loads integers and makes floats of them; exact up to 2²⁴.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadLabels256(int* p) => Vector256.ConvertToSingle(Vector256.Load(p));

    /// <summary>Loads the first lanes from integers and makes floats of them; the others are zero.</summary>
    /// <param name="p">The first integer.</param>
    /// <param name="count">The number of lanes, from 0 to all.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadLabelsPartial256(int* p, int count) =>
        Vector256.ConvertToSingle(LoadPartial256((float*)p, count).AsInt32());
}
