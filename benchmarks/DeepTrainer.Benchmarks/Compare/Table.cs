using System.Globalization;
using System.Text;
using DeepTrainer.Benchmarks.Contenders;

namespace DeepTrainer.Benchmarks.Compare;

/// <summary>The times for people to read, a line for each workload as soon as it is there.</summary>
internal static class Table
{
    private static readonly string[] Peers = [Contender.Engine, Contender.OnnxRuntime, Contender.Torch, Contender.TorchGradient, Contender.TwoThreads];

    private static readonly CompositeFormat Columns = CompositeFormat.Parse(
        "{0,-30} {1,9} {2,9} {3,9} {4,9} {5,9} {6,9} {7,9} {8,8}   {9,-40} {10}{11}");

    public static string Header { get; } = Format(
        "µs a call (median)", "generated", "engine", "ONNX R.", "Torch", "gradient", "2 threads", "floor", "of floor",
        "1 : engine : ONNX : Torch : gradient : 2 threads", "elsewhere", "");

    public static string Line(Row row) => Format(
    [
        row.Workload.Name,
        Figure.Text(row.Generated.Microseconds),
        .. Peers.Select(peer => Figure.Text(row.Time(peer))),
        Figure.Text(row.Floor),
        (row.Floor / row.Generated.Microseconds).ToString("P0", CultureInfo.InvariantCulture),
        string.Join(" : ", Peers.Select(peer => row.Ratio(peer) is { } ratio ? Figure.Text(ratio) : "–").Prepend("1")),
        row.Workload.Reference is { } reference ? $"{reference.Name} {Figure.Text(reference.Microseconds)}" : "",
        row.Calm ? "" : "  disturbed",
    ]);

    private static string Format(params object[] cells) => string.Format(CultureInfo.InvariantCulture, Columns, cells).TrimEnd();
}
