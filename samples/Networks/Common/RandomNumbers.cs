namespace Samples.Common;

internal static class RandomNumbers
{
    /// <summary>A number from the standard normal distribution. Box and Muller, 1958.</summary>
    public static float Normal(this Random random) => MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle())) * MathF.Cos(2 * MathF.PI * random.NextSingle());

    /// <summary>Fills a span with such numbers.</summary>
    public static void Normal(this Random random, Span<float> values)
    {
        foreach (ref float value in values)
            value = random.Normal();
    }

    /// <summary>A number between two limits.</summary>
    public static float Between(this Random random, float low, float high) => low + ((high - low) * random.NextSingle());
}
