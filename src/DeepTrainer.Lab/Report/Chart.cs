using System.Globalization;
using System.Xml.Linq;

namespace DeepTrainer.Lab;

/// <summary>A chart as SVG: lines with bands, or bars, between axes with round numbers.</summary>
/// <param name="low">The least y.</param>
/// <param name="high">The greatest y.</param>
/// <param name="from">The least x.</param>
/// <param name="to">The greatest x.</param>
internal sealed class Chart(double from, double to, double low, double high)
{
    public const int Colours = 10;
    private const int Width = 640, Height = 300, Left = 64, Bottom = 28, Top = 10, Right = 10;

    private readonly List<XElement> _marks = [];
    private readonly double _low = low, _high = Above(low, high), _to = Above(from, to);

    /// <summary>A line through points.</summary>
    /// <param name="points">The points, all of them numbers.</param>
    /// <param name="colour">Which of the colours.</param>
    /// <param name="name">What it is, for who points at it.</param>
    public Chart Line(IEnumerable<(double X, double Y)> points, int colour, string name)
    {
        _marks.Add(Html.Element("polyline",
            Html.With("class", $"line c{colour % Colours}"), Html.With("data-name", name), Html.With("points", Path(points)), Html.Element("title", name)));
        return this;
    }

    /// <summary>A band between two lines of the same x.</summary>
    public Chart Band(IReadOnlyList<(double X, double Low, double High)> points, int colour)
    {
        IEnumerable<(double, double)> around = points.Select(p => (p.X, p.High)).Concat(points.Reverse().Select(p => (p.X, p.Low)));
        _marks.Add(Html.Element("polygon", Html.With("class", $"band c{colour % Colours}"), Html.With("points", Path(around))));
        return this;
    }

    /// <summary>Bars beside each other over the whole width.</summary>
    public Chart Bars(IReadOnlyList<int> counts, int colour)
    {
        double width = (double)(Width - Left - Right) / counts.Count;
        for (int i = 0; i < counts.Count; i++)
        {
            _marks.Add(Html.Element("rect", Html.With("class", $"bar c{colour % Colours}"), Html.With("x", Number(Left + (i * width))), Html.With("y", Number(Y(counts[i]))),
                Html.With("width", Number(Math.Max(0.5, width - 1))), Html.With("height", Number(Y(_low) - Y(counts[i])))));
        }
        return this;
    }

    /// <summary>The chart.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="label">What it shows, for who can't see it.</param>
    /// <param name="text">How numbers of the y axis are written.</param>
    public XElement Draw(string id, string label, Func<double, string>? text = null)
    {
        text ??= value => Numbers.Text($"{value:G3}");
        IEnumerable<XElement> rows = Ticks(_low, _high).SelectMany(y => (XElement[])[
            Html.Element("line", Html.With("class", "grid"), Html.With("x1", Left), Html.With("x2", Width - Right), Html.With("y1", Number(Y(y))), Html.With("y2", Number(Y(y)))),
            Html.Element("text", Html.With("x", Left - 6), Html.With("y", Number(Y(y) + 4)), Html.With("text-anchor", "end"), text(y))]);
        IEnumerable<XElement> columns = Ticks(from, _to).Select(x =>
            Html.Element("text", Html.With("x", Number(X(x))), Html.With("y", Height - 8), Html.With("text-anchor", "middle"), Numbers.Text($"{x:G3}")));
        return Html.Element("svg",
            Html.With("id", id), Html.With("class", "chart"), Html.With("viewBox", $"0 0 {Width} {Height}"), Html.With("role", "img"),
            Html.With("aria-label", label), rows, columns,
            // An inner picture cuts off what lies beyond the axes.
            Html.Element("svg", Html.With("x", Left), Html.With("y", Top), Html.With("width", Width - Left - Right), Html.With("height", Height - Top - Bottom),
                Html.With("viewBox", $"{Left} {Top} {Width - Left - Right} {Height - Top - Bottom}"), _marks));
    }

    /// <summary>Round numbers of a range, about five.</summary>
    internal static IEnumerable<double> Ticks(double low, double high)
    {
        double rough = (high - low) / 5, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double step = power * (rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
        for (double i = Math.Ceiling(low / step); i * step <= high + (step * 1e-9); i++)
            yield return Math.Round(i * step, 12) + 0.0; // no −0
    }

    // A range that is a rounding error has no ticks.
    private static double Above(double low, double high) => high - low > 1e-9 * Math.Abs(low) ? high : low + Math.Max(1, Math.Abs(low));

    private double X(double x) => Left + ((x - from) / (_to - from) * (Width - Left - Right));

    private double Y(double y) => Top + ((_high - y) / (_high - _low) * (Height - Top - Bottom));

    private string Path(IEnumerable<(double X, double Y)> points) => string.Join(' ', points.Select(p => $"{Number(X(p.X))},{Number(Y(p.Y))}"));

    private static string Number(double value) => value.ToString("F1", CultureInfo.InvariantCulture);
}
