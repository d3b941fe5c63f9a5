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
    [MethodImpl(Called)]
    public static Vector256<float> LoadStridedPartial256(float* p, nint stride, int count)
    {
        Vector256<float> value = default;
        float* lanes = (float*)&value;
        for (int i = 0; i < count; i++)
            lanes[i] = p[i * stride];
        return value;
    }

    /// <summary>Loads floats that are a stride apart, and the three that follow each of them: a transposition in registers.</summary>
    /// <param name="p">The first float.</param>
    /// <param name="stride">The distance from one lane's float to the next one's, in floats.</param>
    /// <param name="v0">The floats.</param>
    /// <param name="v1">Those behind them.</param>
    /// <param name="v2">Those behind these.</param>
    /// <param name="v3">The last.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadStrided(float* p, nint stride, out Vector256<float> v0, out Vector256<float> v1, out Vector256<float> v2, out Vector256<float> v3) =>
        LoadRows(p, stride, Vector256<float>.Count, out v0, out v1, out v2, out v3);

    /// <summary>Loads the first lanes from floats that are a stride apart, and the three that follow each of them; the other lanes are zero.</summary>
    /// <param name="p">The first float.</param>
    /// <param name="stride">The distance from one lane's float to the next one's, in floats.</param>
    /// <param name="count">The number of lanes, from 0 to all.</param>
    /// <param name="v0">The floats.</param>
    /// <param name="v1">Those behind them.</param>
    /// <param name="v2">Those behind these.</param>
    /// <param name="v3">The last.</param>
    [MethodImpl(Called)]
    public static void LoadStridedPartial(
        float* p, nint stride, int count, out Vector256<float> v0, out Vector256<float> v1, out Vector256<float> v2, out Vector256<float> v3) =>
        LoadRows(p, stride, count, out v0, out v1, out v2, out v3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadRows(float* p, nint stride, int count, out Vector256<float> v0, out Vector256<float> v1, out Vector256<float> v2, out Vector256<float> v3) =>
        Transpose(Rows256(p, stride, 0, count), Rows256(p, stride, 1, count), Rows256(p, stride, 2, count), Rows256(p, stride, 3, count), out v0, out v1, out v2, out v3);

    // Rows interleaved twice are columns, and columns rows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        Vector256<float> row0, Vector256<float> row1, Vector256<float> row2, Vector256<float> row3,
        out Vector256<float> v0, out Vector256<float> v1, out Vector256<float> v2, out Vector256<float> v3)
    {
        Vector256<float> low02 = InterleaveLow(row0, row2), high02 = InterleaveHigh(row0, row2);
        Vector256<float> low13 = InterleaveLow(row1, row3), high13 = InterleaveHigh(row1, row3);
        v0 = InterleaveLow(low02, low13);
        v1 = InterleaveHigh(low02, low13);
        v2 = InterleaveLow(high02, high13);
        v3 = InterleaveHigh(high02, high13);
    }

    /// <summary>Stores lanes to floats that are a stride apart, and three vectors more to the floats that follow each of them: a transposition in registers.</summary>
    /// <param name="v0">What goes to the floats.</param>
    /// <param name="v1">What goes behind them.</param>
    /// <param name="v2">What goes behind these.</param>
    /// <param name="v3">The last.</param>
    /// <param name="p">Where the first lane goes.</param>
    /// <param name="stride">The distance from one lane's float to the next one's, in floats: four at least.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStrided(Vector256<float> v0, Vector256<float> v1, Vector256<float> v2, Vector256<float> v3, float* p, nint stride) =>
        StoreRows(v0, v1, v2, v3, p, stride, Vector256<float>.Count);

    /// <summary>Stores the first lanes to floats that are a stride apart, and those of three vectors more to the floats that follow each of them.</summary>
    /// <param name="v0">What goes to the floats.</param>
    /// <param name="v1">What goes behind them.</param>
    /// <param name="v2">What goes behind these.</param>
    /// <param name="v3">The last.</param>
    /// <param name="p">Where the first lane goes.</param>
    /// <param name="stride">The distance from one lane's float to the next one's, in floats: four at least.</param>
    /// <param name="count">The number of lanes, from 0 to all.</param>
    [MethodImpl(Called)]
    public static void StoreStridedPartial(Vector256<float> v0, Vector256<float> v1, Vector256<float> v2, Vector256<float> v3, float* p, nint stride, int count) =>
        StoreRows(v0, v1, v2, v3, p, stride, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRows(Vector256<float> v0, Vector256<float> v1, Vector256<float> v2, Vector256<float> v3, float* p, nint stride, int count)
    {
        Transpose(v0, v1, v2, v3, out Vector256<float> row0, out Vector256<float> row1, out Vector256<float> row2, out Vector256<float> row3);
        SetRows(row0, p, stride, 0, count);
        SetRows(row1, p, stride, 1, count);
        SetRows(row2, p, stride, 2, count);
        SetRows(row3, p, stride, 3, count);
    }

    /// <summary>Stores the first lanes to floats that are a stride apart.</summary>
    /// <param name="value">The lanes.</param>
    /// <param name="p">Where the first goes.</param>
    /// <param name="stride">The distance from one lane's float to the next one's, in floats.</param>
    /// <param name="count">The number of lanes, from 0 to all.</param>
    [MethodImpl(Called)]
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
