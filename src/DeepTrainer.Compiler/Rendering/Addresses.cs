using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>Pointers and offsets as C#.</summary>
internal static class Addresses
{
    /// <summary>The samples of the batch, rounded up to <see cref="Placement.Padding"/>.</summary>
    public const string PaddedRows = "padded";

    /// <summary>The samples of the batch.</summary>
    public const string Rows = "rows";

    /// <summary>The pointer to a tensor in one of its layouts.</summary>
    public static string Pointer(Access access) => Pointer(new Placement(access));

    public static string Pointer(Placement placement)
    {
        placement = placement.Root;
        Storage storage = placement.Storage;
        string layout = storage.Kind != StorageKind.Temporary || storage.Shape.SampleSize == 1 || placement.Layout == Layout.Rows(storage.Shape) ? ""
            : placement.IsBySample ? "Columns"
            : storage.Shape.IsBatched && placement.Layout.Inner == 1 ? "ChannelsLast"
            : $"Along{Format.Integer(placement.Layout.Inner)}";
        return storage.Name + layout;
    }

    /// <summary>
    /// The element's address, each axis's index as given, counted from the tensor's beginning or from another pointer. All dimensions
    /// that move with an axis are one term.
    /// </summary>
    public static string Of(Access access, Func<int, string> indexOf, string? pointer = null)
    {
        Placement placement = new(access);
        string address = pointer ?? Pointer(access);
        if (access.Row is { } row)
            address += Term(RowNumber(row, access.Storage.Shape[0], indexOf), placement.StrideOf(0));
        foreach (int axis in access.Indices.SelectMany(i => i.Terms.Select(t => t.Axis)).Distinct())
            address += Term(indexOf(axis), KernelPlan.StrideOf(access, axis));
        foreach (IGrouping<bool, Stride> offsets in access.Indices.Select((index, d) => placement.StrideOf(d).Times(index.Offset)).GroupBy(s => s.TimesRows))
        {
            long count = offsets.Sum(o => o.Count);
            if (count != 0)
                address += $" + {(offsets.Key ? $"({Text(new(count, TimesRows: true))})" : Format.Integer(count))}";
        }
        return address;
    }

    /// <summary>A stride as C#.</summary>
    public static string Text(Stride stride) => !stride.TimesRows ? Format.Integer(stride.Count)
        : stride.Count == 1 ? PaddedRows : $"{Format.Integer(stride.Count)} * {PaddedRows}";

    private static string RowNumber(Access row, int rows, Func<int, string> indexOf)
    {
        string pointer = Pointer(row), address = Of(row, indexOf, pointer);
        string element = address == pointer ? $"{pointer}[0]" : $"{pointer}[{address.Substring(pointer.Length + 3)}]";
        return $"VectorMath.Row({element}, {Format.Integer(rows)})";
    }

    private static string Term(string index, Stride stride) =>
        index == "0" || stride.Count == 0 ? ""
        : stride.IsUnit ? $" + {index}"
        : stride is { Count: < 0, TimesRows: false } ? $" - ({Factor(index)}{(stride.Count == -1 ? "" : $" * {Format.Integer(-stride.Count)}")})"
        : $" + ({Factor(index)} * {Text(stride)})";

    private static string Factor(string index) => index.Contains(' ') && !index.EndsWith(")", StringComparison.Ordinal) ? $"({index})" : index;
}
