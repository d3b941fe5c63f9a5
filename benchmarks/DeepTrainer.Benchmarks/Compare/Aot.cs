using System.Diagnostics;
using System.Globalization;
using DeepTrainer.Benchmarks.Contenders;
using DeepTrainer.Benchmarks.Machine;

namespace DeepTrainer.Benchmarks.Compare;

/// <summary>A small program, published natively for several baselines and for the JIT: how fast it predicts and how soon.</summary>
internal static class Aot
{
    private const string Program = "DeepTrainer.Benchmarks.Aot", Batches = "784-512-512-10 predict 128";

    private const int Starts = 21;

    // What the compiler may take for granted; without a name the oldest processor that .NET runs on.
    private static readonly (string Name, string[] Properties)[] Variants =
    [
        ("JIT", []),
        ("NativeAOT", ["-p:Native=true"]),
        ("NativeAOT x86-64-v3", ["-p:Native=true", "-p:IlcInstructionSet=x86-64-v3"]),
        ("NativeAOT x86-64-v4", ["-p:Native=true", "-p:IlcInstructionSet=x86-64-v4"]),
    ];

    public static IEnumerable<Figure> Print(Options options)
    {
        Console.WriteLine();
        foreach ((string name, string[] properties) in Variants)
        {
            if (Measure(name, Path.GetFullPath(Path.Combine(options.Folder, "aot", name.Replace(' ', '-'))), properties) is not { } figures)
                continue;
            Console.WriteLine($"{name,-20}" + string.Concat(figures.Select(figure => $"  {figure.Workload}: {Figure.Text(figure.Value)} {figure.Unit}")));
            foreach (Figure figure in figures)
                yield return figure;
        }
    }

    private static Figure[]? Measure(string name, string folder, string[] properties)
    {
        try
        {
            // One runtime for all: NativeAOT needs a name, and links with clang unless it is told of another.
            Self.Run("dotnet", [
                "publish", Path.Combine(Repository(), "benchmarks", Program), "-c", "Release", "--use-current-runtime", "--self-contained",
                properties.Length > 0 ? "true" : "false",
                "-o", folder, .. properties, .. HasClang() ? Array.Empty<string>() : ["-p:CppCompilerAndLinker=gcc"]]);
            string program = Path.Combine(folder, Program + (OperatingSystem.IsWindows() ? ".exe" : ""));
            double time = double.Parse(Self.Run(program, ["time"]), CultureInfo.InvariantCulture);
            return
            [
                new(Batches, $"{Contender.Generated} {name}", "time", time, "us"),
                new("process start, empty", name, "time", Start(program, []), "ms"),
                new("process start, LeNet-5 predict 1", name, "time", Start(program, ["predict"]), "ms"),
            ];
        }
        catch (InvalidOperationException e)
        {
            Console.WriteLine($"{name}: {e.Message}");
            return null;
        }
    }

    private static double Start(string program, string[] arguments) => Enumerable.Range(0, Starts).Select(_ =>
    {
        long start = Stopwatch.GetTimestamp();
        Self.Run(program, arguments);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }).Order().ElementAt(Starts / 2);

    private static bool HasClang() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? "clang.exe" : "clang")));

    private static string Repository()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "DeepTrainer.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("The program isn't in its repository, where the program to publish is.");
    }
}
