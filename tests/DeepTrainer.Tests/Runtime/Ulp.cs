namespace DeepTrainer.Tests;

/// <summary>Distances between floats and exact results.</summary>
internal static class Ulp
{
    /// <summary>The distance in units of the last place of the exact result, counting as subnormal ones those below 2⁻¹²⁶.</summary>
    public static double Distance(float actual, double exact)
    {
        if (double.IsNaN(exact))
            return float.IsNaN(actual) ? 0 : double.PositiveInfinity;
        if ((float)exact == actual)
            return 0;
        if (!float.IsFinite(actual) || double.IsInfinity(exact))
            return double.PositiveInfinity;
        int exponent = exact == 0 ? -126 : Math.Max(Math.ILogB(exact), -126);
        return Math.Abs(actual - exact) / Math.ScaleB(1, exponent - 23);
    }

    /// <summary>All floats of both signs with every exponent, a fixed number of them for each power of two, and the special ones.</summary>
    public static IEnumerable<float> Sweep(float from, float to, int perOctave)
    {
        uint step = (1u << 23) / (uint)perOctave;
        for (uint bits = 0; bits < 0x7F800000; bits += step)
        {
            // Odd offsets, so that not only round mantissas are met.
            float value = BitConverter.UInt32BitsToSingle(Math.Min(bits + bits % 9973 % step, 0x7F7FFFFF));
            if (value >= from && value <= to)
                yield return value;
            if (-value >= from && -value <= to)
                yield return -value;
        }
    }
}
