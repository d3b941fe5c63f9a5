using DeepTrainer.Compiler.Loops;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>Whole numbers and what lies at addresses → C#.</summary>
internal static class IndexPrinter
{
    /// <summary>Terms first, then the constant; a sum that would begin with a minus begins with its constant.</summary>
    public static string Text(IndexExpr index)
    {
        if (index.IsFixed)
            return Format.Integer(index.Constant);
        bool startsWithConstant = index.Terms[0].Factor < 0 && index.Constant != 0;
        string terms = string.Concat(index.Terms.Select((term, t) =>
        {
            string product = Product(term, isAlone: index.Terms.Count == 1 && index.Constant == 0);
            return t == 0 && !startsWithConstant ? (term.Factor < 0 ? "-" : "") + product : (term.Factor < 0 ? " - " : " + ") + product;
        }));
        return startsWithConstant ? Format.Integer(index.Constant) + terms
            : index.Constant == 0 ? terms
            : index.Constant > 0 ? $"{terms} + {Format.Integer(index.Constant)}" : $"{terms} - {Format.Integer(-index.Constant)}";
    }

    /// <summary>A number of lanes.</summary>
    public static string Count(IndexExpr count) => count.IsFixed
        || count is { Constant: 0, Terms: [{ Factor: 1, Atom: Atom.Variable { Name: "count" } }] } ? Text(count) : $"(int)({Text(count)})";

    /// <summary>The address so many elements after a pointer.</summary>
    public static string Address(Pointer pointer, IndexExpr offset) => offset is { IsFixed: true, Constant: 0 } ? pointer.Name : $"&{pointer.Name}[{Text(offset)}]";

    /// <summary>What lies so many elements after a pointer.</summary>
    public static string Element(Pointer pointer, IndexExpr offset) => $"{pointer.Name}[{Text(offset)}]";

    private static string Product(IndexTerm term, bool isAlone)
    {
        long factor = Math.Abs(term.Factor);
        string text = Text(term.Atom);
        return factor == 1 ? text : isAlone ? $"{text} * {Format.Integer(factor)}" : $"({text} * {Format.Integer(factor)})";
    }

    private static string Text(Atom atom) => atom switch
    {
        Atom.Variable variable => variable.Name,
        Atom.Sum sum => $"({Text(sum.Of)})",
        Atom.BlockStart start => $"({Grouped(start.Of)} & -{Format.Integer(start.Block)})",
        Atom.InBlock place => $"({Grouped(place.Of)} & {Format.Integer(place.Block - 1)})",
        Atom.Row row => $"VectorMath.Row({Element(row.Number.Pointer, row.Number.Offset)}, {Format.Integer(row.Rows)})",
        Atom.Found found => Element(found.Number.Pointer, found.Number.Offset),
        Atom.Remainder rest => $"({rest.Number} % {Format.Integer(rest.Length)})",
        Atom.Smaller smaller => $"Math.Min({Typed(smaller.A)}, {Text(smaller.B)})",
        Atom.Larger larger => $"Math.Max({Typed(larger.A)}, {Text(larger.B)})",
        _ => throw new InvalidOperationException($"{atom.GetType().Name} has no spelling."),
    };

    // C# takes a literal for an int.
    private static string Typed(IndexExpr index) => index.IsFixed ? $"(nint){Text(index)}" : Text(index);

    private static string Grouped(IndexExpr index) => Text(index) is var text && text.Contains(' ') ? $"({text})" : text;
}
