using DeepTrainer.Compiler.Lowering;
using DeepTrainer.Compiler.Planning;

namespace DeepTrainer.Compiler.Rendering;

// What a kernel reads: from memory, positions and random numbers.
internal abstract partial class KernelWriter
{
    /// <summary>
    /// An operand as a vector: <paramref name="index"/> gives each axis's position, <paramref name="count"/> the valid lanes if not
    /// all.
    /// </summary>
    public string VectorOperand(Operand operand, Func<int, Position> index, string? count) => operand switch
    {
        Operand.Load load => VectorLoad(load.Access, index, count),
        Operand.Host host => $"Lanes.Create({host.Name})",
        Operand.Position position => PositionVector(position.Index, index),
        Operand.Uniform uniform => $"VectorMath.Uniform({CounterVector(uniform, index)}, {KernelSignature.KeyOf(uniform)})",
        _ => throw new InvalidOperationException($"{operand} is no operand here."),
    };

    /// <summary>An operand as a single float.</summary>
    private protected static string ScalarOperand(Operand operand, Func<int, Position> index) => operand switch
    {
        Operand.Load load => $"{(load.Access.Storage.IsInteger ? "(float)" : "")}{Addresses.Element(load.Access, index)}",
        Operand.Host host => host.Name,
        Operand.Position { Index.IsFixed: true } position => Dialect.Float(position.Index.Offset),
        Operand.Position position => $"(float)({PositionText(position.Index, index)})",
        Operand.Uniform uniform => $"VectorMath.Uniform((uint)({Counter(uniform, index)}), {KernelSignature.KeyOf(uniform)})",
        _ => throw new InvalidOperationException($"{operand} is no operand here."),
    };

    private string VectorLoad(Access access, Func<int, Position> index, string? count) =>
        VectorFrom(access, Addresses.Pointer(access), Addresses.Offset(access, index), count);

    /// <summary>What is so many floats after a pointer as a vector; <paramref name="count"/> are the valid lanes if not all.</summary>
    public string VectorFrom(Access access, string pointer, string offset, string? count)
    {
        Stride stride = KernelPlan.StrideOf(access, Plan.Lane);
        if (!access.MovesAlong(Plan.Lane))
            return $"Lanes.Create({(access.Storage.IsInteger ? "(float)" : "")}{Addresses.Element(pointer, offset)})";
        string address = Addresses.Of(pointer, offset);
        bool partial = IsPartial(access, count, isLoad: true);
        return (access.Storage.IsInteger, stride.IsUnit, partial) switch
        {
            (true, true, false) => $"VectorMath.LoadLabels{Width.Bits}({address})",
            (true, true, true) => $"VectorMath.LoadLabelsPartial{Width.Bits}({address}, {count})",
            (_, true, false) => Addresses.Vector(address),
            (_, true, true) => $"VectorMath.LoadPartial{Width.Bits}({address}, {count})",
            (true, false, false) => Converted($"VectorMath.LoadStrided{Width.Bits}((float*){address}, {Format.Integer(stride.Count)})"),
            (true, false, true) => Converted($"VectorMath.LoadStridedPartial{Width.Bits}((float*){address}, {Format.Integer(stride.Count)}, {count})"),
            (_, false, false) => $"VectorMath.LoadStrided{Width.Bits}({address}, {Format.Integer(stride.Count)})",
            _ => $"VectorMath.LoadStridedPartial{Width.Bits}({address}, {Format.Integer(stride.Count)}, {count})",
        };

        // strided loads only move bits: those of integers as well
        static string Converted(string bits) => $"Lanes.ConvertToSingle(Lanes.AsInt32({bits}))";
    }

    private string PositionVector(Affine at, Func<int, Position> index)
    {
        int step = at.StepAlong(Plan.Lane);
        if (at.IsFixed)
            return $"Lanes.Create({Dialect.Float(at.Offset)})";
        string start = $"Lanes.Create((float)({PositionText(at, index)}))";
        return step == 0 ? start : step == 1 ? $"(V.Indices + {start})" : $"((V.Indices * Lanes.Create({Dialect.Float(step)})) + {start})";
    }

    private string CounterVector(Operand.Uniform uniform, Func<int, Position> index)
    {
        long step = uniform.CounterStep(Plan.Lane);
        string start = $"Lanes.Create((uint)({Counter(uniform, index)}))";
        return step == 0 ? start
            : step == 1 ? $"Counters.Indices + {start}"
            : $"(Counters.Indices * Lanes.Create({Format.Integer(unchecked((uint)step))}u)) + {start}";
    }

    private static string Counter(Operand.Uniform uniform, Func<int, Position> index) => string.Join(" + ", uniform.Indices.Select((at, d) =>
    {
        string position = PositionText(at, index);
        long stride = uniform.CounterStride(d);
        return stride == 1 ? position : $"({(position.Contains(' ') ? $"({position})" : position)} * {Format.Integer(stride)})";
    }).DefaultIfEmpty("0"));

    public static string PositionText(Affine at, Func<int, Position> index)
    {
        string text = string.Join(" + ", at.Terms.Select(t => t.Step == 1 ? index(t.Axis).Text : $"(({index(t.Axis).Text}) * {Format.Integer(t.Step)})"));
        return at.IsFixed ? Format.Integer(at.Offset) : at.Offset == 0 ? text : $"{text} + {Format.Integer(at.Offset)}";
    }
}
