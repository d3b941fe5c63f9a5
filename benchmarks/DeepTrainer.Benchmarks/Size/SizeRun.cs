using System.Collections.Immutable;
using System.Diagnostics;
using DeepTrainer.Compiler.Graphs;
using DeepTrainer.Compiler.Passes;
using DeepTrainer.Compiler.Planning;
using DeepTrainer.Compiler.Rendering;
using DeepTrainer.Compiler.Spec;
using DeepTrainer.Engine.Declarations;

namespace DeepTrainer.Benchmarks.Size;

/// <summary>How long the generator's work takes for each network, and how large what it emits is: a table, and a TSV file.</summary>
internal static class SizeRun
{
    private const int Repetitions = 5;

    private static readonly Type[] Networks =
        [typeof(Network4_16_3), typeof(Network64_32_10), typeof(Network784_128_10), typeof(Network4_32_16_4), typeof(ResNet18), typeof(CausalTransformer)];

    /// <param name="folder">Where <c>size.tsv</c> goes; made if it doesn't exist.</param>
    /// <returns>Whether everything is within its budget.</returns>
    public static bool Run(string folder)
    {
        SizeRow[] rows = [.. Networks.Select(Measure)];
        string[][] cells = [SizeRow.Columns, .. rows.Select(r => r.Cells())];
        int[] widths = [.. Enumerable.Range(0, SizeRow.Columns.Length).Select(c => cells.Max(row => row[c].Length))];
        foreach (string[] row in cells)
            Console.WriteLine(string.Join("  ", row.Select((cell, c) => cell.PadLeft(widths[c]))));
        string[] excesses = [.. rows.SelectMany(r => r.Excesses())];
        Console.WriteLine();
        Console.WriteLine(excesses.Length == 0 ? "All are within their budgets." : string.Join(Environment.NewLine, excesses));
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, "size.tsv");
        File.WriteAllText(file, string.Concat(cells.Select(row => string.Join('\t', row) + "\n")));
        Console.WriteLine(file);
        return excesses.Length == 0;
    }

    private static SizeRow Measure(Type network)
    {
        NetworkSpec spec = DeclarationReader.Read(network);
        (double cold, NetworkModel model, ImmutableArray<GeneratedFile> files) = Generate(spec);
        double[] warm = [.. Enumerable.Range(0, Repetitions).Select(_ => Generate(spec).Milliseconds).Order()];
        Graph[] graphs = [.. new[] { model.Inference, model.Evaluation, model.Training, model.Streaming?.Graph }.OfType<Graph>()];
        Persistent persistent = new(model);
        return new(
            network.Name, cold, warm[Repetitions / 2], graphs.Sum(g => g.Nodes.Length), graphs.Sum(g => Planner.Run(g, persistent.Layouts).Kernels.Length),
            [.. files.Select(f => f.Text.Length)], MethodSize.Of(network));
    }

    private static (double Milliseconds, NetworkModel Model, ImmutableArray<GeneratedFile> Files) Generate(NetworkSpec spec)
    {
        long start = Stopwatch.GetTimestamp();
        NetworkModel model = Build.Run(spec).Model!;
        ImmutableArray<GeneratedFile> files = Renderer.Run(model);
        return (Stopwatch.GetElapsedTime(start).TotalMilliseconds, model, files);
    }
}
