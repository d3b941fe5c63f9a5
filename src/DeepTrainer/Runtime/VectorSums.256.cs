using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DeepTrainer.Runtime;

// Long sums as sums of partial ones.
public static unsafe partial class VectorMath
{
    /// <summary>
    /// Adds partial sums to what has been added up of others, compensated (Kahan, 1965), so that the error doesn't grow with their number; the whole sums are in
    /// their place then.
    /// </summary>
    /// <param name="sums">The partial sums.</param>
    /// <param name="totals">Two vectors for each sum, zeros at first: what has been added up, and what has been lost of it.</param>
    /// <param name="count">How many sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void AddUp(Vector256<float>* sums, Vector256<float>* totals, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Vector256<float> total = totals[2 * i], term = sums[i] - totals[(2 * i) + 1], next = total + term, lost = (next - total) - term;
            // ∞ less ∞ is no number: an infinite sum has lost nothing.
            lost = Vector256.ConditionalSelect(Vector256.Equals(lost - lost, Vector256<float>.Zero), lost, Vector256<float>.Zero);
            totals[2 * i] = next;
            totals[(2 * i) + 1] = lost;
            sums[i] = next - lost;
        }
    }
}
