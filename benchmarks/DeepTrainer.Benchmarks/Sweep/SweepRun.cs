using System.Diagnostics;
using System.Runtime.InteropServices;
using DeepTrainer.Benchmarks.Clock;
using DeepTrainer.Benchmarks.Compare;
using DeepTrainer.Benchmarks.Contenders;
using DeepTrainer.Benchmarks.Machine;
using DeepTrainer.Benchmarks.Workloads;

namespace DeepTrainer.Benchmarks.Sweep;

/// <summary>Times many random networks, which nobody tuned the planner for: where is generated code slower than the engine, where are cliffs?</summary>
internal static class SweepRun
{
    private const int Seed = 4, InOneCompilation = 20, Listed = 15, WarmUpNetworks = 24;

    // Below the one, neighbours on the machine may be to blame; above the other, code of the engine's that was not yet optimized.
    private const double SuspectLow = 1.1, SuspectHigh = 30;

    private static readonly Operation[] Operations = [Operation.Predict, Operation.Train];

    /// <returns>Whether results were the same throughout, none was slower than the engine's, and there was no cliff.</returns>
    public static bool Run(SweepOptions options)
    {
        long start = Stopwatch.GetTimestamp();
        string machine = $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, {Limits.VectorBits} bit vectors";
        Console.WriteLine(machine);
        List<Case> cases = Compile([.. Draw(options)]);
        Console.WriteLine($"{cases.Count / Operations.Length} networks compiled after {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");

        bool areEqual = Measure(cases);
        cases.RemoveAll(c => !c.IsTimed);
        List<Case> slower = [.. cases.Where(c => c.Ratio < 1).OrderBy(c => c.Ratio)];
        IReadOnlyList<Cliff> cliffs = Cliff.Among(cases);
        Print(cases, slower, cliffs);

        Directory.CreateDirectory(options.Folder);
        File.WriteAllText(Path.Combine(options.Folder, "sweep.tsv"), Figure.Tsv(cases.SelectMany(c => c.Figures()).Concat(cliffs.Select(cliff => cliff.Figure()))));
        File.WriteAllText(Path.Combine(options.Folder, "sweep.svg"), SweepChart.Of(cases, machine));
        Console.WriteLine($"sweep.tsv and sweep.svg are in {options.Folder}; {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");
        return areEqual && slower.Count == 0 && cliffs.Count == 0;
    }

    private static IEnumerable<Topology> Draw(SweepOptions options)
    {
        int number = 0;
        RandomTopologies dense = new(Seed), convolutional = new(Seed + 1);
        for (int i = 0; i < options.Dense; i++)
            yield return dense.Dense(number++);
        for (int i = 0; i < options.Convolutional; i++)
            yield return convolutional.Convolutional(number++);
        foreach (Topology topology in Series.Draw(number))
            yield return topology;
    }

    // All before anything is timed, so that the compiler's own code no longer occupies the JIT then.
    private static List<Case> Compile(IReadOnlyList<Topology> topologies) =>
    [
        .. topologies.Chunk(InOneCompilation).SelectMany(chunk => chunk.Zip(CompiledNetworks.Compile([.. chunk.Select(t => t.Model)])))
            .SelectMany(pair => Operations.Select(operation => new Case(pair.First, pair.Second, operation))),
    ];

    private static bool Measure(List<Case> cases)
    {
        CoreSpeed speed = new();
        Stopwatches brief = new(speed, Effort.Brief), closer = new(speed, Effort.Closer);
        bool areEqual = true;
        WarmUp(cases);
        foreach (Case each in cases)
        {
            try
            {
                each.Measure(brief);
            }
            catch (DifferentResultsException e)
            {
                Console.WriteLine(e.Message);
                areEqual = false;
            }
        }
        foreach (Case tooFast in cases.Where(c => c.IsTimed && c.Ratio > SuspectHigh))
            tooFast.Measure(brief);
        foreach (Case suspect in Suspects(cases))
            suspect.Measure(closer);
        return areEqual;
    }

    // Only the engine's, on networks of all kinds: its code is the same for all, while each generated network brings new code, and the JIT
    // doesn't optimize before it has had a tenth of a second without any.
    private static void WarmUp(List<Case> cases)
    {
        int step = Math.Max(1, cases.Count / WarmUpNetworks) | 1;
        Stopwatches.WarmUp([.. cases.Where((_, i) => i % step == 0).Select(c => c.StartEngine())]);
    }

    private static HashSet<Case> Suspects(List<Case> cases) =>
        [.. cases.Where(c => c.IsTimed && c.Ratio < SuspectLow), .. Cliff.Among(cases).SelectMany(cliff => new[] { cliff.Smaller, cliff.Larger })];

    private static void Print(List<Case> cases, List<Case> slower, IReadOnlyList<Cliff> cliffs)
    {
        double[] ratios = [.. cases.Select(c => c.Ratio).Order()];
        Console.WriteLine($"{cases.Count} cases, {cases.Count(c => !c.IsCalm)} of them disturbed; the engine takes {Figure.Text(ratios[0])} to "
            + $"{Figure.Text(ratios[^1])} times as long as generated code, the median is {Figure.Text(ratios[ratios.Length / 2])}");
        Console.WriteLine($"\n{slower.Count} slower than the engine:");
        foreach (Case each in slower)
            Console.WriteLine(Line(each));
        Console.WriteLine("\nThe least ahead of it:");
        foreach (Case each in cases.Where(c => c.Ratio >= 1).OrderBy(c => c.Ratio).Take(Listed))
            Console.WriteLine(Line(each));
        Console.WriteLine($"\n{cliffs.Count} cliffs:");
        foreach (Cliff cliff in cliffs)
            Console.WriteLine($"  {cliff}");
        Console.WriteLine();
    }

    private static string Line(Case each) =>
        $"  {Figure.Text(each.Ratio)}  {Figure.Text(each.Generated)} ns generated, {Figure.Text(each.Engine)} ns engine  {each.Name}{(each.IsCalm ? "" : "  disturbed")}";
}
