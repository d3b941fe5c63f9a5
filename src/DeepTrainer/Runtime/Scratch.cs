using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace DeepTrainer.Runtime;

/// <summary>
/// Working memory of the current thread, which lets many threads predict with one network at once without allocating.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class Scratch
{
    [ThreadStatic]
    private static AlignedBuffer? s_buffer;

    /// <summary>
    /// At least so many floats, starting at a multiple of 64 bytes, with undefined contents. They belong to the caller until the
    /// thread's next call, which gives the same memory again, or frees it and gives more. Nothing is allocated unless
    /// the number exceeds what the thread asked for before.
    /// </summary>
    /// <param name="count">The number of floats; at least 0.</param>
    public static float* Floats(int count)
    {
        AlignedBuffer? buffer = s_buffer;
        return buffer is not null && buffer.Length >= count ? buffer.Pointer : Grow(count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float* Grow(int count)
    {
        AlignedBuffer.Grow(ref s_buffer, count);
        return s_buffer.Pointer;
    }
}
