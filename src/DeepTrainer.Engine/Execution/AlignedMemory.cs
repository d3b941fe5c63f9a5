using System.Buffers;
using DeepTrainer.Runtime;

namespace DeepTrainer.Engine.Execution;

/// <summary>An <see cref="AlignedBuffer"/> as <see cref="Memory{T}"/>; it lives as long as that does.</summary>
internal sealed class AlignedMemory(AlignedBuffer buffer) : MemoryManager<float>
{
    public override Span<float> GetSpan() => buffer.Span;

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException("The engine reads spans only.");

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
