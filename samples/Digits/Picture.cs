namespace Samples;

/// <summary>An image in block characters, beside what the network takes it for.</summary>
internal static class Picture
{
    // Two characters a pixel, since they are twice as high as wide.
    private const string Shades = " ░▒▓█";

    public static string Render(ReadOnlySpan<float> image, float[] probabilities)
    {
        var pixels = new string[image.Length];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = new string(Shades[(int)MathF.Round(image[i] * (Shades.Length - 1))], 2);
        return string.Concat(Lines(pixels, probabilities).Select(line => line + '\n'));
    }

    /// <summary>A framed grid of cells, and a line for each digit's probability.</summary>
    public static string[] Lines(string[] cells, float[] probabilities)
    {
        const int Side = DigitImages.Side;
        string edge = new('─', 2 * Side);
        string[] frame =
        [
            $"┌{edge}┐",
            .. Enumerable.Range(0, Side).Select(y => $"│{string.Concat(cells.AsSpan(y * Side, Side).ToArray())}│"),
            $"└{edge}┘",
        ];
        return [.. frame.Select((line, i) => $"{line}   {Guess.Line(probabilities, i)}")];
    }
}
