using System.Diagnostics;
using System.Runtime.InteropServices;
using DeepTrainer.Benchmarks.Clock;
using DeepTrainer.Benchmarks.Contenders;
using DeepTrainer.Benchmarks.Machine;
using DeepTrainer.Benchmarks.Torch;
using DeepTrainer.Benchmarks.Workloads;

namespace DeepTrainer.Benchmarks.Compare;

/// <summary>Times the contenders of all workloads, or of some: a table as it goes, and a file of everything.</summary>
internal static class CompareRun
{
    /// <param name="words">What the workloads' names must contain.</param>
    /// <param name="folder">Where <c>compare.tsv</c> goes; made if it doesn't exist.</param>
    /// <returns>Whether all contenders of all workloads gave the same results.</returns>
    public static bool Run(IReadOnlyList<string> words, string folder)
    {
        long start = Stopwatch.GetTimestamp();
        var limits = new Limits();
        var stopwatches = new Stopwatches(new CoreSpeed());
        Console.WriteLine($"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, {Limits.VectorBits} bit vectors");
        if (TorchLibrary.Problem is { } problem)
            Console.WriteLine($"TorchSharp doesn't load and is left out: {problem}");
        Console.WriteLine();

        var started = new List<(Workload Workload, Contender[] Contenders)>();
        bool same = true;
        foreach (Workload workload in All.Workloads.Where(workload => workload.Matches(words)))
        {
            try
            {
                started.Add((workload, workload.Start()));
            }
            catch (InvalidOperationException e)
            {
                Console.WriteLine(e.Message);
                same = false;
            }
        }
        Stopwatches.WarmUp([.. started.SelectMany(s => s.Contenders)]);

        Console.WriteLine(Table.Header);
        var rows = new List<Row>();
        foreach ((Workload workload, Contender[] contenders) in started)
        {
            rows.Add(new(workload, stopwatches.Measure(contenders), Work.Of(workload).Floor(limits)));
            Console.WriteLine(Table.Line(rows[^1]));
            foreach (Contender contender in contenders)
                contender.Dispose();
        }

        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, "compare.tsv");
        File.WriteAllText(file, Tsv.Of(rows, limits));
        Console.WriteLine();
        Console.WriteLine($"{file}; {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");
        return same;
    }
}
