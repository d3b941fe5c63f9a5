namespace Samples;

/// <summary>
/// Makes a drawing an image as those that the network learned from: a bitmap of 32×32 that the digit fills, of which each block of 4×4 gives a grey value, how many of
/// its 16 pixels are on.
/// </summary>
internal static class Drawing
{
    private const int Side = DigitImages.Side, Block = 4, Bitmap = Side * Block;

    /// <summary>Half the width of the pen, in pixels of the bitmap.</summary>
    private const double Pen = 2.2;

    /// <summary>The image: 64 grey values from 0 to 16, all 0 where nothing is drawn.</summary>
    /// <param name="strokes">Points of the pen's way, x and y by turns; a pair of NaN ends a stroke.</param>
    public static int[] Pixels(ReadOnlySpan<double> strokes)
    {
        int[] pixels = new int[Side * Side];
        (double left, double top, double right, double bottom) = (double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity);
        for (int i = 0; i + 1 < strokes.Length; i += 2)
        {
            // Min and Max would keep a NaN.
            if (double.IsNaN(strokes[i]))
                continue;
            (left, right) = (Math.Min(left, strokes[i]), Math.Max(right, strokes[i]));
            (top, bottom) = (Math.Min(top, strokes[i + 1]), Math.Max(bottom, strokes[i + 1]));
        }
        if (!(left <= right))
            return pixels;

        // The longer side fills the bitmap, the other one is centred.
        double scale = (Bitmap - (2 * Pen)) / Math.Max(Math.Max(right - left, bottom - top), 1);
        bool[] on = new bool[Bitmap * Bitmap];
        for (int i = 0; i + 1 < strokes.Length; i += 2)
        {
            // A point of its own is a dot; others are joined with the one before.
            int before = i > 0 && !double.IsNaN(strokes[i - 2]) ? i - 2 : i;
            if (!double.IsNaN(strokes[i]))
                Segment(on, X(strokes[before]), Y(strokes[before + 1]), X(strokes[i]), Y(strokes[i + 1]));
        }
        for (int i = 0; i < on.Length; i++)
        {
            if (on[i])
                pixels[(i / Bitmap / Block * Side) + (i % Bitmap / Block)]++;
        }
        return pixels;

        double X(double x) => (Bitmap / 2.0) + ((x - ((left + right) / 2)) * scale);
        double Y(double y) => (Bitmap / 2.0) + ((y - ((top + bottom) / 2)) * scale);
    }

    // Switches on what is not farther from the segment than half the pen.
    private static void Segment(bool[] on, double x0, double y0, double x1, double y1)
    {
        double dx = x1 - x0, dy = y1 - y0, length = (dx * dx) + (dy * dy);
        for (int y = First(y0, y1); y <= Last(y0, y1); y++)
        {
            for (int x = First(x0, x1); x <= Last(x0, x1); x++)
            {
                double px = x + 0.5 - x0, py = y + 0.5 - y0;
                double along = length == 0 ? 0 : Math.Clamp(((px * dx) + (py * dy)) / length, 0, 1);
                double ex = px - (along * dx), ey = py - (along * dy);
                on[(y * Bitmap) + x] |= (ex * ex) + (ey * ey) <= Pen * Pen;
            }
        }

        static int First(double a, double b) => Math.Max((int)Math.Floor(Math.Min(a, b) - Pen), 0);
        static int Last(double a, double b) => Math.Min((int)Math.Ceiling(Math.Max(a, b) + Pen), Bitmap - 1);
    }
}
