using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Loops.Kernels;

/// <summary>Where the elements of tensors are.</summary>
internal static class Addresses
{
    /// <summary>The samples of the batch, rounded up to <see cref="Placement.Padding"/>.</summary>
    public const string PaddedRows = "padded";

    /// <summary>The samples of the batch.</summary>
    public const string Rows = "rows";

    /// <summary>The pointer to a tensor in one of its layouts.</summary>
    public static Pointer Pointer(Access access) => new(NameOf(new Placement(access)), access.Storage.Element);

    /// <summary>The name of that pointer.</summary>
    public static string NameOf(Placement placement)
    {
        placement = placement.Root;
        Storage storage = placement.Storage;
        string layout = storage.Kind != StorageKind.Temporary || storage.Shape.SampleSize == 1 || placement.Layout == Layout.Rows(storage.Shape) ? ""
            : placement.IsBySample ? "Columns"
            : storage.Shape.IsBatched && placement.Layout.Inner == 1 ? "ChannelsLast"
            : $"Along{Format.Integer(placement.Layout.Inner)}";
        return storage.Name + layout;
    }

    /// <summary>A dimension's position.</summary>
    public static IndexExpr Index(Affine at, Func<int, LoopIndex> position) =>
        at.Terms.Aggregate((IndexExpr)at.Offset, (sum, term) => sum + (position(term.Axis).Index * term.Step));

    /// <summary>The element's distance from the tensor's first, each axis at the position given.</summary>
    public static IndexExpr Offset(Access access, Func<int, LoopIndex> at)
    {
        Placement placement = new(access);
        IndexExpr offset = access.Row is null ? 0
            : (access.IsCurrentRow ? IndexExpr.Of(Access.RowVariable) : RowNumber(access, at)) * placement.StrideOf(access.RowDimension).Count;
        for (int d = 0; d < access.Indices.Count; d++)
        {
            Stride stride = placement.StrideOf(d);
            offset += stride.IsBlocked ? InBlocks(access.Indices[d], stride, at) : Index(access.Indices[d], at) * stride.Count;
        }
        return offset;
    }

    /// <summary>The row that an access to a table is to.</summary>
    public static IndexExpr RowNumber(Access access, Func<int, LoopIndex> at) => IndexExpr.Of(new Atom.Row(Number(access.Row!, at), access.Storage.Shape[access.RowDimension]));

    /// <summary>An element as a number.</summary>
    public static Value.Load Number(Access access, Func<int, LoopIndex> at) => new(LoopType.Float, Pointer(access), Offset(access, at));

    /// <summary>Whether the way from the tensor's beginning is a sum of the ways along some axes and along the others.</summary>
    public static bool IsSeparable(Access access, int[] axes)
    {
        Placement placement = new(access);
        for (int d = 0; d < access.Indices.Count; d++)
        {
            Affine index = access.Indices[d];
            if (placement.StrideOf(d).IsBlocked && index.Terms.Any(t => axes.Contains(t.Axis)) && (index.Offset != 0 || index.Terms.Any(t => !axes.Contains(t.Axis))))
                return false;
        }
        return access.Row is null;
    }

    /// <summary>How far apart two positions are, in elements, if that is known while compiling.</summary>
    public static long? Distance(Access access, Func<int, LoopIndex> from, Func<int, LoopIndex> to)
    {
        IndexExpr start = Offset(access, from), end = Offset(access, to);
        return start.Terms == end.Terms ? end.Constant - start.Constant : null;
    }

    // The block's beginning, and the place in it.
    private static IndexExpr InBlocks(Affine index, Stride stride, Func<int, LoopIndex> at)
    {
        int block = stride.Block;
        LoopIndex? single = index.Terms.Count == 1 && index.Terms[0].Step == 1 ? at(index.Terms[0].Axis).Shift(index.Offset)
            : index.IsFixed ? LoopIndex.Fixed(index.Offset)
            : null;
        if (single is not { } position)
            return Parted(Index(index, at));
        int offset = position.Offset;
        if (position.IsFixed)
            return (offset / block * block * stride.BlockSteps) + (offset % block);
        if (position.Multiple % block == 0 && offset >= 0)
            return (IndexExpr.Of(position.Variable) * stride.BlockSteps) + ((offset / block * block * stride.BlockSteps) + (offset % block));
        return position.StaysInBlock(block) ? Parted(IndexExpr.Of(position.Variable)) + offset : Parted(position.Index);

        IndexExpr Parted(IndexExpr of) => (IndexExpr.Of(new Atom.BlockStart(of, block)) * stride.BlockSteps) + IndexExpr.Of(new Atom.InBlock(of, block));
    }
}
