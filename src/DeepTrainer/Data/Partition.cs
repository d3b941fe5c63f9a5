namespace DeepTrainer;

/// <summary>Which samples or rows belong to which part.</summary>
internal static class Partition
{
    public static (int[] First, int[] Second) Random(int count, double fraction, int seed)
    {
        CheckFraction(fraction);
        int[] order = RandomOrder(count, seed);
        int first = (int)Math.Round(count * fraction);
        return (order[..first], order[first..]);
    }

    /// <summary>Each class with the same share in both parts.</summary>
    /// <param name="classes">The members of each class, in a random order.</param>
    /// <param name="fraction">The share of the first part.</param>
    /// <param name="seed">The order of the parts.</param>
    public static (int[] First, int[] Second) Stratified(IEnumerable<int[]> classes, double fraction, int seed)
    {
        CheckFraction(fraction);
        List<int> first = [], second = [];
        // The rest of a class's rounding goes to the next, so that the parts have the sizes that they should.
        double owed = 0;
        foreach (int[] members in classes)
        {
            double exact = (members.Length * fraction) + owed;
            int count = Math.Clamp((int)Math.Round(exact), 0, members.Length);
            owed = exact - count;
            first.AddRange(members[..count]);
            second.AddRange(members[count..]);
        }
        return (Mixed(first, seed), Mixed(second, seed));
    }

    public static int[] RandomOrder(int count, int seed) => Mixed([.. Enumerable.Range(0, count)], seed);

    public static int[] Mixed(IEnumerable<int> members, int seed)
    {
        int[] order = [.. members];
        new RandomSource(seed).Shuffle(order);
        return order;
    }

    public static void CheckFraction(double fraction)
    {
        if (!(fraction is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "The fraction must be from 0 to 1.");
    }
}
