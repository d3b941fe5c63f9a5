using System.Diagnostics;
using System.Runtime.InteropServices;
using DeepTrainer.Benchmarks.Clock;
using DeepTrainer.Benchmarks.Contenders;
using DeepTrainer.Benchmarks.Machine;
using DeepTrainer.Benchmarks.Size;
using DeepTrainer.Benchmarks.Torch;
using DeepTrainer.Benchmarks.Workloads;

namespace DeepTrainer.Benchmarks.Compare;

/// <summary>Times the contenders of all workloads, or of some: a table as it goes, a file of all figures, and a picture.</summary>
internal static class CompareRun
{
    public const string TsvFile = "compare.tsv";

    /// <returns>Whether all contenders of all workloads gave the same results, generated code allocated nothing and is within its budgets.</returns>
    public static bool Run(Options options)
    {
        long start = Stopwatch.GetTimestamp();
        Workload[] workloads = [.. All.Workloads, .. UntunedNetworks.Workloads];
        if (!workloads.Concat(All.WithCosts).Any(workload => workload.Matches(options.Words)))
        {
            Console.WriteLine($"No workload has all of this in its name: {string.Join(' ', options.Words)}. There are:");
            Console.WriteLine(string.Join(Environment.NewLine, workloads.Select(workload => workload.Name)));
            return false;
        }
        var limits = new Limits();
        string machine = $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, {Limits.VectorBits} bit vectors";
        Console.WriteLine(machine);
        if (TorchLibrary.Problem is { } problem)
            Console.WriteLine($"TorchSharp doesn't load and is left out: {problem}");
        Console.WriteLine();

        bool isRight = true;
        Console.WriteLine(Table.Header);
        var stopwatches = new Stopwatches(new CoreSpeed(), Effort.Thorough);
        var rows = new List<Row>();
        // Untuned networks are many and some large: there is one of them at a time. All others are there at once, and share the JIT's
        // waiting.
        foreach (var group in workloads
            .Where(workload => workload.Matches(options.Words)).GroupBy(workload => workload.IsUntuned ? workload.Declaration : null))
        {
            List<(Workload Workload, Contender[] Contenders)> started = Start(group, options, ref isRight);
            Stopwatches.WarmUp([.. started.SelectMany(s => s.Contenders)]);
            foreach ((Workload workload, Contender[] contenders) in started)
            {
                var work = Work.Of(workload);
                limits.Probe(work.Bytes);
                rows.Add(new(workload, stopwatches.Measure(contenders), work, limits));
                Console.WriteLine(Table.Line(rows[^1]));
                foreach (Contender contender in contenders)
                    contender.Dispose();
            }
        }
        isRight &= Verdict(rows, limits);
        List<Figure> figures = [.. rows.SelectMany(row => row.Figures()), .. limits.Figures()];
        if (!options.OnlyGenerated)
        {
            figures.AddRange(Costs.Print(options.Words, out bool areWithinBudgets));
            figures.AddRange(Widths.Print(options, out bool areRightAtAllWidths));
            isRight &= areWithinBudgets & areRightAtAllWidths;
            if (options.Aot)
                figures.AddRange(Aot.Print(options));
        }

        Directory.CreateDirectory(options.Folder);
        Write(options.Folder, TsvFile, Figure.Tsv(figures));
        Write(options.Folder, "compare.svg", Chart.Of(rows, machine));
        Console.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");
        return isRight;
    }

    // A workload whose contenders differ is told and left out.
    private static List<(Workload Workload, Contender[] Contenders)> Start(
        IEnumerable<Workload> workloads, Options options, ref bool areEqual)
    {
        var started = new List<(Workload, Contender[])>();
        foreach (Workload workload in workloads)
        {
            try
            {
                Contender[] contenders = workload.Start();
                started.Add((workload, options.OnlyGenerated ? [.. contenders.Where(c => c.Name is Contender.Generated or Contender.TwoThreads)] : contenders));
            }
            catch (DifferentResultsException e)
            {
                Console.WriteLine(e.Message);
                areEqual = false;
            }
        }
        return started;
    }

    private static bool Verdict(List<Row> rows, Limits limits)
    {
        Console.WriteLine();
        Console.WriteLine($"{Figure.Text(limits.MultiplyAdds / 1e3)} billion multiply-adds a second at {Limits.VectorBits} bits");
        foreach (Row row in rows)
        {
            foreach (Timing faster in row.Faster)
                Console.WriteLine($"{row.Workload.Name}: {faster.Contender} is faster, {Figure.Text(faster.Microseconds / row.Generated.Microseconds)} of the time");
        }
        List<Row> allocating = [.. rows.Where(row => row.Generated.Bytes > 0)];
        foreach (Row row in allocating)
            Console.WriteLine($"{row.Workload.Name}: generated code allocates {Figure.Text(row.Generated.Bytes)} bytes a call");
        return allocating.Count == 0;
    }

    private static void Write(string folder, string name, string content)
    {
        string file = Path.Combine(folder, name);
        File.WriteAllText(file, content);
        Console.WriteLine(file);
    }
}
