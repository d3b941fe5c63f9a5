using System.Diagnostics.CodeAnalysis;

namespace DeepTrainer.Runtime;

/// <summary>
/// Zeroed floats outside the garbage-collected heap, starting at a multiple of 64 bytes. The 16 floats after the end may
/// be read (they are zero) but not written, so that a vector can be loaded from any position inside.
/// </summary>
/// <remarks>
/// The memory is freed when the buffer is collected. Whoever works on <see cref="Pointer"/> or <see cref="Span"/> must keep the
/// buffer alive meanwhile, with <see cref="GC.KeepAlive"/> after the last access.
/// </remarks>
public sealed unsafe class AlignedBuffer
{
    /// <summary>The alignment of the first float, in bytes: a cache line, and the widest vector.</summary>
    public const int Alignment = 64;

    /// <summary>How many floats may be read past the end.</summary>
    public const int Slack = 16;

    internal static IMemorySource Source { get; set; } = new NativeHeap();

    private readonly IMemorySource _source;
    private readonly nuint _bytes;

    /// <summary>Allocates zeroed memory.</summary>
    /// <param name="floats">The number of floats; at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    /// <exception cref="OutOfMemoryException">There is not enough memory.</exception>
    public AlignedBuffer(int floats)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(floats);
        Length = floats;
        _source = Source;
        nuint bytes = ((nuint)floats + Slack) * sizeof(float);
        bytes = (bytes + Alignment - 1) / Alignment * Alignment;
        Pointer = (float*)_source.Allocate(bytes);
        _bytes = bytes;
        GC.AddMemoryPressure((long)bytes);
    }

    /// <summary>Frees the memory.</summary>
    ~AlignedBuffer()
    {
        // The constructor may have thrown before there was anything to free.
        if (_bytes == 0)
            return;
        _source.Free(Pointer, _bytes);
        GC.RemoveMemoryPressure((long)_bytes);
    }

    /// <summary>The first float. Valid as long as the buffer is alive.</summary>
    [SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "It is a pointer.")]
    public float* Pointer { get; }

    /// <summary>The number of floats that may be read and written.</summary>
    public int Length { get; }

    /// <summary>The floats. Valid as long as the buffer is alive.</summary>
    public Span<float> Span => new(Pointer, Length);

    /// <summary>Makes sure that a buffer exists and holds at least so many floats. A buffer that is too small is replaced by a
    /// new, zeroed one at least half as large again; its contents are not kept.</summary>
    /// <param name="buffer">The buffer, or null before the first call.</param>
    /// <param name="floats">The number of floats needed; at least 0.</param>
    /// <returns>True if the buffer is new.</returns>
    public static bool Grow([NotNull] ref AlignedBuffer? buffer, int floats)
    {
        if (buffer is not null && buffer.Length >= floats)
            return false;
        long roomier = buffer is null ? 0 : Math.Min(buffer.Length + (long)buffer.Length / 2, Array.MaxLength);
        buffer = new AlignedBuffer((int)Math.Max(floats, roomier));
        return true;
    }
}
