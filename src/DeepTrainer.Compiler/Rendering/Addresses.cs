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

    public static string Pointer(Placement placement) => placement.Storage.Root.Name
        + (placement is { Layout: Layout.Columns, Storage: { Shape: { IsBatched: true, SampleSize: > 1 } } } ? "Columns" : "");

    /// <summary>The element's address, each axis's index as given, counted from the tensor's beginning or from another pointer.</summary>
    public static string Of(Access access, Func<int, string> indexOf, string? pointer = null)
    {
        Placement placement = new(access);
        string address = pointer ?? Pointer(access);
        for (int d = 0; d < access.Indices.Count; d++)
        {
            (int axis, int offset) = access.Indices[d];
            string index = axis < 0 ? Format.Integer(offset) : offset == 0 ? indexOf(axis) : $"{indexOf(axis)} + {Format.Integer(offset)}";
            address += Term(index, placement.StrideOf(d));
        }
        return address;
    }

    /// <summary>A stride as C#.</summary>
    public static string Text(Stride stride) => !stride.TimesRows ? Format.Integer(stride.Count)
        : stride.Count == 1 ? PaddedRows : $"{Format.Integer(stride.Count)} * {PaddedRows}";

    private static string Term(string index, Stride stride) =>
        index == "0" || stride.Count == 0 ? ""
        : stride.IsUnit ? $" + {index}"
        : $" + ({(index.Contains(' ') ? $"({index})" : index)} * {Text(stride)})";
}
