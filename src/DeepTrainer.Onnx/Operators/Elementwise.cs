namespace DeepTrainer.Onnx.Operators;

/// <summary>Arithmetic, comparisons and logic, element by element.</summary>
internal static class Elementwise
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        Unary("Abs", "Abs({0})"), Unary("Ceil", "Ceiling({0})"), Unary("Floor", "Floor({0})"), Unary("Round", "Round({0})"), Unary("Sqrt", "Sqrt({0})"),
        Unary("Exp", "Exp({0})"), Unary("Log", "Log({0})"), Unary("Sin", "Sin({0})"), Unary("Cos", "Cos({0})"), Unary("Tan", "Tan({0})"),
        Unary("Asin", "Asin({0})"), Unary("Acos", "Acos({0})"), Unary("Atan", "Atan({0})"),
        Unary("Sinh", "Sinh({0})"), Unary("Cosh", "Cosh({0})"), Unary("Tanh", "Tanh({0})"), Unary("Asinh", "Asinh({0})"),
        Unary("Acosh", "Acosh({0})"), Unary("Atanh", "Atanh({0})"),
        Unary("Erf", "Erf({0})"), Unary("Sign", "Sign({0})"), Unary("Reciprocal", "Reciprocal({0})"), new("Neg", n => Wrapped(n, "-{0}")),
        new("Add", n => Wrapped(n, "{0} + {1}")), new("Sub", n => Wrapped(n, "{0} - {1}")), new("Mul", n => Wrapped(n, "{0} * {1}")), new("Div", Div),
        new("Mod", Mod), new("Pow", Pow),
        Chain("Min", "Minimum({0}, {1})"), Chain("Max", "Maximum({0}, {1})"), Chain("Sum", "{0} + {1}"), new("Mean", Mean),
        Compare("Equal", "Equal({0}, {1})"), Compare("Greater", "{0} > {1}"), Compare("Less", "{0} < {1}"), Compare("GreaterOrEqual", "{0} >= {1}"),
        Compare("LessOrEqual", "{0} <= {1}"),
        Compare("And", "{0} & {1}"), Compare("Or", "{0} | {1}"), Compare("Xor", "NotEqual({0}, {1})"), new("Not", n => n.Map(0, ElementType.Bool, "!{0}", n.Tensor(0))),
        new("IsNaN", n => n.Map(0, ElementType.Bool, "!(({0} >= 0) | ({0} < 0))", n.Tensor(0))), new("IsInf", IsInf),
        new("Where", n => n.Map(0, n.Tensor(1).Type, "Where({0}, {1}, {2})", n.Tensor(0), n.Tensor(1), n.Tensor(2))),
        new("Clip", Clip), new("Cast", Cast), new("CastLike", CastLike), new("BitShift", BitShift), new("BitwiseNot", BitwiseNot),
        new("BitwiseAnd", NotKnown), new("BitwiseOr", NotKnown), new("BitwiseXor", NotKnown), new("Identity", n => n.Give(0, n.Input(0)!)),
    ];

    private static Operator Unary(string name, string template) => new(name, n =>
    {
        n.Ignore("consumed_inputs");
        n.Map(0, n.Tensor(0).Type, template, n.Tensor(0));
    });

    private static Operator Compare(string name, string template) => new(name, n =>
    {
        n.Map(0, ElementType.Bool, template, n.Tensor(0), n.Second());
    });

    private static Operator Chain(string name, string template) => new(name, n =>
    {
        n.Ignore("consumed_inputs");
        n.Give(0, Chained(n, template, n.OutputName(0)));
    });

    private static TensorValue Chained(NodeContext n, string template, string name)
    {
        IReadOnlyList<TensorValue> values = n.Tensors;
        TensorValue sofar = values[0];
        for (int i = 1; i < values.Count; i++)
            sofar = n.MapStep(name, sofar.Type, template, sofar, values[i]);
        return sofar;
    }

    private static void Mean(NodeContext n)
    {
        TensorValue sum = Chained(n, "{0} + {1}", n.OutputName(0));
        n.Give(0, n.InputCount == 1 ? sum : n.MapStep(n.OutputName(0), sum.Type, $"{{0}} / {n.InputCount}", sum));
    }

    // Integers of few bits overflow on purpose.
    private static void Wrapped(NodeContext n, string template)
    {
        ElementType type = n.Tensor(0).Type;
        VariableValue exact = n.MapStep(n.OutputName(0), type, template, n.InputCount == 1 ? [n.Tensor(0)] : [n.Tensor(0), n.Second()]);
        n.Give(0, type.Bits() is > 0 and <= 16 ? Cut(n, exact, type) : exact);
    }

    /// <summary>A whole number cut to an integer type of few bits, as a cast in C does it.</summary>
    public static VariableValue Cut(NodeContext n, TensorValue x, ElementType type)
    {
        double count = Math.Pow(2, type.Bits()), low = type.Range().Min;
        string shifted = low == 0 ? "{0}" : $"({{0}} + {-low})";
        return n.MapStep(n.OutputName(0), type, $"{{0}} - {count} * Floor({shifted} / {count})", x);
    }

    private static void Div(NodeContext n)
    {
        n.Map(0, n.Tensor(0).Type, n.Tensor(0).Type.IsFloating() ? "{0} / {1}" : "Truncate({0} / {1})", n.Tensor(0), n.Second());
    }

    private static void Mod(NodeContext n) =>
        n.Map(0, n.Tensor(0).Type, n.Flag("fmod") ? "{0} % {1}" : "{0} - {1} * Floor({0} / {1})", n.Tensor(0), n.Tensor(1));

    private static void Pow(NodeContext n)
    {
        TensorValue x = n.Tensor(0), exponent = n.Second();
        bool isSingle = exponent is ConstantValue { Data.Length: 1 } && exponent.Rank <= x.Rank;
        double power = isSingle ? n.Constant(1)[0] : 0;
        if (isSingle && (power is 2 or 1 || (power is 0.5 && x.Type.IsFloating())))
            n.Map(0, x.Type, power == 2 ? "Square({0})" : power == 1 ? "+{0}" : "Sqrt({0})", x);
        else if (x.Type.IsFloating())
            n.Map(0, x.Type, isSingle && power == 3 ? "{0} * {0} * {0}" : "Pow({0}, {1})", x, exponent);
        else
            n.Map(0, x.Type, exponent.Type.IsFloating() ? "Truncate(Pow({0}, {1}))" : "Round(Pow({0}, {1}))", x, exponent);
    }

    private static void IsInf(NodeContext n)
    {
        bool negative = n.Flag("detect_negative", true), positive = n.Flag("detect_positive", true);
        n.Map(0, ElementType.Bool, !negative && !positive ? "0 * {0}" : negative && positive ? "Abs({0}) > 3.4028235E38" : positive
            ? "{0} > 3.4028235E38" : "{0} < -3.4028235E38", n.Tensor(0));
    }

    private static void Clip(NodeContext n)
    {
        TensorValue x = n.Tensor(0);
        TensorValue? min = Limit("min", 1), max = Limit("max", 2);
        if (min is not null && max is not null)
            n.Map(0, x.Type, "Clamp({0}, {1}, {2})", x, min, max);
        else if ((min ?? max) is { } limit)
            n.Map(0, x.Type, min is null ? "Minimum({0}, {1})" : "Maximum({0}, {1})", x, limit);
        else
            n.Give(0, x);

        TensorValue? Limit(string attribute, int input) => n.HasAttribute(attribute) ? new ConstantValue(TensorData.OfFloat((float)n.Float(attribute, 0))) : n.Optional(input);
    }

    private static void Cast(NodeContext n)
    {
        n.Ignore("saturate", "round_mode");
        Convert(n, n.Opset < 6 ? throw n.Unsupported("Cast of opset 5 and older") : (ElementType)n.Int("to", 0));
    }

    private static void CastLike(NodeContext n)
    {
        n.Ignore("saturate", "round_mode");
        Convert(n, n.Tensor(1).Type);
    }

    private static void Convert(NodeContext n, ElementType to)
    {
        TensorValue x = n.Tensor(0);
        if (!to.IsNumeric() || (to.IsSmallFloat() && x.Type != to))
            throw n.Unsupported($"a cast to {to.Text()}");
        if (to is ElementType.Float16 or ElementType.Bfloat16 && x.Type != to)
            n.Context.Notes.Add($"Numbers that the model keeps in {to.Text()} stay float32.");
        bool keeps = to.IsFloating() || x.Type == ElementType.Bool || (x.Type.IsInteger() && Contains(to, x.Type));
        if (to == ElementType.Bool)
            n.Give(0, x.Type == ElementType.Bool ? x : n.MapStep(n.OutputName(0), to, "NotEqual({0}, 0)", x));
        else if (keeps)
            n.Give(0, x is VariableValue variable ? variable with { Type = to } : n.Add(n.OutputName(0), n.Full(x), to, x.Shape));
        else if (to.Bits() >= 32)
            n.Give(0, x.Type.IsFloating() ? n.MapStep(n.OutputName(0), to, "Truncate({0})", x) : ((VariableValue)x) with { Type = to });
        else
            n.Give(0, Cut(n, x.Type.IsFloating() ? n.MapStep(n.OutputName(0) + "_whole", to, "Truncate({0})", x) : x, to));
    }

    private static bool Contains(ElementType to, ElementType from) => to.Range().Min <= from.Range().Min && to.Range().Max >= from.Range().Max;

    private static void BitShift(NodeContext n)
    {
        bool isLeft = n.Choice("direction", "RIGHT", "LEFT") == "LEFT";
        VariableValue shifted = n.MapStep(n.OutputName(0), n.Tensor(0).Type, isLeft ? "{0} * Round(Exp2({1}))" : "Floor({0} / Round(Exp2({1})))", n.Tensor(0), n.Tensor(1));
        n.Give(0, isLeft && shifted.Type.Bits() <= 16 ? Cut(n, shifted, shifted.Type) : shifted);
    }

    private static void BitwiseNot(NodeContext n)
    {
        ElementType type = n.Tensor(0).Type;
        n.Map(0, type, type.IsUnsigned() ? $"{Literals.Number(type.Range().Max)} - {{0}}" : "-1 - {0}", n.Tensor(0));
    }

    private static void NotKnown(NodeContext n) => throw n.Unsupported("the operator on numbers that aren't known while importing");
}
