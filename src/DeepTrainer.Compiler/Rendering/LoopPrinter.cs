using DeepTrainer.Compiler.Loops;
using DeepTrainer.Compiler.Loops.Kernels;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>Loops → C#: one spelling for each kind of statement. It decides nothing.</summary>
internal sealed class LoopPrinter(CodeWriter writer, Target target)
{
    private readonly ValuePrinter values = new(target);

    /// <summary>Whether it tells what is computed, and not only how.</summary>
    public bool HasComments { get; init; } = true;

    public void Print(Method method)
    {
        foreach (string line in HasComments ? method.Comment : method.Comment.Skip(method.Comment.Count - 1))
            writer.Line($"// {line}");
        writer.Line(method.IsInlined ? "[MethodImpl(Inline)]" : "[MethodImpl(Kernel)]");
        string parameters = string.Join(", ", method.Parameters.Select(p => $"{p.Type} {p.Name}"));
        using (writer.Block($"{(method.IsPrivate ? "" : "internal ")}static void {method.Name}({parameters})"))
            Print(method.Body);
    }

    private void Print(EquatableArray<Stmt> body)
    {
        foreach (Stmt statement in body)
            Print(statement);
    }

    private void Print(Stmt statement)
    {
        switch (statement)
        {
            case Stmt.For loop:
                Nested(Header(loop), loop.Body);
                break;
            case Stmt.If test:
                Nested($"if ({IndexPrinter.Text(test.Left)} {Sign(test.Comparison)} {IndexPrinter.Text(test.Right)})", test.Body);
                break;
            case Stmt.Block block:
                Nested("", block.Body);
                break;
            case Stmt.LetMemory memory:
                StackMemory.Declare(writer, TypeOf(memory.Pointer), memory.Pointer.IsToVectors ? target.Bits / 8
                    : memory.Pointer.Element.Bytes, memory.Pointer.Name, memory.Count, memory.Alignment);
                break;
            default:
                writer.Line(Line(statement) + ";");
                break;
        }
    }

    // One statement needs no braces, unless it declares something.
    private void Nested(string header, EquatableArray<Stmt> body)
    {
        if (header.Length > 0 && body.Count == 1 && body[0] is (Stmt.Assign or Stmt.Store or Stmt.Increase or Stmt.Finish or Stmt.FinishTile or Stmt.AddUp))
        {
            writer.Line(header);
            using (writer.Indent())
                Print(body);
            return;
        }
        using (writer.Block(header))
            Print(body);
    }

    private static string Header(Stmt.For loop)
    {
        string start = loop.Start is null ? "" : $"nint {loop.Variable} = {IndexPrinter.Text(loop.Start)}";
        string step = loop.Step == 1 ? $"{loop.Variable}++" : $"{loop.Variable} += {Format.Integer(loop.Step)}";
        return $"for ({start}; {loop.Variable}{(loop.Fits ? $" + {Format.Integer(loop.Step)} <=" : " <")} {IndexPrinter.Text(loop.End)}; {step})";
    }

    private string Line(Stmt statement) => statement switch
    {
        Stmt.Let let => $"{TypeOf(let.Type)} {string.Join(", ", let.Locals.Select(l => l.Value is null ? l.Name : $"{l.Name} = {values.Text(l.Value)}"))}",
        Stmt.LetIndex let => $"nint {let.Name} = {IndexPrinter.Text(let.Value)}",
        Stmt.LetPointer let =>
            $"{TypeOf(let.Pointer)}* {let.Pointer.Name} = "
                + $"{(let.Pointer.IsToVectors != let.From.IsToVectors ? $"({TypeOf(let.Pointer)}*)" : "")}{IndexPrinter.Address(let.From, let.Offset)}",
        Stmt.Assign assign => string.Concat(assign.Targets.Select(t => $"{values.Text(t)} = ")) + values.Text(assign.Value),
        Stmt.Increase increase => $"{values.Text(increase.Target)} += {values.Text(increase.Value)}",
        Stmt.AssignIndex assign => $"{assign.Name} {(assign.Adds ? "+=" : "=")} {IndexPrinter.Text(assign.Value)}",
        Stmt.Store store => Store(store),
        Stmt.LoadTogether load => $"VectorMath.LoadStrided{Partial(load.Count)}({Strided(load.Pointer, load.Offset, load.Stride, load.Count)}, "
            + $"{string.Join(", ", load.Names.Select(n => $"out V {n}"))})",
        Stmt.Finish finish => Finish(finish),
        Stmt.FinishTile finish => Call(finish.Method, finish.Sums.Name, finish.Positions, finish.Count, finish.Arguments),
        Stmt.AddUp add => $"VectorMath.AddUp({add.Sums.Name}, {add.Totals.Name}, {Format.Integer(add.Count)})",
        Stmt.Share share => $"Team.Share({IndexPrinter.Text(share.Extent)}, {Format.Integer(share.Step)}, part, parts, out nint from, out nint to)",
        Stmt.Prefetch line => $"VectorMath.Prefetch({IndexPrinter.Address(line.Pointer, line.Offset)})",
        Stmt.ClearPadding clear => $"BatchPadding.{(clear.IsColumns ? "ClearColumns" : "ClearRows")}({clear.Pointer.Name}, {Addresses.Rows}, {Format.Integer(clear.Floats)})",
        Stmt.KeepFirst keep => $"RowNumbers.KeepFirst({keep.Numbers.Name}, {Addresses.Rows}, {Format.Integer(keep.PerSample)}, "
            + $"{Format.Integer(keep.Distance)}, {Format.Integer(keep.Rows)}, (int*){keep.Seen.Name})",
        _ => throw new InvalidOperationException($"{statement.GetType().Name} has no spelling."),
    };

    private string Store(Stmt.Store store)
    {
        string value = string.Join(", ", store.Values.Select(values.Text));
        return store.Values.Count == 1 && !store.Values[0].Type.IsVector ? $"{IndexPrinter.Element(store.Pointer, store.Offset)} = {value}"
            : store.Stride != 1 ? $"VectorMath.StoreStrided{Partial(store.Count)}({value}, {Strided(store.Pointer, store.Offset, store.Stride, store.Count)})"
            : store.Count is null ? $"{ValuePrinter.Vector(store.Pointer, store.Offset)} = {value}"
            : $"VectorMath.StorePartial({value}, {IndexPrinter.Address(store.Pointer, store.Offset)}, {IndexPrinter.Count(store.Count)})";
    }

    private string Finish(Stmt.Finish finish)
    {
        string sums = finish.Apart == 0 ? values.Text(finish.Sum)
            : finish.Sum is Value.Load load ? $"{IndexPrinter.Address(load.Pointer, load.Offset)}, {Format.Integer(finish.Apart)}"
            : throw new InvalidOperationException("Several sums lie in memory.");
        return Call(finish.Method, sums, finish.Positions, finish.Count, finish.Arguments);
    }

    private static string Call(string method, string sums, IEnumerable<IndexExpr> positions, IndexExpr? count, IEnumerable<string> others)
    {
        IEnumerable<string> arguments = [sums, .. positions.Select(IndexPrinter.Text), .. count is null ? Array.Empty<string>() : [IndexPrinter.Count(count)], .. others];
        return $"{method}({string.Join(", ", arguments)})";
    }

    private static string Strided(Pointer pointer, IndexExpr offset, long stride, IndexExpr? count) =>
        $"{IndexPrinter.Address(pointer, offset)}, {Format.Integer(stride)}{(count is null ? "" : $", {IndexPrinter.Count(count)}")}";

    private static string Partial(IndexExpr? count) => count is null ? "" : "Partial";

    private static string TypeOf(LoopType type) => type.IsVector ? "V" : type.Element.Name;

    private static string TypeOf(Pointer pointer) => pointer.IsToVectors ? "V" : pointer.Element.Name;

    private static string Sign(Comparison comparison) => comparison switch
    {
        Comparison.Less => "<",
        Comparison.Greater => ">",
        _ => "==",
    };
}
