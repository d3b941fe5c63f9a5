using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using DeepTrainer.Benchmarks.Contenders;

namespace DeepTrainer.Benchmarks.Quick;

/// <summary>All workloads in about a minute: a table as it goes, a TSV file, and what the figures say about the project's claims.</summary>
internal static class QuickRun
{
    /// <param name="folder">Where <c>quick.tsv</c> goes; made if it doesn't exist.</param>
    /// <returns>Whether all claims hold.</returns>
    public static bool Run(string folder)
    {
        long start = Stopwatch.GetTimestamp();
        var stopwatches = new Stopwatches(new CoreSpeed());
        Console.WriteLine($"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, {VectorBits} bit vectors, {Environment.ProcessorCount} cores");
        Console.WriteLine();
        Console.WriteLine(Report.Header);
        var rows = new List<Row>();
        Contender[][] contenders = [.. Workload.All.Select(workload => workload.Start())];
        Stopwatches.WarmUp([.. contenders.SelectMany(c => c)]);
        foreach ((Workload workload, Contender[] its) in Workload.All.Zip(contenders))
        {
            Timing[] timings = stopwatches.Measure(its);
            rows.Add(new(workload, timings[0], timings[1], timings.ElementAtOrDefault(2)));
            Console.WriteLine(Report.Text(rows[^1]));
            foreach (Contender contender in its)
                contender.Dispose();
        }

        Console.WriteLine();
        bool holds = Claims.Print(rows, Console.Out);
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, "quick.tsv");
        File.WriteAllText(file, Report.Tsv(rows));
        Console.WriteLine();
        Console.WriteLine($"{file}; {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");
        return holds;
    }

    private static int VectorBits => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
}
