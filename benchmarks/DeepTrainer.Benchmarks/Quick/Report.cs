using System.Globalization;
using System.Text;

namespace DeepTrainer.Benchmarks.Quick;

/// <summary>Renders a run's figures, for people and for programs.</summary>
internal static class Report
{
    private static readonly CompositeFormat TextFormat = CompositeFormat.Parse("{0,-29} {1,12} {2,12} {3,12}   {4,-22} {5,7} {6,4}{7}");

    private static readonly string[] Columns =
        ["network", "operation", "batch", "generated_us", "engine_us", "onnxruntime_us", "engine_ratio", "onnxruntime_ratio",
         "generated_bytes", "engine_bytes", "repetitions", "calm"];

    public static string Header { get; } =
        Format("µs a call (median)", "Generated", "Engine", "ONNX Runtime", "G : E : O", "G bytes", "n", "");

    public static string Text(Row row) => Format(
        row.Workload.Name,
        Time(row.Generated.Microseconds),
        Time(row.Engine.Microseconds),
        row.OnnxRuntime is { } onnx ? Time(onnx.Microseconds) : "",
        Ratios(row),
        row.Generated.Bytes.ToString("F0", CultureInfo.InvariantCulture),
        row.Repetitions,
        row.Calm ? "" : " disturbed");

    public static string Tsv(IEnumerable<Row> rows) =>
        string.Concat(rows.Select(Cells).Prepend(Columns).Select(cells => string.Join('\t', cells) + "\n"));

    private static string[] Cells(Row row) =>
    [
        row.Workload.Network,
        row.Workload.Operation.ToString(),
        row.Workload.Batch.ToString(CultureInfo.InvariantCulture),
        Exact(row.Generated.Microseconds),
        Exact(row.Engine.Microseconds),
        Exact(row.OnnxRuntime?.Microseconds),
        Exact(row.EngineRatio),
        Exact(row.OnnxRuntimeRatio),
        Exact(row.Generated.Bytes),
        Exact(row.Engine.Bytes),
        row.Repetitions.ToString(CultureInfo.InvariantCulture),
        row.Calm ? "yes" : "no",
    ];

    private static string Ratios(Row row) =>
        $"1 : {Ratio(row.EngineRatio)}" + (row.OnnxRuntimeRatio is { } ratio ? $" : {Ratio(ratio)}" : "");

    private static string Ratio(double value) => value.ToString(value >= 100 ? "F0" : value >= 10 ? "F1" : "F2", CultureInfo.InvariantCulture);

    private static string Time(double microseconds) =>
        microseconds.ToString(microseconds >= 100 ? "F0" : microseconds >= 10 ? "F1" : microseconds >= 1 ? "F2" : "F4", CultureInfo.InvariantCulture);

    private static string Exact(double? value) => value?.ToString("G5", CultureInfo.InvariantCulture) ?? "";

    private static string Format(params object[] cells) => string.Format(CultureInfo.InvariantCulture, TextFormat, cells);
}
