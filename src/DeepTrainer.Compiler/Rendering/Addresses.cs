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

    /// <summary>The element's address, each axis at the position given.</summary>
    public static string Of(Access access, Func<int, Position> at) => Of(Pointer(access), Offset(access, at));

    /// <summary>The address so many floats after a pointer.</summary>
    public static string Of(string pointer, string offset) => offset.Length == 0 ? pointer : $"&{pointer}[{offset}]";

    /// <summary>The element, each axis at the position given.</summary>
    public static string Element(Access access, Func<int, Position> at) => Element(Pointer(access), Offset(access, at));

    /// <summary>The element so many after a pointer.</summary>
    public static string Element(string pointer, string offset) => offset.Length == 0 ? $"*{pointer}" : $"{pointer}[{offset}]";

    /// <summary>The way from the tensor's beginning in floats; empty for none.</summary>
    public static string Offset(Access access, Func<int, Position> at)
    {
        (List<string> terms, long constant) = Parts(access, at);
        if (constant != 0)
            terms.Add(constant > 0 ? $" + {Format.Integer(constant)}" : $" - {Format.Integer(-constant)}");
        string sum = string.Concat(terms);
        return sum.Length == 0 ? ""
            : !sum.StartsWith(" + ", StringComparison.Ordinal) ? $"-{sum.Substring(3)}"
            : terms.Count == 1 && sum[3] == '(' && sum.IndexOf(')') == sum.Length - 1 ? sum.Substring(4, sum.Length - 5)
            : sum.Substring(3);
    }

    /// <summary>A fixed way; empty for none.</summary>
    public static string Offset(long distance) => distance == 0 ? "" : Format.Integer(distance);

    /// <summary>
    /// The vector at an address. Unlike a call of a generic method or the sum of a pointer and a number, this costs the C# compiler next to
    /// nothing, and most of what is emitted are loads.
    /// </summary>
    public static string Vector(string address) => $"*(V*){address}";

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

    /// <summary>How far apart two positions are, in floats, if that is known while compiling.</summary>
    public static long? Distance(Access access, Func<int, Position> from, Func<int, Position> to)
    {
        if (access.Row is { } row && Distance(row, from, to) != 0)
            return null;
        (List<string> terms, long start) = Parts(access, from);
        (List<string> others, long end) = Parts(access, to);
        return terms.SequenceEqual(others) ? end - start : null;
    }

    // What changes at run time, a term each; and the sum of what doesn't.
    private static (List<string> Terms, long Constant) Parts(Access access, Func<int, Position> at)
    {
        Placement placement = new(access);
        List<string> terms = [];
        long constant = 0;
        if (access.Row is { } row)
            terms.Add(Term($"VectorMath.Row({Element(row, at)}, {Format.Integer(access.Storage.Shape[0])})", placement.StrideOf(0).Count));
        Dictionary<int, long> strides = [];
        List<int> order = [];
        for (int d = 0; d < access.Indices.Count; d++)
        {
            Affine index = access.Indices[d];
            Stride stride = placement.StrideOf(d);
            if (stride.IsBlocked)
            {
                constant += InBlocks(index, stride, at, terms);
                continue;
            }
            constant += index.Offset * stride.Count;
            foreach (Term term in index.Terms)
            {
                if (!strides.ContainsKey(term.Axis))
                    order.Add(term.Axis);
                strides[term.Axis] = (strides.TryGetValue(term.Axis, out long sofar) ? sofar : 0) + (term.Step * stride.Count);
            }
        }
        foreach (int axis in order)
        {
            Position position = at(axis);
            constant += strides[axis] * position.Offset;
            if (!position.IsFixed)
                terms.Add(Term(position.Variable, strides[axis]));
        }
        return (terms, constant);
    }

    // The block's beginning, and the place in it.
    private static long InBlocks(Affine index, Stride stride, Func<int, Position> at, List<string> terms)
    {
        Position position = index.Terms.Count == 1 && index.Terms[0].Step == 1 ? at(index.Terms[0].Axis).Shift(index.Offset)
            : index.IsFixed ? Position.Fixed(index.Offset)
            : new(KernelWriter.PositionText(index, at));
        int block = stride.Block, offset = position.Offset;
        if (position.IsFixed)
            return (offset / block * block * stride.BlockSteps) + (offset % block);
        if (position.Multiple % block == 0 && offset >= 0)
        {
            terms.Add(Term(position.Variable, stride.BlockSteps));
            return (offset / block * block * stride.BlockSteps) + (offset % block);
        }
        string variable = position.StaysInBlock(block) ? Factor(position.Variable) : $"({position.Text})";
        terms.Add($" + (({variable} & -{Format.Integer(block)}) * {Format.Integer(stride.BlockSteps)}) + ({variable} & {Format.Integer(block - 1)})");
        return position.StaysInBlock(block) ? offset : 0;
    }

    private static string Term(string index, long stride) => stride switch
    {
        0 => "",
        1 => $" + {index}",
        -1 => $" - {Factor(index)}",
        < 0 => $" - ({Factor(index)} * {Format.Integer(-stride)})",
        _ => $" + ({Factor(index)} * {Format.Integer(stride)})",
    };

    private static string Factor(string index) => index.Contains(' ') && !index.EndsWith(")", StringComparison.Ordinal) ? $"({index})" : index;
}
