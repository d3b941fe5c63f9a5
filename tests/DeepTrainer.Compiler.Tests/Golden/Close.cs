namespace DeepTrainer.Compiler.Tests.Golden;

/// <summary>Comparisons with reference values, with the tolerances that the reference data advises.</summary>
public static class Close
{
    /// <summary>max |got - stored| ≤ tolerance · max |stored|, and absolute where the whole tensor is nearly zero.</summary>
    public static void Tensor(string what, ReadOnlySpan<float> got, ReadOnlySpan<float> stored, double tolerance)
    {
        Assert.Equal(stored.Length, got.Length);
        double largest = 0;
        foreach (float value in stored)
            largest = Math.Max(largest, Math.Abs(value));
        double allowed = largest < 1e-7 ? 1e-6 : tolerance * largest;
        for (int i = 0; i < got.Length; i++)
        {
            if (!(Math.Abs((double)got[i] - stored[i]) <= allowed))
                Assert.Fail($"{what}[{i}] is {got[i]:R} but {stored[i]:R} is stored (tolerance {allowed:G3}).");
        }
    }

    /// <summary>|got - stored| ≤ 2e-6 + 1e-5 · |stored| for each element.</summary>
    public static void Elements(string what, ReadOnlySpan<float> got, ReadOnlySpan<float> stored)
    {
        Assert.Equal(stored.Length, got.Length);
        for (int i = 0; i < got.Length; i++)
        {
            if (!(Math.Abs((double)got[i] - stored[i]) <= 2e-6 + (1e-5 * Math.Abs(stored[i]))))
                Assert.Fail($"{what}[{i}] is {got[i]:R} but {stored[i]:R} is stored.");
        }
    }
}
