using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DeepTrainer.Lab;

/// <summary>Where something ran.</summary>
/// <param name="Processor">The processor's name; its architecture where the system doesn't tell.</param>
/// <param name="Processors">How many processors the system has.</param>
/// <param name="VectorBits">The width of its vectors, which decides in which order generated code sums.</param>
/// <param name="System">The operating system.</param>
/// <param name="Framework">The version of .NET.</param>
/// <param name="Library">The version of DeepTrainer.</param>
public sealed record Machine(string Processor, int Processors, int VectorBits, string System, string Framework, string Library)
{
    /// <summary>This one.</summary>
    public static Machine Current { get; } = new(
        ProcessorName() ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        typeof(INetwork).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "");

    private static string? ProcessorName()
    {
        const string Linux = "/proc/cpuinfo";
        if (!File.Exists(Linux))
            return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        string? line = File.ReadLines(Linux).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
