namespace DeepTrainer.Compiler.Graphs;

/// <summary>
/// The extents of a value. A value that each sample has its own of starts with <see cref="Batch"/>, whose extent is known
/// at run time only: an image batch is [N, 1, 28, 28], a weight [32, 64], a loss [].
/// </summary>
public readonly record struct Shape(EquatableArray<int> Dimensions)
{
    /// <summary>Stands for the number of samples.</summary>
    public const int Batch = -1;

    /// <summary>Stands for the number of samples as well, along an axis that all of them see: see <see cref="SampleAxis"/>.</summary>
    public const int Samples = -2;

    public static Shape Scalar => new([]);

    public int Rank => Dimensions.Count;

    public bool IsBatched => Rank > 0 && Dimensions[0] == Batch;

    /// <summary>How many axes have extents that are known at run time only.</summary>
    public int Open
    {
        get
        {
            int open = 0;
            foreach (int extent in Dimensions)
                open += IsOpen(extent) ? 1 : 0;
            return open;
        }
    }

    /// <summary>The extents without the batch.</summary>
    public IEnumerable<int> PerSample => IsBatched ? Dimensions.Skip(1) : Dimensions;

    /// <summary>How many values a sample has, or the whole if it has no batch; of pairs of samples, how many each pair has.</summary>
    public long SampleSize
    {
        get
        {
            long size = 1;
            for (int d = 0; d < Rank; d++)
                size *= IsOpen(Dimensions[d]) ? 1 : Dimensions[d];
            return size;
        }
    }

    public int this[int axis] => Dimensions[axis];

    public static Shape Of(params int[] dimensions) => new(dimensions.ToEquatableArray());

    public static Shape Batched(params int[] perSample) => new(perSample.Prepend(Batch).ToEquatableArray());

    /// <summary>Whether an extent is known at run time only.</summary>
    public static bool IsOpen(int extent) => extent is Batch or Samples;

    public Shape With(int axis, int extent) => new(Dimensions.ToImmutableArray().SetItem(axis, extent).ToEquatableArray());

    public Shape Insert(int axis, int extent) => new(Dimensions.ToImmutableArray().Insert(axis, extent).ToEquatableArray());

    public Shape Without(int axis) => new(Dimensions.ToImmutableArray().RemoveAt(axis).ToEquatableArray());

    /// <summary>Trailing axes aligned, extent 1 stretched, as NumPy and PyTorch do it; null where they don't fit.</summary>
    public static Shape? Broadcast(Shape a, Shape b)
    {
        if (IsBroadcast(b, a))
            return a;
        if (IsBroadcast(a, b))
            return b;
        int rank = Math.Max(a.Rank, b.Rank);
        int[] result = new int[rank];
        for (int back = 1; back <= rank; back++)
        {
            int x = back <= a.Rank ? a[a.Rank - back] : 1;
            int y = back <= b.Rank ? b[b.Rank - back] : 1;
            if (x != y && x != 1 && y != 1)
                return null;
            result[rank - back] = x == 1 ? y : x;
        }
        return new(result.ToEquatableArray());
    }

    // Whether a shape is stretched to another one.
    private static bool IsBroadcast(Shape narrow, Shape wide)
    {
        int missing = wide.Rank - narrow.Rank;
        for (int d = 0; d < narrow.Rank && missing >= 0; d++)
        {
            if (narrow[d] != wide[d + missing] && narrow[d] != 1)
                return false;
        }
        return missing >= 0;
    }

    public override string ToString() => $"[{string.Join(", ", Dimensions.Select(d => d == Batch ? "N" : d == Samples ? "M" : Format.Integer(d)))}]";
}
