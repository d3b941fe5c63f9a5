namespace Samples.Generative;

/// <summary>Eight narrow Gaussians on a circle.</summary>
internal static class Ring
{
    private const int Count = 8;
    private const float Radius = 1.4f;
    private const float Deviation = 0.05f;

    public static void Point(Random random, Span<float> point)
    {
        (float x, float y) = Center(random.Next(Count));
        point[0] = x + (Deviation * random.Normal());
        point[1] = y + (Deviation * random.Normal());
    }

    /// <summary>How far points are from the nearest Gaussian's middle and Gaussians from their eighth of all points, on average.</summary>
    public static double Distance(float[] points)
    {
        int[] at = new int[Count];
        double sum = 0;
        for (int i = 0; i < points.Length; i += 2)
        {
            (float x, float y) point = (points[i], points[i + 1]);
            int nearest = Enumerable.Range(0, Count).MinBy(k => Length(Center(k), point));
            at[nearest]++;
            sum += Length(Center(nearest), point);
        }
        return (sum / (points.Length / 2)) + at.Sum(n => Math.Abs((2.0 * n / points.Length) - (1.0 / Count)));

        static double Length((float X, float Y) a, (float X, float Y) b) => Math.Sqrt(((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y)));
    }

    private static (float X, float Y) Center(int k) => (Radius * MathF.Cos(MathF.Tau * k / Count), Radius * MathF.Sin(MathF.Tau * k / Count));
}
