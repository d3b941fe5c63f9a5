namespace DeepTrainer.Tests;

/// <summary>
/// Checks a property for generated values that are the same in every run: what passes here passes everywhere, and what fails
/// fails again. To look for new cases, raise <c>iter</c>.
/// </summary>
internal static class Seeded
{
    public static void Each<T>(this CsCheck.Gen<T> gen, Action<T> check, int iter = 100)
    {
        for (int seed = 0; seed < iter; seed++)
        {
            T value = gen.Generate(new CsCheck.PCG(0, (ulong)seed * 0x9E3779B97F4A7C15), null, out _);
            try
            {
                check(value);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}, {value}: {e.Message}", e);
            }
        }
    }

    public static void Each<T1, T2>(this CsCheck.Gen<(T1, T2)> gen, Action<T1, T2> check, int iter = 100) =>
        gen.Each(v => check(v.Item1, v.Item2), iter);

    public static void Each<T1, T2, T3>(this CsCheck.Gen<(T1, T2, T3)> gen, Action<T1, T2, T3> check, int iter = 100) =>
        gen.Each(v => check(v.Item1, v.Item2, v.Item3), iter);

    public static void Each<T1, T2, T3, T4>(this CsCheck.Gen<(T1, T2, T3, T4)> gen, Action<T1, T2, T3, T4> check, int iter = 100) =>
        gen.Each(v => check(v.Item1, v.Item2, v.Item3, v.Item4), iter);
}
