using System.Globalization;
using System.Text;
using DeepTrainer.Benchmarks.Clock;
using DeepTrainer.Benchmarks.Compare;
using DeepTrainer.Benchmarks.Contenders;
using static DeepTrainer.Benchmarks.Compare.Svg;

namespace DeepTrainer.Benchmarks.Batches;

/// <summary>A panel for each curve: the time of a sample over the batch's size, both logarithmic, the time of a sample in the largest batch at the bottom.</summary>
internal static class BatchesChart
{
    private const int Width = 380, Height = 200, Left = 40, Top = 60, PanelsInRow = 3;
    private const double MostSamples = 1000, MostTimes = 64;

    private static readonly Dictionary<string, string> Colors = new()
    {
        [Contender.Generated] = "#2ca02c",
        [Contender.OnnxRuntime] = "#ff7f0e",
        [Contender.Torch] = "#d62728",
        [Contender.TorchGradient] = "#e7a0a1",
    };

    public static string Of(IReadOnlyList<Curve> curves, string caption)
    {
        int rows = (curves.Count + PanelsInRow - 1) / PanelsInRow;
        StringBuilder svg = new(Start(PanelsInRow * (Left + Width), Top + (rows * (Height + 60))));
        svg.Append(Text(10, 18, $"Time of a sample over the batch's size, in times of generated code's best. {caption}"));
        double at = Left;
        foreach ((string contender, string color) in Colors)
        {
            svg.Append(Dot(at, 34, color, contender)).Append(Text(at + 8, 38, contender));
            at += 130;
        }
        for (int i = 0; i < curves.Count; i++)
            Panel(svg, Left + (i % PanelsInRow * (Left + Width)), Top + 20 + (i / PanelsInRow * (Height + 60)), curves[i]);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Panel(StringBuilder svg, double left, double top, Curve curve)
    {
        double least = curve.Times.Min(t => t.Value[0].Microseconds / t.Key);
        svg.Append(Text(left, top - 6, $"{curve.Name}: {Figure.Text(least)} µs"));
        for (int samples = 1; samples <= MostSamples; samples *= 4)
        {
            svg.Append(Line(X(samples), top, X(samples), top + Height, "#eeeeee"));
            svg.Append(Text(X(samples), top + Height + 14, samples.ToString(CultureInfo.InvariantCulture), "middle"));
        }
        for (int times = 1; times <= MostTimes; times *= 4)
        {
            svg.Append(Line(left, Y(times), left + Width - 20, Y(times), "#eeeeee"));
            svg.Append(Text(left - 6, Y(times) + 4, times.ToString(CultureInfo.InvariantCulture), "end"));
        }
        foreach ((int batch, Timing[] timings) in curve.Times)
        {
            foreach (Timing timing in timings)
                svg.Append(Dot(X(batch), Y(timing.Microseconds / batch / least), Colors[timing.Contender],
                    $"{timing.Contender}, {batch}: {Figure.Text(timing.Microseconds)} µs", 2.5));
        }

        double X(double samples) => left + ((Width - 20) * Part(samples, MostSamples));
        double Y(double times) => top + Height - (Height * Part(times, MostTimes));
    }

    private static double Part(double value, double most) => Math.Log(Math.Clamp(value, 1, most)) / Math.Log(most);
}
