namespace DeepTrainer;

/// <summary>Lengths of arrays that are products of sizes which a caller chose.</summary>
internal static class ArrayLength
{
    /// <summary>The product, if an array can have that length.</summary>
    /// <param name="what">What the array holds, for the message.</param>
    /// <param name="sizes">The sizes; none is negative.</param>
    /// <exception cref="ArgumentException">An array can't have that length.</exception>
    public static int Of(string what, params ReadOnlySpan<int> sizes)
    {
        // Once more than an array has, it stays so: but for a size of 0, with which there is nothing to hold.
        long length = sizes.Contains(0) ? 0 : 1;
        foreach (int size in sizes)
            length = Math.Min(length * size, (long)Array.MaxLength + 1);
        return length <= Array.MaxLength ? (int)length : throw new ArgumentException(
            $"{what} would be {string.Join(" · ", sizes.ToArray())} numbers; an array has room for {Array.MaxLength}.");
    }
}
