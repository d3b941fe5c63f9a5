using DeepTrainer.Benchmarks.Compare;
using DeepTrainer.Benchmarks.Workloads;

namespace DeepTrainer.Benchmarks.Size;

/// <summary>What generated code costs besides the time of a call: a table, a line for each network.</summary>
internal static class Costs
{
    private static readonly string[] Headings =
        ["cold", "edit", "again", "emitted", "largest", "methods", "longest", "locals", "Predict", "TrainBatch", "weights", "optimizer", "arena", "bound"];

    // The first networks would pay for what the JIT compiles of the generator itself.
    private const int WarmUps = 5;

    public static IReadOnlyList<Figure> Print(IReadOnlyList<string> words, out bool areWithinBudgets)
    {
        for (int i = 0; i < WarmUps; i++)
            _ = GeneratorTime.Of(typeof(Network4_16_3));
        var rows = new List<CostRow>();
        var figures = new List<Figure>();
        foreach (Workload workload in All.WithCosts.Where(workload => All.Workloads
            .Where(each => each.Declaration == workload.Declaration).Append(workload).Any(each => each.Matches(words))))
        {
            rows.Add(CostRow.Of(workload));
            Figure[] its = [.. rows[^1].Figures()];
            if (rows.Count == 1)
                Console.WriteLine("\n" + Line("network", Headings) + "\n" + Line("", its.Select(figure => figure.Unit)));
            Console.WriteLine(Line(workload.Declaration.Name, its.Select(figure => Figure.Text(figure.Value))));
            figures.AddRange(its);
        }
        string[] excesses = [.. rows.SelectMany(row => row.Excesses())];
        foreach (string excess in excesses)
            Console.WriteLine(excess);
        areWithinBudgets = excesses.Length == 0;
        return figures;
    }

    private static string Line(string network, IEnumerable<string> cells) => $"{network,-25}" + string.Concat(cells.Select(cell => $" {cell,10}"));
}
