using System.Globalization;
using DeepTrainer.Benchmarks.Contenders;
using DeepTrainer.Benchmarks.Machine;
using DeepTrainer.Benchmarks.Workloads;

namespace DeepTrainer.Benchmarks.Compare;

/// <summary>
/// Generated code on narrower machines: the runtime is told that it has none of the wider instructions, in a process of its own, which
/// measures what such a core can do as well.
/// </summary>
internal static class Widths
{
    private const string Batches = "predict 128";

    private static readonly (int Bits, string Variable)[] Narrower = [(256, "DOTNET_EnableAVX512"), (128, "DOTNET_EnableAVX2")];

    public static IReadOnlyList<Figure> Print(Options options, out bool areRight)
    {
        areRight = true;
        var all = new List<Figure>();
        if (!All.Workloads.Any(workload => workload.Matches([.. options.Words, Batches])))
            return all;
        Console.WriteLine();
        foreach ((int bits, string variable) in Narrower.Where(width => width.Bits < Limits.VectorBits))
        {
            try
            {
                Figure[] figures = Measure(options, bits, variable);
                Print(bits, figures);
                all.AddRange(figures.Select(figure => figure with { Contender = string.Create(CultureInfo.InvariantCulture, $"{figure.Contender} {bits} bit") }));
            }
            catch (InvalidOperationException e)
            {
                Console.WriteLine(e.Message);
                areRight = false;
            }
        }
        return all;
    }

    private static Figure[] Measure(Options options, int bits, string variable)
    {
        string folder = Path.Combine(options.Folder, string.Create(CultureInfo.InvariantCulture, $"{bits}-bit"));
        Self.Run(["compare", "--only-generated", "--output", folder, .. options.Words, Batches], new Dictionary<string, string> { [variable] = "0" });
        Figure[] figures = [.. Figure.Read(File.ReadAllText(Path.Combine(folder, CompareRun.TsvFile)))];
        double width = figures.Single(figure => figure.Metric == Limits.WidthMetric).Value;
        return width == bits ? figures : throw new InvalidOperationException($"{variable}=0 leaves vectors of {width} bits.");
    }

    private static void Print(int bits, Figure[] figures)
    {
        foreach (Figure floor in figures.Where(figure => figure is { Contender: Contender.Floor, Metric: "time" }))
        {
            Figure time = figures.Single(figure => figure is { Contender: Contender.Generated, Metric: "time" } && figure.Workload == floor.Workload);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{floor.Workload,-30} {bits} bit vectors: {Figure.Text(time.Value)} µs, floor {Figure.Text(floor.Value)}, {floor.Value / time.Value:P0} of it"));
        }
    }
}
