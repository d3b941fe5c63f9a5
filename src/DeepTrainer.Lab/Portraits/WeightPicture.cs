using System.Collections.Immutable;

namespace DeepTrainer.Lab;

/// <summary>
/// The weights of a network's first layer as a picture: a tile for each unit where its weights are an image (a filter of a convolution, or as many as the
/// input has pixels), and else one row a unit. Red is above 0, blue below, white 0.
/// </summary>
/// <param name="Name">The weight's name.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Width">The picture's width.</param>
/// <param name="Height">Its height.</param>
/// <param name="Largest">The largest absolute value, which has the strongest colour.</param>
/// <param name="Png">The picture, PNG.</param>
public sealed record WeightPicture(string Name, ImmutableArray<int> Shape, int Width, int Height, double Largest, byte[] Png)
{
    private const int MostTiles = 64;
    private const int MostRows = 128;
    private const int Channels = 3;

    /// <summary>The picture; null if no layer has weights of two or more dimensions.</summary>
    /// <param name="network">The network.</param>
    /// <param name="input">The shape of samples, which may be images though the network takes vectors.</param>
    internal static WeightPicture? Of(INetwork network, ImmutableArray<int> input)
    {
        Parameter? first = network.Parameters.FirstOrDefault(p => p.IsTrained && p.Shape.Length > 1 && p.Length > p.Shape.Max());
        if (first is null)
            return null;
        float[] weights = first.ToArray();
        bool isOfInput = first.Shape.Length == 2 && first.Shape[1] == network.Info.InputSize;
        (int height, int width) = first.Shape is [_, _, var h, var w] ? (h, w)
            : isOfInput && input is [.., var rows, var columns] ? (rows, columns)
            : (1, first.Length / first.Shape[0]);
        bool isMatrix = height == 1;
        int tiles = Math.Min(weights.Length / (height * width), isMatrix ? MostRows : MostTiles);
        return Draw(first, weights, tiles, height, width, isMatrix ? 1 : (int)Math.Ceiling(Math.Sqrt(tiles)), gap: isMatrix ? 0 : 1);
    }

    private static WeightPicture Draw(Parameter parameter, float[] weights, int tiles, int height, int width, int across, int gap)
    {
        int down = (tiles + across - 1) / across, pictureWidth = (across * (width + gap)) - gap, pictureHeight = (down * (height + gap)) - gap;
        double largest = weights.Take(tiles * height * width).Max(w => Math.Abs((double)w));
        byte[] pixels = new byte[pictureWidth * pictureHeight * Channels];
        Array.Fill(pixels, (byte)128);
        for (int i = 0; i < tiles * height * width; i++)
        {
            (int tile, int inside) = Math.DivRem(i, height * width);
            int y = (tile / across * (height + gap)) + (inside / width), x = (tile % across * (width + gap)) + (inside % width);
            Paint(pixels.AsSpan(((y * pictureWidth) + x) * Channels, Channels), largest > 0 ? weights[i] / largest : 0);
        }
        return new(parameter.Name, parameter.Shape, pictureWidth, pictureHeight, largest, PngWriter.Encode(pixels, pictureWidth, pictureHeight, Channels));
    }

    // −1 is blue, 0 white, 1 red.
    private static void Paint(Span<byte> pixel, double value)
    {
        byte faded = (byte)Math.Round(255 * (1 - Math.Min(1, Math.Abs(value))));
        (pixel[0], pixel[1], pixel[2]) = value >= 0 ? ((byte)255, faded, faded) : (faded, faded, (byte)255);
    }
}
