namespace DeepTrainer.Compiler.Lowering;

/// <summary>
/// An element of a storage, in one of the storage's layouts: an affine position on the kernel's axes for each dimension. With
/// <paramref name="Row"/> one dimension is a number found in memory, of a table's row.
/// </summary>
public sealed record Access(Storage Storage, EquatableArray<Affine> Indices, Layout Layout, Access? Row = null)
{
    public Access(Storage storage, EquatableArray<Affine> indices)
        : this(storage, indices, Layout.Rows(storage.Shape))
    {
    }

    /// <summary>The dimension that <see cref="Row"/> numbers: another than the first where a table is seen without extents of 1 in front of its rows.</summary>
    public int RowDimension { get; init; }

    /// <summary>Whether the row is the one that the kernel works on, whose number has the name <see cref="RowVariable"/> there.</summary>
    public bool IsCurrentRow { get; init; }

    /// <summary>The name of the number of the row that a kernel works on.</summary>
    public const string RowVariable = "row";

    /// <summary>The dimension that moves with the axis; negative if none does.</summary>
    public int DimensionOf(int axis)
    {
        for (int d = 0; d < Indices.Count; d++)
        {
            if (Indices[d].StepAlong(axis) != 0)
                return d;
        }
        return -1;
    }

    /// <summary>Whether another element is read at another position on the axis.</summary>
    public bool MovesAlong(int axis) => DimensionOf(axis) >= 0 || (Row?.MovesAlong(axis) ?? false);

    public Access With(Func<Affine, Affine> change) => this with { Indices = Indices.Select(change).ToEquatableArray(), Row = Row?.With(change) };
}

/// <summary>Which dimension of a tensor lies element after element in memory; the others follow in row-major order.</summary>
/// <param name="Inner">The dimension: the last, as in the caller's memory; or the first (outputs of a weight, samples of a batch), or channels.</param>
/// <param name="Block">
/// How many of its elements lie side by side; those that follow lie behind all the other dimensions of these. 0: all.
/// </param>
public readonly record struct Layout(int Inner, int Block = 0)
{
    /// <summary>Row after row, as the caller's memory is.</summary>
    public static Layout Rows(Shape shape) => new(Math.Max(0, shape.Rank - 1));
}
