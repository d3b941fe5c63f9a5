namespace DeepTrainer;

/// <summary>Values of an image, channels first, as bytes with the channels of a pixel beside each other.</summary>
internal static class ImageBytes
{
    public static byte[] Of(ReadOnlySpan<float> values, int channels, (float Black, float White)? range)
    {
        (float black, float white) = range ?? Range(values);
        float scale = white == black ? 0 : 255 / (white - black);
        int size = values.Length / channels;
        var bytes = new byte[values.Length];
        for (int c = 0; c < channels; c++)
        {
            for (int i = 0; i < size; i++)
            {
                float value = (values[(c * size) + i] - black) * scale;
                bytes[(i * channels) + c] = float.IsNaN(value) ? (byte)0 : (byte)Math.Clamp(MathF.Round(value), 0, 255);
            }
        }
        return bytes;
    }

    private static (float Black, float White) Range(ReadOnlySpan<float> values)
    {
        (float least, float most) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (float value in values)
        {
            if (float.IsFinite(value))
                (least, most) = (Math.Min(least, value), Math.Max(most, value));
        }
        return least <= most ? (least, most) : (0, 1);
    }
}
