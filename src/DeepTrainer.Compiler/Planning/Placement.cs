using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Compiler.Planning;

/// <summary>A storage in one of its layouts: the strides of its dimensions and what it takes.</summary>
public sealed record Placement(Storage Storage, Layout Layout)
{
    public Placement(Access access)
        : this(access.Storage, access.Layout)
    {
    }

    /// <summary>
    /// Tensors that are not the caller's are padded to this many floats in the direction they lie in, the widest vector, so
    /// that no loop over them needs a tail. The layout is the same whatever the target.
    /// </summary>
    public const int Padding = 16;

    /// <summary>The memory that this is: a tensor seen under another shape lies row by row, or sample by sample.</summary>
    public Placement Root => Storage.Root == Storage ? this
        : new(Storage.Root, IsBySample ? new Layout(0, Layout.Block) : Layout.Rows(Storage.Root.Shape));

    private const int PageFloats = 1024;

    private Shape Shape => Storage.Shape;

    private bool IsExact => Storage.Kind == StorageKind.Caller;

    private bool IsRows => Layout == Layout.Rows(Shape);

    /// <summary>Whether the same element of several samples lies side by side.</summary>
    public bool IsBySample => Shape.IsBatched && Layout.Inner == 0 && Shape.Rank > 1;

    /// <summary>Whether these are weights of which panels of outputs lie one behind the other.</summary>
    public bool IsInPanels => IsBlocked && !IsBySample;

    private bool IsBlocked => Layout.Block > 0;

    // A sample's values but for those along the inner dimension.
    private long Others
    {
        get
        {
            long size = 1;
            for (int d = 0; d < Shape.Rank; d++)
                size *= d != Layout.Inner && Shape[d] != Shape.Batch ? Shape[d] : 1;
            return size;
        }
    }

    public Stride StrideOf(int dimension)
    {
        if (dimension == Layout.Inner)
            return IsBlocked && Others > 1 ? new(1, Layout.Block, Others) : new(1);
        long behind = 1;
        for (int d = 0; d < Shape.Rank; d++)
            behind *= d != Layout.Inner && LiesBehind(d, dimension) ? Shape[d] : 1;
        return IsBlocked ? new(behind * Layout.Block)
            : !IsRows ? new(KeptApart(behind * InnerRow, dimension))
            : new(dimension == 0 ? RowSize : KeptApart(behind * Shape[Layout.Inner], dimension));
    }

    // A distance, or a size, with what keeps the places of one dimension from being a multiple of 4 KB apart.
    private long KeptApart(long floats, int dimension)
    {
        int apart = Storage.Apart;
        if (apart < dimension || apart == Layout.Inner || Storage.IsFlat)
            return floats;
        long distance = IsRows ? Shape[Layout.Inner] : InnerRow;
        for (int d = apart + 1; d < Shape.Rank; d++)
            distance *= d != Layout.Inner ? Shape[d] : 1;
        return distance % PageFloats == 0 ? floats / distance * (distance + Padding) : floats;
    }

    // In a panel of weights the longest dimension is the innermost, as it is where they are summed: [out/32][kh][kw][in][32].
    private bool LiesBehind(int d, int dimension) => IsInPanels ? (Shape[d], d).CompareTo((Shape[dimension], dimension)) > 0 : d > dimension;

    /// <summary>
    /// Whether vectors may run past the end of the dimension into padding, both to read and to write. Samples of the caller's are padded, too, but for what is
    /// given as it is: where their number isn't a multiple of <see cref="Padding"/>, kernels are given a copy.
    /// </summary>
    public bool IsPadded(int dimension) => IsExact ? dimension == 0 && Shape.IsBatched && !Storage.EndsWithSamples
        : !(Storage.IsFlat && !Shape.IsBatched) && (IsBlocked || !IsRows || Shape.Rank == 1 ? dimension == Layout.Inner
        : (dimension == 0 && Shape.IsBatched) || (StrideOf(dimension).IsUnit && IsRow(dimension)));

    private bool IsRow(int dimension)
    {
        for (int d = 1; d < Shape.Rank; d++)
        {
            if (d != dimension && Shape[d] != 1)
                return false;
        }
        return true;
    }

    /// <summary>What it takes, for each padded sample if it is batched, else in all.</summary>
    public long Size => IsBySample ? Shape.SampleSize
        : IsBlocked ? Others * ((Shape[Layout.Inner] + Layout.Block - 1) / Layout.Block * Layout.Block)
        : !IsRows ? KeptApart(InnerRow * Others, 0)
        : Shape.IsBatched ? RowSize
        : Shape.Rank <= 1 ? Padded(Shape.SampleSize)
        : Padded(RowSize * Shape[0]);

    /// <summary>How far whole blocks of samples lie apart, for each sample.</summary>
    public long PerSample => IsBySample ? Shape.SampleSize
        : StrideOf(0) is { IsBlocked: false } stride ? stride.Count
        : throw new InvalidOperationException($"The samples of {Storage} don't follow each other.");

    /// <summary>What a sample (or the first dimension's element) takes row by row.</summary>
    private long RowSize => IsExact || (Storage.IsFlat && !Shape.IsBatched) ? Rest : Spread(Padded(KeptApart(Rest, 0)));

    private long Rest
    {
        get
        {
            long size = 1;
            for (int d = 1; d < Shape.Rank; d++)
                size *= Shape[d];
            return size;
        }
    }

    // Samples that are a multiple of 4 KB apart would share a few lines of the first-level cache.
    private long Spread(long size) => Shape.IsBatched && size % PageFloats == 0 ? size + Padding : size;

    // Where a row of the inner dimension ends: an update may run in lanes across the rows, 16 of which would share a few lines of the first-level
    // cache, too, if they were a multiple of 1 KB apart.
    private long InnerRow => Padded(Shape[Layout.Inner]) is var size && Storage.Kind == StorageKind.Persistent && size % (PageFloats / 4) == 0 ? size + Padding : size;

    public static long Padded(long size) => (size + Padding - 1) / Padding * Padding;
}
