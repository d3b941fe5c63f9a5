using System.Globalization;
using System.Text;

namespace DeepTrainer.Benchmarks.Compare;

/// <summary>The rows for people to read.</summary>
internal static class Table
{
    public static IReadOnlyList<string> Peers { get; } = ["engine", "ONNX Runtime", "TorchSharp", "TorchSharp gradient"];

    private static readonly CompositeFormat Columns = CompositeFormat.Parse("{0,-32} {1,10} {2,10} {3,12} {4,10} {5,10} {6,10}   {7,-30} {8,9}{9}");

    public static string Header { get; } = Format("µs a call (median)", "generated", "engine", "ONNX Runtime", "TorchSharp", "gradient", "floor", "g : e : o : t : gradient", "of floor", "");

    public static string Line(Row row) => Format(
        row.Workload.Name,
        Time(row.Generated.Microseconds),
        Time(row.Of("engine")?.Microseconds),
        Time(row.Of("ONNX Runtime")?.Microseconds),
        Time(row.Of("TorchSharp")?.Microseconds),
        Time(row.Of("TorchSharp gradient")?.Microseconds),
        Time(row.Floor),
        string.Join(" : ", Peers.Select(peer => row.Ratio(peer) is { } ratio ? Figure(ratio) : "–").Prepend("1")),
        (row.Floor / row.Generated.Microseconds).ToString("P0", CultureInfo.InvariantCulture),
        row.Calm ? "" : "  disturbed");

    private static string Time(double? microseconds) => microseconds is { } time ? Figure(time) : "";

    private static string Figure(double value) =>
        value.ToString(value >= 100 ? "F0" : value >= 10 ? "F1" : value >= 1 ? "F2" : "F4", CultureInfo.InvariantCulture);

    private static string Format(params object[] cells) => string.Format(CultureInfo.InvariantCulture, Columns, cells);
}
