using System.Globalization;
using System.Net;

namespace DeepTrainer.Benchmarks.Compare;

/// <summary>The elements that the pictures are made of.</summary>
internal static class Svg
{
    public static string Start(int width, int height) => string.Create(
        CultureInfo.InvariantCulture,
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\">\n<rect "
            + $"width=\"100%\" height=\"100%\" fill=\"white\"/>\n");

    public static string Dot(double x, double y, string color, string title, double radius = 5) => string.Create(
        CultureInfo.InvariantCulture, $"<circle cx=\"{x:F1}\" cy=\"{y:F1}\" r=\"{radius}\" fill=\"{color}\"><title>{WebUtility.HtmlEncode(title)}</title></circle>\n");

    public static string Text(double x, double y, string text, string anchor = "start") => string.Create(
        CultureInfo.InvariantCulture, $"<text x=\"{x:F1}\" y=\"{y:F1}\" text-anchor=\"{anchor}\">{WebUtility.HtmlEncode(text)}</text>\n");

    public static string Line(double x1, double y1, double x2, double y2, string color) => string.Create(
        CultureInfo.InvariantCulture, $"<line x1=\"{x1:F1}\" x2=\"{x2:F1}\" y1=\"{y1:F1}\" y2=\"{y2:F1}\" stroke=\"{color}\"/>\n");
}
