using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DeepTrainer.Runtime;

/// <summary>
/// What makes a batch of any size one of whole blocks of 16 samples: copies of the caller's samples with room behind the last one, and zeros behind the last
/// sample of what is summed over samples. So kernels work on whole vectors and tiles only.
/// </summary>
/// <remarks>Pointers are not checked: the methods are for generated code, which has checked the lengths of what it works on.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class BatchPadding
{
    /// <summary>Samples of a block.</summary>
    public const int Block = 16;

    /// <summary>The caller's samples if they are whole blocks, else a copy with zeros behind them.</summary>
    /// <param name="samples">The samples, one behind another.</param>
    /// <param name="rows">How many there are.</param>
    /// <param name="size">Values of one.</param>
    /// <param name="room">Where the copy goes, which moves on behind it, if there is one.</param>
    public static float* Whole(float* samples, nint rows, nint size, ref float* room)
    {
        float* whole = ForResults(samples, rows, size, ref room);
        if (whole != samples)
        {
            nint bytes = rows * size * sizeof(float);
            Buffer.MemoryCopy(samples, whole, bytes, bytes);
            ClearRows(whole, rows, size);
        }
        return whole;
    }

    /// <inheritdoc cref="Whole(float*, nint, nint, ref float*)"/>
    public static int* Whole(int* samples, nint rows, nint size, ref float* room) => (int*)Whole((float*)samples, rows, size, ref room);

    /// <summary>The caller's memory for results if they are whole blocks, else room for so many.</summary>
    /// <param name="samples">The caller's memory.</param>
    /// <param name="rows">How many samples there are.</param>
    /// <param name="size">Values of one.</param>
    /// <param name="room">Where there is room, which moves on behind it, if it is used.</param>
    public static float* ForResults(float* samples, nint rows, nint size, ref float* room)
    {
        if (rows % Block == 0)
            return samples;
        float* whole = room;
        room += Padded(rows) * size;
        return whole;
    }

    /// <summary>Copies results from the room that <see cref="ForResults"/> gave to the caller's memory, if they aren't there.</summary>
    /// <param name="from">Where they are.</param>
    /// <param name="to">The caller's memory.</param>
    /// <param name="rows">How many samples there are.</param>
    /// <param name="size">Values of one.</param>
    public static void CopyResults(float* from, float* to, nint rows, nint size)
    {
        if (from != to)
            Buffer.MemoryCopy(from, to, rows * size * sizeof(float), rows * size * sizeof(float));
    }

    /// <summary>
    /// Sets what a tensor holds behind its last sample to 0, where samples lie side by side: block after block, in each 16 samples of the first value, then
    /// of the next.
    /// </summary>
    /// <param name="tensor">Room for whole blocks.</param>
    /// <param name="rows">How many samples there are.</param>
    /// <param name="size">Values of one.</param>
    public static void ClearColumns(float* tensor, nint rows, nint size)
    {
        int last = (int)(rows % Block);
        if (last == 0)
            return;
        int first = last / Vector128<float>.Count * Vector128<float>.Count;
        Vector128<float> kept = VectorMath.MaskFirst128(last - first);
        float* block = tensor + ((rows - last) * size), end = block + (Block * size);
        for (float* at = block; at < end; at += Block)
        {
            (Vector128.Load(at + first) & kept).Store(at + first);
            for (int next = first + Vector128<float>.Count; next < Block; next += Vector128<float>.Count)
                Vector128<float>.Zero.Store(at + next);
        }
    }

    /// <summary>The same where samples lie one behind another.</summary>
    /// <param name="tensor">Room for whole blocks.</param>
    /// <param name="rows">How many samples there are.</param>
    /// <param name="size">Floats from one to the next.</param>
    public static void ClearRows(float* tensor, nint rows, nint size) =>
        NativeMemory.Clear(tensor + (rows * size), (nuint)((Padded(rows) - rows) * size * sizeof(float)));

    private static nint Padded(nint rows) => (rows + Block - 1) & -Block;
}
