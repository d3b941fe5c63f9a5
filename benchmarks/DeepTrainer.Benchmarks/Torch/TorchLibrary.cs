using System.Runtime.InteropServices;
using TorchSharp;

namespace DeepTrainer.Benchmarks.Torch;

/// <summary>libtorch's native library, which not every build has and not every system can load.</summary>
internal static partial class TorchLibrary
{
    private const int TrimThreshold = -1, MostMaps = -4;

    private static readonly Lazy<string?> Failure = new(Load);

    public static bool IsLoaded => Failure.Value is null;

    /// <summary>Why it doesn't load; null if it does.</summary>
    public static string? Problem => Failure.Value;

    private static string? Load()
    {
        TextWriter console = Console.Out;
        try
        {
            // Where it doesn't load it writes a page about it.
            Console.SetOut(TextWriter.Null);
            torch.set_num_threads(1);
            torch.set_num_interop_threads(1);
        }
        // It throws what the loader gives it, and what its own search for the library gives.
        catch (Exception e) when (e is NotSupportedException or TypeInitializationException or DllNotFoundException or EntryPointNotFoundException)
        {
            return (e.InnerException ?? e).Message.Split('\n')[0];
        }
        finally
        {
            Console.SetOut(console);
        }
        KeepMemory();
        LeaveOutNnpack();
        return null;
    }

    // By default glibc maps large blocks one by one and gives them back to the system when they are freed: libtorch, which allocates every
    // result, would spend its time on page faults.
    private static void KeepMemory()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = SetMallocOption(MostMaps, 0);
            _ = SetMallocOption(TrimThreshold, int.MaxValue);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library: it has its own ways.
        }
    }

    // Where NNPACK doesn't know the processor libtorch tries it for every convolution of one sample and writes a warning: 5 µs.
    private static void LeaveOutNnpack()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            UseNnpack(Context(), false);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // Another version: it may know the processor.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetMallocOption(int option, int value);

    [LibraryImport("libtorch_cpu.so", EntryPoint = "_ZN2at13globalContextEv")]
    private static partial nint Context();

    [LibraryImport("libtorch_cpu.so", EntryPoint = "_ZN2at7Context20setUserEnabledNNPACKEb")]
    private static partial void UseNnpack(nint context, [MarshalAs(UnmanagedType.U1)] bool uses);
}
