namespace DeepTrainer.Engine.Kernels;

/// <summary>
/// Totals of partial sums, with what each addition has lost of them (Kahan, 1965): the error doesn't grow with the number of terms.
/// </summary>
internal sealed class CompensatedSums<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Terms that are added up one after another, at most, where more are to be added.</summary>
    public const int Longest = 2048;

    private T[] lost = [];
    private T[] partial = [];

    /// <summary>Begins with totals of 0.</summary>
    /// <returns>Memory for the partial sums, 0 at first.</returns>
    public Span<T> Begin(Span<T> totals)
    {
        if (lost.Length < totals.Length)
            (lost, partial) = (new T[totals.Length], new T[totals.Length]);
        totals.Clear();
        Array.Clear(lost);
        Array.Clear(partial);
        return partial.AsSpan(0, totals.Length);
    }

    /// <summary>Adds the partial sums to the totals; the next ones begin at 0.</summary>
    public void Add(Span<T> totals)
    {
        for (int i = 0; i < totals.Length; i++)
        {
            T term = partial[i] - lost[i], next = totals[i] + term;
            T left = next - totals[i] - term;
            // ∞ less ∞ is no number: an infinite sum has lost nothing.
            lost[i] = T.IsFinite(left) ? left : T.Zero;
            totals[i] = next;
            partial[i] = T.Zero;
        }
    }
}
