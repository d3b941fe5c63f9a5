using System.ComponentModel;

namespace DeepTrainer.Runtime;

/// <summary>
/// A network's working memory for batches of any size. Calls on several threads get memory of their own; it is kept for the next ones, as much
/// as calls at once have needed, for 16 calls at most. What is small is the thread's (<see cref="Scratch"/>).
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class BufferPool
{
    // For so many calls at once memory is kept.
    private const int MaxKept = 16;

    // Up to so many floats (256 KB) are the thread's.
    private const int MaxScratch = 1 << 16;

    private readonly AlignedBuffer?[] _kept = new AlignedBuffer?[MaxKept];

    /// <summary>At least so many floats, with undefined contents, until <see cref="Return"/>; the thread must not use <see cref="Scratch"/> meanwhile.</summary>
    /// <param name="floats">The number; at least 0.</param>
    /// <param name="buffer">What to return.</param>
    /// <exception cref="OutOfMemoryException">There is not enough memory.</exception>
    public float* Take(int floats, out AlignedBuffer? buffer)
    {
        buffer = null;
        if (floats <= MaxScratch)
            return Scratch.Floats(floats);
        for (int i = 0; i < _kept.Length && buffer is null; i++)
        {
            if (Volatile.Read(ref _kept[i]) is not null)
                buffer = Interlocked.Exchange(ref _kept[i], null);
        }
        AlignedBuffer.Grow(ref buffer, floats);
        return buffer.Pointer;
    }

    /// <summary>Gives memory back: nobody reads or writes it any more.</summary>
    /// <param name="buffer">What <see cref="Take"/> gave.</param>
    public void Return(AlignedBuffer? buffer)
    {
        for (int i = 0; i < _kept.Length && buffer is not null; i++)
        {
            if (Volatile.Read(ref _kept[i]) is null && Interlocked.CompareExchange(ref _kept[i], buffer, null) is null)
                return;
        }
        // There is no room: it may be collected now, and not before.
        GC.KeepAlive(buffer);
    }

    /// <summary>At least so many floats for a call during which no other takes any, until that call ends.</summary>
    /// <param name="floats">The number; at least 0.</param>
    /// <exception cref="OutOfMemoryException">There is not enough memory.</exception>
    public float* Alone(int floats)
    {
        AlignedBuffer.Grow(ref _kept[0], floats);
        return _kept[0]!.Pointer;
    }
}
