using System.Globalization;
using System.Text;
using DeepTrainer.Benchmarks.Contenders;
using static DeepTrainer.Benchmarks.Compare.Svg;

namespace DeepTrainer.Benchmarks.Compare;

/// <summary>
/// The times as a picture: a line for each workload, on it a dot for each contender, at the number of times that it takes as long as
/// generated code. The axis is logarithmic; generated code is the line at 1, the floor is left of it.
/// </summary>
internal static class Chart
{
    private const int LineHeight = 20, Left = 300, Width = 1000, Top = 56;
    private const double Least = 0.02, Most = 1000;

    private static readonly (string Contender, string Color)[] Dots =
    [
        (Contender.Floor, "#999999"), (Contender.Engine, "#1f77b4"), (Contender.OnnxRuntime, "#ff7f0e"), (Contender.Torch, "#d62728"),
        (Contender.TorchGradient, "#e7a0a1"), (Contender.TwoThreads, "#2ca02c"),
    ];

    public static string Of(IReadOnlyList<Row> rows, string caption)
    {
        int bottom = Top + (rows.Count * LineHeight);
        var svg = new StringBuilder();
        svg.Append(Start(Width, bottom + 40));
        svg.Append(Text(10, 18, $"Time of a call, generated code = 1. {caption}"));
        double at = Left;
        foreach ((string contender, string color) in Dots)
        {
            svg.Append(Dot(at, 34, color, contender)).Append(Text(at + 8, 38, contender));
            at += 130;
        }
        for (double tick = Least; tick <= Most * 1.01; tick *= tick is 0.02 ? 5 : 10)
        {
            svg.Append(Line(X(tick), Top - 8, X(tick), bottom, tick is > 0.9 and < 1.1 ? "black" : "#dddddd"));
            svg.Append(Text(X(tick), bottom + 16, tick.ToString("0.##", Culture), "middle"));
        }
        for (int i = 0; i < rows.Count; i++)
        {
            double y = Top + (i * LineHeight) + (LineHeight / 2.0);
            string time = Figure.Text(rows[i].Generated.Microseconds);
            svg.Append(Text(10, y + 4, rows[i].Workload.Name)).Append(Text(Left - 12, y + 4, $"{time} µs", "end"));
            svg.Append(Line(Left, y, Width - 20, y, "#eeeeee"));
            foreach ((string contender, string color) in Dots)
            {
                double? ratio = contender == Contender.Floor ? rows[i].Floor / rows[i].Generated.Microseconds : rows[i].Ratio(contender);
                if (ratio is { } value)
                    svg.Append(Dot(X(value), y, color, $"{contender}: {Figure.Text(value)} times"));
            }
        }
        return svg.Append("</svg>\n").ToString();
    }

    private static CultureInfo Culture => CultureInfo.InvariantCulture;

    private static double X(double ratio) =>
        Left + ((Width - 20 - Left) * Math.Log(Math.Clamp(ratio, Least, Most) / Least) / Math.Log(Most / Least));
}
