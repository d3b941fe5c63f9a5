namespace DeepTrainer;

public sealed partial class Dataset
{
    /// <summary>
    /// Divides the samples in their order, for data in which later samples must not tell about earlier ones: the first part is trained on, and what comes after it is measured.
    /// </summary>
    /// <param name="fraction">How many of the samples go to the first part, in [0, 1]; the number is rounded.</param>
    /// <param name="gap">How many samples between the parts are left out, as windows of a series that overlap both; at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not in [0, 1], or the gap is negative.</exception>
    public (Dataset First, Dataset Second) SplitInOrder(double fraction, int gap = 0)
    {
        Partition.CheckFraction(fraction);
        ArgumentOutOfRangeException.ThrowIfNegative(gap);
        int first = (int)Math.Round(Count * fraction);
        return (Subset(..first), Subset((int)Math.Min(Count, (long)first + gap)..));
    }

    /// <summary>Divides the samples at random so that each class has the same share in both parts, but for rounding.</summary>
    /// <param name="fraction">How many of each class's samples go to the first part, in [0, 1].</param>
    /// <param name="seed">The same seed gives the same parts everywhere.</param>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not in [0, 1].</exception>
    /// <exception cref="InvalidOperationException">Samples don't have one class each.</exception>
    public (Dataset First, Dataset Second) SplitStratified(double fraction, int seed)
    {
        (int[] first, int[] second) = Partition.Stratified(ByClass(RandomOrder(seed)), fraction, seed);
        return (Subset(first), Subset(second));
    }

    /// <summary>
    /// Divides the samples at random so that no group is in both parts, such as the pictures of one person: what is measured is how well the network does on new ones.
    /// </summary>
    /// <param name="groups">The group of each sample: any number that the samples of a group share.</param>
    /// <param name="fraction">How many of the samples go to the first part, about, in [0, 1].</param>
    /// <param name="seed">The same seed gives the same parts everywhere.</param>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not in [0, 1].</exception>
    /// <exception cref="ArgumentException">There isn't one group for each sample.</exception>
    public (Dataset First, Dataset Second) SplitByGroup(ReadOnlySpan<int> groups, double fraction, int seed)
    {
        Partition.CheckFraction(fraction);
        List<int> first = [], second = [];
        foreach (int[] members in ByGroup(groups, seed))
            (first.Count + (members.Length / 2.0) <= Count * fraction ? first : second).AddRange(members);
        return (Subset(Partition.Mixed(first, seed)), Subset(Partition.Mixed(second, seed)));
    }

    /// <summary>k parts of which each is the one to validate with once, and the others are trained on: cross-validation.</summary>
    /// <param name="count">k; from 2 to the number of samples.</param>
    /// <param name="seed">The same seed gives the same parts everywhere.</param>
    /// <param name="stratified">Whether each class has the same share in all parts; samples must have one class each then.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is out of range.</exception>
    /// <exception cref="InvalidOperationException">The parts should be stratified, and samples don't have one class each.</exception>
    public IReadOnlyList<(Dataset Train, Dataset Validation)> Folds(int count, int seed, bool stratified = false)
    {
        CheckFolds(count, Count, "samples");
        int[] order = RandomOrder(seed);
        // Class after class, dealt out one by one.
        if (stratified)
            order = [.. ByClass(order).SelectMany(members => members)];
        var fold = new int[Count];
        for (int i = 0; i < order.Length; i++)
            fold[order[i]] = i % count;
        return FoldsOf(fold, count);
    }

    /// <summary>k parts for cross-validation, with each group in one of them as a whole.</summary>
    /// <param name="groups">The group of each sample: any number that the samples of a group share.</param>
    /// <param name="count">k; from 2 to the number of groups.</param>
    /// <param name="seed">The same seed gives the same parts everywhere.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is out of range.</exception>
    /// <exception cref="ArgumentException">There isn't one group for each sample.</exception>
    public IReadOnlyList<(Dataset Train, Dataset Validation)> FoldsByGroup(ReadOnlySpan<int> groups, int count, int seed)
    {
        int[][] all = ByGroup(groups, seed);
        CheckFolds(count, all.Length, "groups");
        var fold = new int[Count];
        var sizes = new int[count];
        // The largest first, each to the part that is smallest so far.
        foreach (int[] members in all.OrderByDescending(members => members.Length))
        {
            int smallest = Array.IndexOf(sizes, sizes.Min());
            sizes[smallest] += members.Length;
            foreach (int sample in members)
                fold[sample] = smallest;
        }
        return FoldsOf(fold, count);
    }

    /// <summary>
    /// Parts in order, as scikit-learn's TimeSeriesSplit: of k + 1 stretches, each but the first is the one to validate with once, and all before it are trained on.
    /// </summary>
    /// <param name="count">k; from 1 to the number of samples less 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is out of range.</exception>
    public IReadOnlyList<(Dataset Train, Dataset Validation)> FoldsInOrder(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (count >= Count)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"{Count} samples can't be divided into {count} + 1 stretches.");
        int size = Count / (count + 1), first = Count - (count * size);
        return [.. Enumerable.Range(0, count).Select(i => (Subset(..(first + (i * size))), Subset((first + (i * size))..(first + ((i + 1) * size)))))];
    }

    /// <summary>
    /// A weight for each class by which all classes count the same in a loss's mean: samples / (classes · samples of the class), as scikit-learn's "balanced". Write them into the
    /// declaration (<c>[CrossEntropy(ClassWeights = […])]</c>) or give them to the builder.
    /// </summary>
    /// <exception cref="InvalidOperationException">The samples have target values, or a class has no sample.</exception>
    public double[] BalancedClassWeights()
    {
        if (!HasLabels)
            throw new InvalidOperationException("The samples have target values, not classes.");
        var counts = new long[Classes];
        long all = 0;
        foreach (int label in _labels)
        {
            if (label == IgnoredLabel)
                continue;
            counts[label]++;
            all++;
        }
        int empty = Array.IndexOf(counts, 0);
        return empty < 0 ? Array.ConvertAll(counts, count => all / ((double)Classes * count))
            : throw new InvalidOperationException($"Class {empty}, '{ClassNames[empty]}', has no sample, so that no weight would make it count like the others.");
    }

    private static void CheckFolds(int count, int things, string what)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        if (count > things)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"{things} {what} can't be divided into {count} parts.");
    }

    private IReadOnlyList<(Dataset Train, Dataset Validation)> FoldsOf(int[] fold, int count) =>
    [
        .. Enumerable.Range(0, count).Select(k => (
            Subset([.. Enumerable.Range(0, Count).Where(i => fold[i] != k)]), Subset([.. Enumerable.Range(0, Count).Where(i => fold[i] == k)]))),
    ];

    private IEnumerable<int[]> ByClass(int[] order) => HasLabels && TargetSize == 1
        ? order.GroupBy(i => _labels[i]).OrderBy(g => g.Key).Select(g => g.ToArray())
        : throw new InvalidOperationException("Only samples with one class each can be stratified.");

    private int[][] ByGroup(ReadOnlySpan<int> groups, int seed)
    {
        if (groups.Length != Count)
            throw new ArgumentException($"There are {groups.Length} groups for {Count} samples; give one for each.", nameof(groups));
        int[] own = groups.ToArray();
        return [.. RandomOrder(seed).GroupBy(i => own[i]).Select(g => g.ToArray())];
    }
}
