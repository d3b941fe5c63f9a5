namespace DeepTrainer.Onnx.Folding;

/// <summary>Arithmetic element by element, of integers in 64 bits and of floats in float64.</summary>
internal static class FoldArithmetic
{
    public static IEnumerable<KeyValuePair<string, Func<NodeContext, TensorData[]?>>> Operators { get; } =
    [
        Unary("Abs", Math.Abs), Unary("Neg", x => -x), Unary("Ceil", Math.Ceiling), Unary("Floor", Math.Floor), Unary("Sqrt", Math.Sqrt),
        Unary("Exp", Math.Exp), Unary("Log", Math.Log),
        Unary("Round", x => Math.Round(x, MidpointRounding.ToEven)), Unary("Sign", x => double.IsNaN(x) ? x : Math.Sign(x)),
        Unary("Reciprocal", x => 1 / x), Unary("Relu", x => Math.Max(x, 0)),
        Unary("Sin", Math.Sin), Unary("Cos", Math.Cos), Unary("Tanh", Math.Tanh), Unary("Sigmoid", x => 1 / (1 + Math.Exp(-x))),
        Unary("Not", x => x == 0 ? 1 : 0), Unary("Identity", x => x),
        Binary("Add", (a, b) => a + b, (a, b) => unchecked(a + b)), Binary("Sub", (a, b) => a - b, (a, b) => unchecked(a - b)),
        Binary("Mul", (a, b) => a * b, (a, b) => unchecked(a * b)),
        Binary("Div", (a, b) => a / b, (a, b) => b == 0 ? throw new OnnxException("A constant is divided by 0.") : b == -1 ? unchecked(-a) : a / b),
        Binary("Pow", Math.Pow, (a, b) => (long)Math.Pow(a, b)),
        Binary("Min", Math.Min, Math.Min), Binary("Max", Math.Max, Math.Max),
        Binary("And", And, (a, b) => (long)And(a, b)), Binary("Or", Or, (a, b) => (long)Or(a, b)), Binary("Xor", Xor, (a, b) => (long)Xor(a, b)),
        Binary("BitwiseAnd", null, (a, b) => a & b), Binary("BitwiseOr", null, (a, b) => a | b), Binary("BitwiseXor", null, (a, b) => a ^ b),
        Compare("Equal", (a, b) => a == b), Compare("Greater", (a, b) => a > b), Compare("Less", (a, b) => a < b),
        Compare("GreaterOrEqual", (a, b) => a >= b), Compare("LessOrEqual", (a, b) => a <= b),
        new("Mod", Mod), new("Where", Where), new("Cast", Cast), new("CastLike", CastLike), new("Sum", n => Chain(n, (a, b) => a + b)),
    ];

    /// <summary>Each element of a tensor through a function, in its type.</summary>
    public static TensorData? Each(NodeContext n, TensorData x, Func<double, double> f, ElementType? type = null) => n.Context.Afford(x.Length, () =>
    {
        double[] values = new double[x.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = f(x[i]);
        return TensorData.Of(type ?? x.Type, x.Shape, values);
    });

    /// <summary>Elements of two tensors that are broadcast against each other.</summary>
    public static TensorData? Both(NodeContext n, TensorData a, TensorData b, ElementType type, Func<double, double, double>? ofFloats, Func<long, long, long>? ofInts)
    {
        int[] shape = n.BroadcastOf(new ConstantValue(a), new ConstantValue(b));
        bool isInteger = !a.IsFloat && !b.IsFloat && ofInts is not null;
        if (!isInteger && ofFloats is null)
            return null;
        return n.Context.Afford(Shapes.Size(shape), () =>
        {
            int[] ofA = Shapes.Strides(a.Shape), ofB = Shapes.Strides(b.Shape);
            long size = Shapes.Size(shape);
            long[] ints = isInteger ? a.Ints : [], otherInts = isInteger ? b.Ints : [];
            double[] floats = new double[isInteger ? 0 : size];
            long[] whole = new long[isInteger ? size : 0];
            int next = 0;
            foreach (int[] index in Shapes.Indices(shape))
            {
                int left = Shapes.Place(a.Shape, ofA, index), right = Shapes.Place(b.Shape, ofB, index);
                if (isInteger)
                    whole[next++] = ofInts!(ints[left], otherInts[right]);
                else
                    floats[next++] = ofFloats!(a[left], b[right]);
            }
            return !isInteger ? TensorData.Of(type, shape, floats)
                : type.Bits() is 64 ? new(type, shape, whole) : TensorData.Of(type, shape, Array.ConvertAll(whole, w => (double)w));
        });
    }

    private static KeyValuePair<string, Func<NodeContext, TensorData[]?>> Unary(string name, Func<double, double> f) =>
        new(name, n => Each(n, n.Constant(0), f) is { } result ? [result] : null);

    private static KeyValuePair<string, Func<NodeContext, TensorData[]?>> Binary(string name, Func<double, double, double>? ofFloats,
        Func<long, long, long> ofInts) => new(name, n =>
        n.InputCount != 2 || (n.Opset < 7 && n.HasAttribute("axis")) ? null
            : Both(n, n.Constant(0), n.Constant(1), n.Constant(0).Type, ofFloats, ofInts) is { } result ? [result] : null);

    private static KeyValuePair<string, Func<NodeContext, TensorData[]?>> Compare(string name, Func<double, double, bool> holds) => new(name, n =>
        Both(n, n.Constant(0), n.Constant(1), ElementType.Bool, (a, b) => holds(a, b) ? 1 : 0, null) is { } result ? [result] : null);

    private static TensorData[]? Chain(NodeContext n, Func<double, double, double> f)
    {
        TensorData? sum = n.Constant(0);
        for (int i = 1; i < n.InputCount && sum is not null; i++)
            sum = Both(n, sum, n.Constant(i), sum.Type, f, null);
        return sum is null ? null : [sum];
    }

    // With fmod the sign is the dividend's, else the divisor's.
    private static TensorData[]? Mod(NodeContext n)
    {
        bool isC = n.Flag("fmod");
        double Rest(double a, double b) => isC || a % b == 0 || (a % b < 0) == (b < 0) ? a % b : (a % b) + b;
        return Both(n, n.Constant(0), n.Constant(1), n.Constant(0).Type, Rest, (a, b) => b == 0 ? throw n.Fail("it divides by 0")
            : (long)Rest(a, b)) is { } result ? [result] : null;
    }

    private static TensorData[]? Where(NodeContext n)
    {
        TensorData condition = n.Constant(0), a = n.Constant(1), b = n.Constant(2);
        int[] shape = n.BroadcastOf(n.Tensor(0), n.Tensor(1), n.Tensor(2));
        return n.Context.Afford(Shapes.Size(shape), () =>
        {
            int[] ofC = Shapes.Strides(condition.Shape), ofA = Shapes.Strides(a.Shape), ofB = Shapes.Strides(b.Shape);
            return TensorData.Of(a.Type, shape, [.. Shapes.Indices(shape).Select(i => condition[Shapes.Place(condition.Shape, ofC, i)] != 0
                ? a[Shapes.Place(a.Shape, ofA, i)] : b[Shapes.Place(b.Shape, ofB, i)])]);
        }) is { } result ? [result] : null;
    }

    private static TensorData[]? Cast(NodeContext n) => To(n, (ElementType)n.Int("to", 0));

    private static TensorData[]? CastLike(NodeContext n) => To(n, n.Constant(1).Type);

    private static TensorData[]? To(NodeContext n, ElementType type) => !type.IsNumeric() || (type.IsSmallFloat() && n.Constant(0).Type != type) ? null
        : !n.Constant(0).IsFloat && type.Bits() == 64 ? [new(type, n.Constant(0).Shape, n.Constant(0).Ints)]
        : Each(n, n.Constant(0), x => type == ElementType.Float16 ? (double)(Half)x : x, type) is { } result ? [result] : null;

    private static double And(double a, double b) => a != 0 && b != 0 ? 1 : 0;

    private static double Or(double a, double b) => a != 0 || b != 0 ? 1 : 0;

    private static double Xor(double a, double b) => a != 0 != (b != 0) ? 1 : 0;
}
