namespace Samples;

/// <summary>Draws how many answers took how long.</summary>
internal static class LatencyChart
{
    private const int Width = 640, Height = 200, Bars = 64, Margin = 10;

    /// <summary>A bar for each 1/64 of the time within which 99.5 % of the answers came; the red line is the median, the dark one p99.</summary>
    public static void Draw(double[] sorted, string path)
    {
        double longest = sorted[(int)(sorted.Length * 0.995)];
        int[] counts = new int[Bars];
        foreach (double time in sorted)
            counts[Math.Min((int)(time / longest * Bars), Bars - 1)]++;

        var canvas = new Canvas(Width, Height);
        int width = (Width - (2 * Margin)) / Bars, bottom = Height - Margin;
        for (int i = 0; i < Bars; i++)
        {
            int height = (int)((long)counts[i] * (Height - (2 * Margin)) / counts.Max());
            canvas.Fill(Margin + (i * width), bottom - height, width - 1, height, Ink.Blue);
        }
        canvas.Fill(Margin, bottom, Width - (2 * Margin), 1, Ink.Dark);
        Mark(0.5, Ink.Red);
        Mark(0.99, Ink.Dark);
        canvas.Save(path);

        void Mark(double part, Ink ink) =>
            canvas.Fill(Margin + (int)(sorted[(int)(sorted.Length * part)] / longest * Bars * width), Margin, 2, Height - (2 * Margin), ink);
    }
}
