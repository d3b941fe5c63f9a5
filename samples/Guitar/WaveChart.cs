namespace Samples;

/// <summary>Draws a few milliseconds of sound: the string in grey, what the pedal makes of it in blue, and the network in red, dashed.</summary>
internal static class WaveChart
{
    private const int Width = 640, Height = 220, Margin = 10, First = Sound.SampleRate / 100, Count = 640;

    public static void Draw(float[] dry, float[] pedal, float[] network, string path)
    {
        var canvas = new Canvas(Width, Height);
        double highest = new[] { dry, pedal, network }.SelectMany(sound => sound.Skip(First).Take(Count)).Max(Math.Abs);
        canvas.Fill(Margin, Height / 2, Width - (2 * Margin), 1, Ink.Grey);
        Curve(dry, Ink.Grey);
        Curve(pedal, Ink.Blue);
        // Dashes, so that the pedal is seen where both are the same.
        for (int t = 0; t < Count; t += 12)
            canvas.Curve(network.AsSpan(First + t, 6), X(t), Margin, X(t + 5) - X(t), Height - (2 * Margin), -highest, highest, Ink.Red);
        canvas.Save(path);

        void Curve(float[] sound, Ink ink) => canvas.Curve(sound.AsSpan(First, Count), Margin, Margin, Width - (2 * Margin), Height - (2 * Margin), -highest, highest, ink);

        static int X(int t) => Margin + ((Width - (2 * Margin)) * t / (Count - 1));
    }
}
