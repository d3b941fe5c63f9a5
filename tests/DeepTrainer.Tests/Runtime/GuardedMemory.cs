using System.Runtime.InteropServices;
using DeepTrainer.Runtime;

namespace DeepTrainer.Tests;

/// <summary>
/// Memory that ends right before a page that may not be touched, and starts after another one: a read or write outside ends the
/// process. Linux and macOS only; elsewhere it is ordinary memory.
/// </summary>
internal sealed unsafe partial class GuardedMemory : IMemorySource, IDisposable
{
    private readonly byte* _start;
    private readonly nuint _length;

    /// <summary>Allocates bytes that end at the guard page.</summary>
    public GuardedMemory(nuint bytes)
    {
        (nint memory, nint start, _length) = Map(bytes);
        Pointer = (byte*)memory;
        _start = (byte*)start;
    }

    private GuardedMemory()
    {
    }

    /// <summary>For <see cref="AlignedBuffer.Source"/>: puts guard pages around every buffer.</summary>
    public static IMemorySource Source { get; } = new GuardedMemory();

    public static bool IsSupported => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    public byte* Pointer { get; }

    public float* Floats => (float*)Pointer;

    public void Dispose() => Unmap(_start, _length);

    public void* Allocate(nuint bytes) => (void*)Map(bytes).Memory;

    public void Free(void* memory, nuint bytes)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        nuint used = (bytes + page - 1) / page * page;
        Unmap((byte*)memory + bytes - used - page, used + 2 * page);
    }

    // | guard page | … memory | guard page |, the memory ending exactly where the last guard page begins.
    private static Mapping Map(nuint bytes)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        nuint used = (bytes + page - 1) / page * page;
        nuint length = used + 2 * page;
        if (!IsSupported)
        {
            byte* ordinary = (byte*)NativeMemory.AlignedAlloc(length, page);
            NativeMemory.Clear(ordinary, length);
            return new Mapping((nint)(ordinary + page + used - bytes), (nint)ordinary, length);
        }
        int anonymous = OperatingSystem.IsMacOS() ? 0x1000 : 0x20;
        void* start = MapPages(null, length, ReadWrite, Private | anonymous, -1, 0);
        if (start == (void*)-1)
            throw new InvalidOperationException("mmap failed");
        byte* first = (byte*)start;
        if (ProtectPages(first, page, None) != 0 || ProtectPages(first + page + used, page, None) != 0)
            throw new InvalidOperationException("mprotect failed");
        return new Mapping((nint)(first + page + used - bytes), (nint)first, length);
    }

    private static void Unmap(byte* start, nuint length)
    {
        if (IsSupported)
            _ = UnmapPages(start, length);
        else
            NativeMemory.AlignedFree(start);
    }

    private const int None = 0;
    private const int ReadWrite = 1 | 2;
    private const int Private = 2;

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* MapPages(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int ProtectPages(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int UnmapPages(void* address, nuint length);

    private readonly record struct Mapping(nint Memory, nint Start, nuint Length);
}
