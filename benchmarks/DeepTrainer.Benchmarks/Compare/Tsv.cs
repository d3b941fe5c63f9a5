using System.Globalization;
using DeepTrainer.Benchmarks.Clock;
using DeepTrainer.Benchmarks.Machine;

namespace DeepTrainer.Benchmarks.Compare;

/// <summary>All figures for programs to read: one a line.</summary>
internal static class Tsv
{
    public static string Of(IEnumerable<Row> rows, Limits limits) => string.Concat(
        rows.SelectMany(Lines)
            .Append(Line("machine", "floor", "multiply-adds", limits.MultiplyAdds / 1e3, "G/s"))
            .Prepend("workload\tcontender\tmetric\tvalue\tunit\n"));

    private static IEnumerable<string> Lines(Row row)
    {
        string workload = row.Workload.Name;
        foreach (Timing timing in row.Timings)
        {
            yield return Line(workload, timing.Contender, "time", timing.Microseconds, "us");
            yield return Line(workload, timing.Contender, "ratio", timing.Microseconds / row.Generated.Microseconds, "generated");
            yield return Line(workload, timing.Contender, "allocated", timing.Bytes, "B");
            yield return Line(workload, timing.Contender, "repetitions", timing.Repetitions, timing.Calm ? "calm" : "disturbed");
        }
        yield return Line(workload, "floor", "time", row.Floor, "us");
    }

    private static string Line(string workload, string contender, string metric, double value, string unit) =>
        $"{workload}\t{contender}\t{metric}\t{value.ToString("G5", CultureInfo.InvariantCulture)}\t{unit}\n";
}
