using System.Globalization;
using System.Text;
using DeepTrainer.Benchmarks.Compare;
using DeepTrainer.Benchmarks.Contenders;
using DeepTrainer.Benchmarks.Workloads;
using static DeepTrainer.Benchmarks.Compare.Svg;

namespace DeepTrainer.Benchmarks.Sweep;

/// <summary>The time of a multiply-add over the number of them in a call, both logarithmic: prediction on the left, training on the right.</summary>
internal static class SweepChart
{
    private const int Width = 560, Height = 420, Left = 60, Top = 60, Bottom = Top + Height;
    private const double LeastSize = 100, MostSize = 1e10, LeastTime = 0.001, MostTime = 100;

    private static readonly (string Contender, string Color, Func<Case, double> Time)[] Dots =
        [(Contender.Engine, "#1f77b4", c => c.Engine), (Contender.Generated, "#2ca02c", c => c.Generated)];

    public static string Of(IReadOnlyList<Case> cases, string caption)
    {
        var svg = new StringBuilder(Start(2 * (Left + Width), Bottom + 50));
        svg.Append(Text(10, 18, $"Nanoseconds for a multiply-add over multiply-adds in a call. {caption}"));
        Panel(svg, Left, "prediction of 128", [.. cases.Where(c => c.Operation == Operation.Predict)]);
        Panel(svg, (2 * Left) + Width, "training step of 64", [.. cases.Where(c => c.Operation == Operation.Train)]);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Panel(StringBuilder svg, double left, string title, IReadOnlyList<Case> cases)
    {
        svg.Append(Text(left, Top - 18, title));
        for (double size = LeastSize; size <= MostSize * 1.01; size *= 10)
        {
            svg.Append(Line(X(size), Top, X(size), Bottom, "#eeeeee"));
            svg.Append(Text(X(size), Bottom + 16, size.ToString("0e0", CultureInfo.InvariantCulture), "middle"));
        }
        for (double time = LeastTime; time <= MostTime * 1.01; time *= 10)
        {
            svg.Append(Line(left, Y(time), left + Width - 20, Y(time), "#eeeeee"));
            svg.Append(Text(left - 6, Y(time) + 4, time.ToString("0.###", CultureInfo.InvariantCulture), "end"));
        }
        double at = left + 160;
        foreach ((string contender, string color, Func<Case, double> time) in Dots)
        {
            svg.Append(Dot(at, Top - 22, color, contender)).Append(Text(at + 8, Top - 18, contender));
            at += 100;
            foreach (Case each in cases)
                svg.Append(Dot(X(each.MultiplyAdds), Y(time(each)), color, $"{each.Name}: {contender} {Figure.Text(time(each))} ns", 2.5));
        }

        double X(double size) => left + ((Width - 20) * Part(size, LeastSize, MostSize));
    }

    private static double Y(double time) => Bottom - (Height * Part(time, LeastTime, MostTime));

    private static double Part(double value, double least, double most) => Math.Log(Math.Clamp(value, least, most) / least) / Math.Log(most / least);
}
