using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DeepTrainer.Runtime;

// Memory that is read and written.
public static partial class Check
{
    /// <summary>Checks that results don't go where something is read that the call was given: it may be read again after the first result is written.</summary>
    /// <param name="read">What is read.</param>
    /// <param name="written">Where results go.</param>
    /// <param name="network">The network's name, for the message.</param>
    /// <param name="readName">The name of what is read, for the message.</param>
    /// <param name="writtenName">The name of where results go, for the message.</param>
    /// <exception cref="ArgumentException">They have floats in common.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apart(ReadOnlySpan<float> read, ReadOnlySpan<float> written, string network, string readName, string writtenName)
    {
        // One comparison of how far they are apart, in bytes: written − read is between −written.Length and read.Length. For empty spans it may be so by chance.
        nint distance = Unsafe.ByteOffset(in MemoryMarshal.GetReference(read), in MemoryMarshal.GetReference(written));
        nint readBytes = (nint)read.Length * sizeof(float), writtenBytes = (nint)written.Length * sizeof(float);
        if ((nuint)(distance + writtenBytes - 1) < (nuint)(readBytes + writtenBytes - 1))
            CheckOverlap(read, written, network, readName, writtenName);
    }

    /// <summary>The same for class indices that are read.</summary>
    /// <inheritdoc cref="Apart(ReadOnlySpan{float}, ReadOnlySpan{float}, string, string, string)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apart(ReadOnlySpan<int> read, ReadOnlySpan<float> written, string network, string readName, string writtenName) =>
        Apart(MemoryMarshal.Cast<int, float>(read), written, network, readName, writtenName);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CheckOverlap(ReadOnlySpan<float> read, ReadOnlySpan<float> written, string network, string readName, string writtenName)
    {
        if (!read.Overlaps(written))
            return;
        throw new ArgumentException(
            $"'{network}' can't write {writtenName} over {readName}: the {read.Length} numbers of {readName} and the {written.Length} of {writtenName} are in part the same. "
            + "Give the results memory of their own.", writtenName);
    }
}
