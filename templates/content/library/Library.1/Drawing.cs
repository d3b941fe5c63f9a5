using DeepTrainer;

namespace Library._1;

/// <summary>Drawings with noise, to train on.</summary>
public static class Drawing
{
    /// <summary>Pixels of a side.</summary>
    public const int Side = 8;

    /// <summary>So many drawings; the same seed gives the same ones.</summary>
    public static Dataset Make(int count, int seed)
    {
        RandomSource random = new(seed);
        float[] pixels = new float[count * Side * Side];
        int[] kinds = new int[count];
        for (int i = 0; i < count; i++)
        {
            kinds[i] = i % 3;
            int size = 3 + (2 * (int)(2 * random.NextDouble())), left = (int)((Side - size + 1) * random.NextDouble()), top = (int)((Side - size + 1) * random.NextDouble());
            for (int y = 0; y < size; y++)
            {
                for (int x = 0; x < size; x++)
                    pixels[(((i * Side) + top + y) * Side) + left + x] = IsInk(kinds[i], x, y, size) ? 1 : 0;
            }
        }
        foreach (ref float pixel in pixels.AsSpan())
            pixel += 0.2f * (float)random.NextGaussian();
        return Dataset.FromLabels(pixels, [1, Side, Side], kinds, ["cross", "square", "stripe"]);
    }

    private static bool IsInk(int kind, int x, int y, int size) => kind switch
    {
        0 => x == size / 2 || y == size / 2,
        1 => x == 0 || y == 0 || x == size - 1 || y == size - 1,
        _ => x == y,
    };
}
