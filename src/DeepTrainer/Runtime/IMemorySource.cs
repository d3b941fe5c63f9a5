namespace DeepTrainer.Runtime;

/// <summary>Where buffers get their memory from. Tests replace it to put guard pages around every buffer.</summary>
internal unsafe interface IMemorySource
{
    /// <summary>Zeroed memory, aligned to <see cref="AlignedBuffer.Alignment"/> bytes.</summary>
    void* Allocate(nuint bytes);

    void Free(void* memory, nuint bytes);
}
