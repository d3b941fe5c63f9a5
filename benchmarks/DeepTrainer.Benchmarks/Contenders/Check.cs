using System.Globalization;

namespace DeepTrainer.Benchmarks.Contenders;

/// <summary>Times mean nothing unless all contenders compute the same: compares their results on every element of the pool.</summary>
internal static class Check
{
    // Sums of up to 784 products in another order, relative to values of about 1.
    private const float Tolerance = 1e-4f;

    /// <exception cref="DifferentResultsException">A number differs; the message says which, of whom, and by how much.</exception>
    public static void Run(string workload, IReadOnlyList<Contender> contenders, int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            float[] expected = contenders[0].Result(call)!;
            foreach (Contender other in contenders.Skip(1))
            {
                if (other.Result(call) is { } results)
                    Compare(workload, call, contenders[0].Name, expected, other.Name, results);
            }
        }
    }

    private static void Compare(string workload, int call, string name, float[] expected, string otherName, float[] other)
    {
        if (expected.Length != other.Length)
            throw new DifferentResultsException($"{workload}: {name} gives {expected.Length} numbers, {otherName} {other.Length}.");
        for (int i = 0; i < expected.Length; i++)
        {
            float difference = MathF.Abs(expected[i] - other[i]);
            // Written so that a NaN fails.
            if (!(difference <= Tolerance * (1 + MathF.Abs(expected[i]))))
            {
                throw new DifferentResultsException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{workload}, call {call}, number {i}: {name} gives {expected[i]}, {otherName} {other[i]} (difference {difference})."));
            }
        }
    }
}
