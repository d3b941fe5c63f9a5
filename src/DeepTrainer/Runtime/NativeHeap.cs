using System.Runtime.InteropServices;

namespace DeepTrainer.Runtime;

/// <summary>Memory from the C library, which the garbage collector neither moves nor scans.</summary>
internal sealed unsafe class NativeHeap : IMemorySource
{
    public void* Allocate(nuint bytes)
    {
        void* memory;
        try
        {
            memory = NativeMemory.AlignedAlloc(bytes, AlignedBuffer.Alignment);
        }
        catch (OutOfMemoryException e)
        {
            throw new InsufficientMemoryException($"There is no memory for {bytes / sizeof(float)} floats of weights or of a batch's working memory.", e);
        }
        NativeMemory.Clear(memory, bytes);
        return memory;
    }

    public void Free(void* memory, nuint bytes) => NativeMemory.AlignedFree(memory);
}
