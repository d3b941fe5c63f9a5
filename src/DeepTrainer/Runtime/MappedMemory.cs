using System.Buffers;

namespace DeepTrainer.Runtime;

/// <summary>Memory that somebody else owns: a part of a loaded assembly, which stays where it is.</summary>
internal sealed unsafe class MappedMemory : MemoryManager<byte>
{
    private readonly byte* _start;
    private readonly int _length;

    private MappedMemory(byte* start, int length)
    {
        _start = start;
        _length = length;
    }

    /// <summary>What a stream has left of the memory that it reads, which stays while the assembly is loaded; null if it reads none.</summary>
    public static MappedMemory? Of(Stream stream) => stream is UnmanagedMemoryStream mapped && mapped.Length - mapped.Position <= int.MaxValue
        ? new(mapped.PositionPointer, (int)(mapped.Length - mapped.Position)) : null;

    public override Span<byte> GetSpan() => new(_start, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
