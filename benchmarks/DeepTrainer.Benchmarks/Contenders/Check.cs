using System.Globalization;

namespace DeepTrainer.Benchmarks.Contenders;

/// <summary>Times mean nothing unless all contenders compute the same: compares their results on every element of the pool.</summary>
internal static class Check
{
    /// <summary>Sums of up to 784 products in another order, relative to values of about 1.</summary>
    public const float Tolerance = 1e-4f;

    /// <summary>
    /// A training step of a deep network with batch normalization: where rounding decides on which side of 0 a ReLU is, gradients jump.
    /// One step of MobileNetV1 moves weights by up to 0.055, and those of two vector widths are up to 0.0008 apart; after a second step
    /// they are 0.05 apart.
    /// </summary>
    public const float DeepTolerance = 2e-3f;

    /// <param name="workload">What the message calls it.</param>
    /// <param name="contenders">Who is compared with the first of them.</param>
    /// <param name="calls">How many calls of each.</param>
    /// <param name="tolerance">How much a number may differ, relative to one more than its size.</param>
    /// <exception cref="DifferentResultsException">A number differs; the message says which, of whom, and by how much.</exception>
    public static void Run(string workload, IReadOnlyList<Contender> contenders, int calls, float tolerance = Tolerance)
    {
        for (int call = 0; call < calls; call++)
        {
            float[] expected = contenders[0].Result(call)!;
            foreach (Contender other in contenders.Skip(1))
            {
                if (other.Result(call) is { } results)
                    Compare(workload, call, contenders[0].Name, expected, other.Name, results, tolerance);
            }
        }
    }

    private static void Compare(string workload, int call, string name, float[] expected, string otherName, float[] other, float tolerance)
    {
        if (expected.Length != other.Length)
            throw new DifferentResultsException($"{workload}: {name} gives {expected.Length} numbers, {otherName} {other.Length}.");
        for (int i = 0; i < expected.Length; i++)
        {
            float difference = MathF.Abs(expected[i] - other[i]);
            // Written so that a NaN fails.
            if (!(difference <= tolerance * (1 + MathF.Abs(expected[i]))))
            {
                throw new DifferentResultsException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{workload}, call {call}, number {i}: {name} gives {expected[i]}, {otherName} {other[i]} (difference {difference})."));
            }
        }
    }
}
