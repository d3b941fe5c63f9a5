using DeepTrainer.Compiler.Lowering;

namespace DeepTrainer.Compiler.Planning;

/// <summary>The distance between neighbours, in floats; <paramref name="TimesRows"/>: times the padded number of samples.</summary>
public readonly record struct Stride(long Count, bool TimesRows = false)
{
    public bool IsUnit => Count == 1 && !TimesRows;

    public static Stride Zero => new(0);
}

/// <summary>A storage in one of its layouts: the strides of its dimensions and what it takes.</summary>
public sealed record Placement(Storage Storage, Layout Layout)
{
    public Placement(Access access)
        : this(access.Storage, access.Layout)
    {
    }

    /// <summary>
    /// Tensors that are not the caller's are padded to this many floats in the direction they lie in, the widest vector, so
    /// that no loop over them needs a tail. The layout is the same whatever the vector width.
    /// </summary>
    public const int Padding = 16;

    private Shape Shape => Storage.Shape;

    private bool IsExact => Storage.Kind == StorageKind.Caller;

    public Stride StrideOf(int dimension)
    {
        if (Layout == Layout.Columns)
        {
            if (dimension == 0)
                return new(1);
            long inner = Shape.Dimensions.Skip(dimension + 1).Aggregate(1L, (size, d) => size * d);
            return Shape.IsBatched ? new(inner, TimesRows: true) : new(inner * Padded(Shape[0]));
        }
        long behind = Shape.Dimensions.Skip(dimension + 1).Aggregate(1L, (size, d) => size * d);
        return new(dimension == 0 && Shape.Rank > 1 ? RowSize : behind);
    }

    /// <summary>What a sample (or the first dimension's element) takes in <see cref="Layout.Rows"/>.</summary>
    private long RowSize
    {
        get
        {
            long size = Shape.Dimensions.Skip(1).Aggregate(1L, (s, d) => s * d);
            return IsExact ? size : Padded(size);
        }
    }

    /// <summary>Whether vectors may run past the end of the dimension into padding, both to read and to write.</summary>
    public bool IsPadded(int dimension) => !IsExact && (Layout == Layout.Columns
        ? dimension == 0
        : (dimension == 0 && Shape.IsBatched) || Shape.Dimensions.Skip(1).Where((_, d) => d + 1 != dimension).All(d => d == 1) || Shape.Rank == 1);

    /// <summary>What it takes, for each padded sample if it is batched, else in all.</summary>
    public long Size => Shape.IsBatched
        ? (Layout == Layout.Columns ? Shape.SampleSize : RowSize)
        : Layout == Layout.Columns ? Padded(Shape[0]) * Shape.Dimensions.Skip(1).Aggregate(1L, (s, d) => s * d)
        : Shape.Rank <= 1 ? Padded(Shape.SampleSize) : RowSize * Shape[0];

    public static long Padded(long size) => (size + Padding - 1) / Padding * Padding;
}
