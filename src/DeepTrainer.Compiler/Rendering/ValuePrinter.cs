using DeepTrainer.Compiler.Loops;
using DeepTrainer.Compiler.Planning;
using static DeepTrainer.Compiler.Rendering.IndexPrinter;

namespace DeepTrainer.Compiler.Rendering;

/// <summary>Values → C#. V is a vector of floats, whatever the target.</summary>
internal sealed class ValuePrinter(Target target)
{
    public string Text(Value value) => value switch
    {
        Value.Local local => local.Name,
        Value.Constant { Type.IsVector: true } constant => constant.Number.Equals(0.0) && !IsNegativeZero(constant.Number) ? "V.Zero" : $"Create({Format.Single(constant.Number)})",
        Value.Constant constant => constant.Type == LoopType.Double ? Format.Number(constant.Number) : Format.Single(constant.Number),
        Value.Load load => Load(load),
        Value.LoadFour four => $"VectorMath.LoadFour{target.Bits}({Address(four.Pointer, four.Offset)})",
        Value.Spread spread => $"VectorMath.Spread({Text(spread.Four)}, {Format.Integer(spread.Lane)})",
        Value.Broadcast { Number: Value.Load { Pointer.Element.IsNarrow: true } load } => $"VectorMath.WidenOne{target.Bits}({Address(load.Pointer, load.Offset)})",
        Value.Broadcast broadcast => $"Create({Text(broadcast.Number)})",
        Value.Ramp ramp => Ramp(ramp),
        Value.Uniform uniform => $"VectorMath.Uniform({Counter(uniform)}, {uniform.Key})",
        Value.Call call => Call(call),
        Value.MultiplyAdd sum when target.HasOperatorsOnly => $"({Operand(sum.A)} * {Operand(sum.B)} + {Operand(sum.C)})",
        Value.MultiplyAdd sum => $"MultiplyAddEstimate({Text(sum.A)}, {Text(sum.B)}, {Text(sum.C)})",
        Value.First first => $"ConditionalSelect(VectorMath.MaskFirst{target.Bits}({Count(first.Count)}), {Text(first.Of)}, {Text(first.Behind)})",
        Value.Across { Reduction: Reduction.Sum } sum => $"Sum({Text(sum.Of)})",
        Value.Across largest => $"VectorMath.Max({Text(largest.Of)})",
        Value.Converted converted => $"({converted.Type.Element.Name}){Text(converted.Of)}",
        _ => throw new InvalidOperationException($"{value.GetType().Name} has no spelling."),
    };

    /// <summary>
    /// The vector that lies there. Unlike a call of a generic method or the sum of a pointer and a number, this costs the C# compiler next to nothing, and
    /// most of what is emitted are loads.
    /// </summary>
    public static string Vector(Pointer pointer, IndexExpr offset) => pointer.IsToVectors ? Element(pointer, offset) : $"*(V*){Address(pointer, offset)}";

    private string Load(Value.Load load)
    {
        bool isInteger = load.Pointer.Element == ElementType.Int32;
        if (!load.Type.IsVector)
            return (load.Pointer.Element == ElementType.Float32 ? "" : "(float)") + Element(load.Pointer, load.Offset);
        if (load.Pointer.Element.IsNarrow)
            return Widened(load);
        string address = Address(load.Pointer, load.Offset), suffix = $"{(load.Count is null ? "" : "Partial")}{target.Bits}",
            count = load.Count is null ? "" : $", {Count(load.Count)}";
        if (load.Stride == 1)
            return isInteger ? $"VectorMath.LoadLabels{suffix}({address}{count})" : load.Count is null ? Vector(load.Pointer, load.Offset)
                : $"VectorMath.LoadPartial{target.Bits}({address}{count})";
        string strided = $"VectorMath.LoadStrided{suffix}({(isInteger ? "(float*)" : "")}{address}, {Format.Integer(load.Stride)}{count})";
        // Strided loads only move bits: those of integers as well.
        return isInteger ? $"ConvertToSingle(Lanes.AsInt32({strided}))" : strided;
    }

    private string Widened(Value.Load load)
    {
        string address = Address(load.Pointer, load.Offset);
        return load.Stride == 1 && load.Count is null ? $"VectorMath.Widen{target.Bits}({address})"
            : $"VectorMath.WidenStrided{target.Bits}({address}, {Format.Integer(load.Stride)}, {(load.Count is null ? "V.Count" : Count(load.Count))})";
    }

    private static string Ramp(Value.Ramp ramp)
    {
        string start = $"(float)({IndexPrinter.Text(ramp.Start)})";
        return !ramp.Type.IsVector ? start
            : ramp.Step == 0 ? $"Create({start})"
            : ramp.Step == 1 ? $"(V.Indices + Create({start}))"
            : $"((V.Indices * Create({Format.Single(ramp.Step)})) + Create({start}))";
    }

    private static string Counter(Value.Uniform uniform)
    {
        string start = $"(uint)({IndexPrinter.Text(uniform.Start)})";
        start = uniform.Origin is { } origin ? $"{origin} + {start}" : start;
        return !uniform.Type.IsVector ? start
            : uniform.Step == 0 ? $"Create({start})"
            : uniform.Step == 1 ? $"Counters.Indices + Create({start})"
            : $"(Counters.Indices * Create({Format.Integer(unchecked((uint)uniform.Step))}u)) + Create({start})";
    }

    private string Call(Value.Call call)
    {
        Spelling spelling = Spelling.Of(call.Type);
        bool isOperator = spelling.IsOperator(call.Operation);
        // C# would divide 3 / 2 as integers; one operand with a point makes it float64, as what a choice is between
        int chosen = call.Operation == Operation.SelectLess || call.Operation == Operation.SelectLessOrEqual || call.Operation == Operation.SelectEqual ? 2 : 0;
        bool isOfConstants = call.Type == LoopType.Double && call.Arguments.Skip(chosen).All(a => a is Value.Constant);
        return spelling.Call(call.Operation, call.IsOrdered,
            [.. call.Arguments.Select((a, i) => isOfConstants && i >= chosen ? WithPoint(isOperator ? Operand(a) : Text(a)) : isOperator ? Operand(a) : Text(a))]);
    }

    private static string WithPoint(string number) => number.All(c => char.IsDigit(c) || c == '-') ? number + ".0" : number;

    // What stands beside an operator is in parentheses if it has one itself: two signs without would be another operator.
    private string Operand(Value value)
    {
        string text = Text(value);
        return text[0] == '-' || (value is Value.Call call && Spelling.Of(call.Type).IsOperator(call.Operation) && text.Contains(' ')) ? $"({text})" : text;
    }

    private static bool IsNegativeZero(double number) => BitConverter.DoubleToInt64Bits(number) < 0;
}
