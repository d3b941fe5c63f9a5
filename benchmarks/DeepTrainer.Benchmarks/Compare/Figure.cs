using System.Globalization;

namespace DeepTrainer.Benchmarks.Compare;

/// <summary>One number of the report.</summary>
/// <param name="Workload">The workload or network; "machine" for what belongs to none.</param>
/// <param name="Contender">Whose it is.</param>
/// <param name="Metric">What was measured.</param>
/// <param name="Value">The number.</param>
/// <param name="Unit">Its unit.</param>
internal sealed record Figure(string Workload, string Contender, string Metric, double Value, string Unit)
{
    private const string Header = "workload\tcontender\tmetric\tvalue\tunit\n";

    public static string Tsv(IEnumerable<Figure> figures) => Header + string.Concat(figures);

    /// <summary>The figures of another run's file.</summary>
    public static IEnumerable<Figure> Read(string tsv) => tsv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
        .Select(line => line.Split('\t'))
        .Select(cells => new Figure(cells[0], cells[1], cells[2], double.Parse(cells[3], CultureInfo.InvariantCulture), cells[4]));

    /// <summary>The number for people: three digits or a little more.</summary>
    public static string Text(double? value) => value?.ToString(
        Math.Abs(value.Value) switch { >= 100 => "F0", >= 10 => "F1", >= 1 => "F2", _ => "F4" }, CultureInfo.InvariantCulture) ?? "";

    public override string ToString() => $"{Workload}\t{Contender}\t{Metric}\t{Value.ToString("G5", CultureInfo.InvariantCulture)}\t{Unit}\n";
}
