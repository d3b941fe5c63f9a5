namespace DeepTrainer.Onnx.Importing;

/// <summary>A tensor as code.</summary>
/// <param name="Code">An expression that can be called methods on.</param>
/// <param name="Shape">Its extents.</param>
/// <param name="DropsLead">Whether the first axis of the model's, of extent 1, isn't there.</param>
internal readonly record struct Operand(string Code, int[] Shape, bool DropsLead)
{
    /// <summary>Where an axis of the model's tensor is.</summary>
    public int Axis(int axis) => DropsLead ? axis - 1 : axis;

    public int[] Axes(IEnumerable<int> axes) => [.. axes.Select(Axis)];
}

/// <content>The node's code.</content>
internal sealed partial class NodeContext
{
    /// <summary>What a tensor of a network can have.</summary>
    public const int MostAxes = 15, MostElements = 100_000_000;

    /// <summary>The tensor as it lies, but with its first axis where that is one of those that are worked on.</summary>
    public Operand Of(TensorValue value, params int[] axes) => value is VariableValue { DropsLead: true } variable && !axes.Contains(0)
        ? new(variable.Name, variable.OwnShape, true)
        : new(Full(value), value.Shape, false);

    /// <summary>The tensor with all of its axes.</summary>
    public string Full(TensorValue value) => value switch
    {
        VariableValue { DropsLead: true } variable => $"{variable.Name}.Unsqueeze(0)",
        VariableValue variable => variable.Name,
        _ => Context.Method.Constant((ConstantValue)value),
    };

    /// <summary>The tensor without its first axis, whose extent is 1.</summary>
    public Operand Sample(TensorValue value)
    {
        if (value.Rank == 0 || value.Shape[0] != 1)
            throw Fail($"{value.Text} has no first axis of one element");
        return value is VariableValue { DropsLead: true } variable ? new(variable.Name, variable.OwnShape, true)
            : value is ConstantValue { Initializer: null } constant ? new(Context.Method.Constant(new(constant.Data.Reshaped(value.Shape[1..]))), value.Shape[1..], true)
            : new($"{Full(value)}[0]", value.Shape[1..], true);
    }

    /// <summary>A tensor that takes part in arithmetic: single numbers are literals.</summary>
    public Operand Scalar(TensorValue value) => value is ConstantValue { Data: { Length: 1 } data } ? new(Literals.Number(data[0]), [], false) : Of(value);

    /// <summary>Makes a variable of an expression that is an output.</summary>
    public VariableValue Give(int output, string code, ElementType type, int[] shape, bool dropsLead = false)
    {
        VariableValue value = Add(OutputName(output), code, type, shape, dropsLead);
        Give(output, value);
        return value;
    }

    /// <summary>Makes a variable of an expression on the way to an output.</summary>
    public VariableValue Add(string name, string code, ElementType type, int[] shape, bool dropsLead = false)
    {
        if (shape.Any(e => e < 0) || shape.Length > MostAxes || Shapes.Size(shape) > MostElements)
            throw Fail($"its result would have the shape {(shape.Length > MostAxes ? $"of {shape.Length} axes" : Shapes.Text(shape))}, and a "
                + $"network's tensors have at most {MostAxes} axes and {MostElements} elements");
        if (Shapes.Size(shape) == 0)
            throw Unsupported($"a result without elements, {Shapes.Text(shape)}, that depends on the network's input");
        string variable = Context.Method.Variables.Variable(name, Operator);
        Context.Method.Add(new([variable], code, Comment(type, dropsLead ? shape[1..] : shape)));
        return new(variable, type, shape, dropsLead);
    }

    /// <summary>Makes variables of an expression that is a tuple or an array.</summary>
    public VariableValue[] AddSeveral(string code, params (string Name, ElementType Type, int[] Shape, bool DropsLead)[] parts)
    {
        string[] variables = [.. parts.Select(p => Context.Method.Variables.Variable(p.Name, Operator))];
        Context.Method.Add(new(variables, code, string.Join(", ", parts.Select(p => Comment(p.Type, p.DropsLead ? p.Shape[1..] : p.Shape)))));
        return [.. parts.Select((p, i) => new VariableValue(variables[i], p.Type, p.Shape, p.DropsLead))];
    }

    /// <summary>An expression over tensors, element by element: {0}, {1}, … stand for them.</summary>
    public VariableValue Map(int output, ElementType type, string template, params TensorValue[] values)
    {
        (string code, int[] shape, bool drops) = MapCode(template, values);
        return Give(output, code, type, shape, drops);
    }

    /// <inheritdoc cref="Map(int, ElementType, string, TensorValue[])"/>
    public VariableValue MapStep(string name, ElementType type, string template, params TensorValue[] values)
    {
        (string code, int[] shape, bool drops) = MapCode(template, values);
        return Add(name, code, type, shape, drops);
    }

    /// <summary>The second input of arithmetic as it is broadcast: before opset 7 from the axis that an attribute names on.</summary>
    public TensorValue Second()
    {
        TensorValue a = Tensor(0), b = Tensor(1);
        Ignore("axis", "broadcast", "consumed_inputs");
        return opset >= 7 || !HasAttribute("axis") || b.Rank >= a.Rank ? b
            : Operators.Shaping.Reshaped(this, InputName(1), b, [.. b.Shape, .. Enumerable.Repeat(1, a.Rank - Axis(Int("axis", 0), a.Rank) - b.Rank)]);
    }

    private (string Code, int[] Shape, bool DropsLead) MapCode(string template, TensorValue[] values)
    {
        int[] shape = BroadcastOf(values);
        int rank = shape.Length;
        bool drops = rank > 0 && shape[0] == 1 && values.Any(v => v is VariableValue { DropsLead: true } && v.Rank == rank);
        Operand[] operands = [.. values.Select(v => v is ConstantValue { Data.Length: 1 } ? Scalar(v) : drops && v.Rank == rank ? Sample(v) : Of(v))];
        int own = operands.Max(o => o.Shape.Length);
        string code = string.Format(CultureInfo.InvariantCulture, template, [.. operands.Select(o => (object)o.Code)]);
        if (own == rank - (drops ? 1 : 0))
            return (code, shape, drops);
        if (own == rank - 1 && shape[0] == 1)
            return (code, shape, true);
        return (Reshaped(code, shape), shape, false);
    }

    /// <summary>The shape that all are broadcast to.</summary>
    public int[] BroadcastOf(params TensorValue[] values)
    {
        int[] shape = [];
        foreach (TensorValue value in values)
            shape = Shapes.Broadcast(shape, value.Shape) ?? throw Fail($"{string.Join(" and ", values.Select(v => v.Text))} don't fit together");
        return shape;
    }

    /// <summary>An expression in another shape.</summary>
    public static string Reshaped(string code, params int[] shape) => $"{Atom(code)}.Reshape({Literals.List(shape)})";

    /// <summary>An expression that a method can be called on.</summary>
    public static string Atom(string code)
    {
        int depth = 0;
        for (int i = 0; i < code.Length; i++)
        {
            depth += code[i] is '(' or '[' ? 1 : code[i] is ')' or ']' ? -1 : 0;
            if (depth == 0 && (code[i] == ' ' || (i == 0 && code[i] is '-' or '!')))
                return $"({code})";
        }
        bool isNumber = code.Length > 0 && char.IsAsciiDigit(code[0]);
        return isNumber || code.StartsWith("float.", StringComparison.Ordinal)
            ? $"Constant([{code}{(isNumber && code.AsSpan().IndexOfAny('.', 'E') >= 0 ? "f" : "")}]).Reshape()" : code;
    }

    private static string Comment(ElementType type, int[] shape) => type == ElementType.Float ? Shapes.Text(shape) : $"{type.Text()} {Shapes.Text(shape)}";
}
