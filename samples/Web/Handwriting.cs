namespace Samples;

/// <summary>A digit as someone draws it: points of the pen's way, from (0, 0) at the top left to (1, 1).</summary>
internal static class Handwriting
{
    private static readonly (double X, double Y)[][][] Digits =
    [
        [Round(0.5, 0.5, 0.33, 0.5, 270, -90)],
        [[(0.3, 0.25), (0.55, 0), (0.55, 1)]],
        [[.. Round(0.48, 0.27, 0.34, 0.27, 200, 400), (0.15, 1), (0.88, 1)]],
        [[.. Round(0.45, 0.25, 0.33, 0.25, 210, 450), .. Round(0.45, 0.75, 0.38, 0.25, 270, 510)]],
        [[(0.55, 0), (0.1, 0.65), (0.92, 0.65)], [(0.66, 0.35), (0.62, 1)]],
        [[(0.8, 0), (0.25, 0), (0.2, 0.45), .. Round(0.45, 0.7, 0.38, 0.3, 240, 500)]],
        [[(0.65, 0), (0.35, 0.3), .. Round(0.5, 0.74, 0.3, 0.26, 190, -190)]],
        [[(0.12, 0.02), (0.85, 0), (0.55, 0.5), (0.4, 1)], [(0.25, 0.52), (0.8, 0.48)]],
        [[.. Round(0.5, 0.25, 0.28, 0.25, 90, -270), .. Round(0.5, 0.75, 0.34, 0.25, -90, 270)]],
        [[.. Round(0.48, 0.27, 0.3, 0.27, 0, -360), (0.78, 0.3), (0.7, 0.7), (0.55, 1)]],
    ];

    /// <summary>The strokes of a digit, each with its points close together.</summary>
    public static IEnumerable<(double X, double Y)[]> Strokes(int digit) => Digits[digit].Select(stroke => Dense(stroke).ToArray());

    // Part of an ellipse, from one angle to another in degrees; 0 is at the right, 90 below.
    private static (double X, double Y)[] Round(double x, double y, double width, double height, int from, int to)
    {
        const int Points = 16;
        return [.. Enumerable.Range(0, Points + 1).Select(i => from + ((to - from) * i / (double)Points) is var angle
            ? (x + (width * Math.Cos(angle * Math.PI / 180)), y + (height * Math.Sin(angle * Math.PI / 180)))
            : default)];
    }

    private static IEnumerable<(double X, double Y)> Dense((double X, double Y)[] points)
    {
        const int Between = 2;
        yield return points[0];
        foreach ((var a, var b) in points.Zip(points.Skip(1)))
        {
            for (int i = 1; i <= Between; i++)
                yield return (a.X + ((b.X - a.X) * i / Between), a.Y + ((b.Y - a.Y) * i / Between));
        }
    }
}
