namespace Samples.Layers;

/// <summary>Numbers that are drawn once, while compiling, and never trained.</summary>
internal static class RandomNumbers
{
    /// <summary>Normal ones, by Box and Muller from a linear congruential generator: the same ones at every build.</summary>
    public static float[] Normal(int count)
    {
        float[] numbers = new float[count];
        int state = 1;
        for (int i = 0; i < count; i++)
        {
            state = ((state * 1103) + 12345) % 65521;
            double radius = Math.Sqrt(-2 * Math.Log((state + 1) / 65522.0));
            state = ((state * 1103) + 12345) % 65521;
            numbers[i] = (float)(radius * Math.Cos(2 * Math.PI * state / 65521.0));
        }
        return numbers;
    }
}
