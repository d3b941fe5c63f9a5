using DeepTrainer;

/// <summary>Points of three arms that wind around each other, with some noise. Put your own data here: <see cref="Dataset.FromCsv(string, CsvOptions)"/> reads files.</summary>
internal static class SpiralData
{
    public static Dataset Make(int count, int seed)
    {
        RandomSource random = new(seed);
        float[] points = new float[2 * count];
        int[] arms = new int[count];
        for (int i = 0; i < count; i++)
        {
            arms[i] = i % 3;
            double radius = 0.1 + (0.9 * random.NextDouble()), angle = (2 * Math.PI * arms[i] / 3) + (4 * radius) + (0.1 * random.NextGaussian());
            points[2 * i] = (float)(radius * Math.Cos(angle));
            points[(2 * i) + 1] = (float)(radius * Math.Sin(angle));
        }
        return Dataset.FromLabels(points, [2], arms, ["first arm", "second arm", "third arm"]);
    }
}
