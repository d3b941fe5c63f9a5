namespace DeepTrainer.Onnx.Operators;

/// <summary>Constants, and what is known of tensors without their elements.</summary>
internal static class Sources
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        new("Constant", Constant), new("ConstantOfShape", ConstantOfShape), new("Shape", Shape),
        new("Size", n => n.Give(0, OfShape(n, shape => TensorData.OfInt(Shapes.Size(shape))))),
        new("Range", n => throw n.Unsupported($"a range of {n.Constant(0)[0]} to {n.Constant(1)[0]} by {n.Constant(2)[0]}")), new("EyeLike", EyeLike), new("Dropout", Dropout),
    ];

    private static void Constant(NodeContext n)
    {
        if (n.Attribute("sparse_value")?.SparseTensor is { } sparse)
            n.Give(0, SparseTensors.Dense(n.Context, sparse));
        else if (n.HasAttribute("value_string") || n.HasAttribute("value_strings"))
            n.Give(0, new MissingValue());
        else if (n.Attribute("value")?.T is { } tensor && (ElementType)tensor.DataType == ElementType.String)
            n.Give(0, new MissingValue());
        else
            n.Give(0, new ConstantValue(Value(n), n.HasAttribute("value") && n.TensorOf("value") is { IsFloat: true, Length: > 16 } ? n.OutputName(0) : null));
    }

    private static TensorData Value(NodeContext n) => n.TensorOf("value")
        ?? (n.HasAttribute("value_float") ? TensorData.OfFloat((float)n.Float("value_float", 0))
        : n.HasAttribute("value_int") ? TensorData.OfInt(n.Int("value_int", 0))
        : n.FloatList("value_floats") is { } floats && n.HasAttribute("value_floats") ? new(ElementType.Float, [floats.Length], floats)
        : n.HasAttribute("value_ints") ? TensorData.OfInts([.. n.Attribute("value_ints")!.Ints])
        : throw n.Fail("it has no value"));

    private static void ConstantOfShape(NodeContext n)
    {
        int[] shape = n.Ints(0);
        TensorData value = n.TensorOf("value") ?? TensorData.OfFloat(0);
        n.Give(0, $"Zeros({Literals.List(shape)}){(value[0] == 0 ? "" : $" + {Literals.Number(value[0])}")}", value.Type, shape);
    }

    private static void Shape(NodeContext n)
    {
        TensorValue x = n.Tensor(0);
        int start = (int)Math.Clamp(n.Int("start", 0) is < 0 and var s ? s + x.Rank : n.Int("start", 0), 0, x.Rank);
        int end = (int)Math.Clamp(n.Int("end", x.Rank) is < 0 and var e ? e + x.Rank : n.Int("end", x.Rank), start, x.Rank);
        n.Give(0, OfShape(n, shape => TensorData.OfInts([.. shape[start..end].Select(i => (long)i)])));
    }

    // With two samples in an open batch it would be another.
    private static ConstantValue OfShape(NodeContext n, Func<int[], TensorData> of)
    {
        TensorValue x = n.Tensor(0);
        int[] two = x is ConstantValue { OfTwo: { } known } ? known.Shape : BatchAxes.Of(x) is { } place ? x.Shape.With(place.Axis, 2 * x.Shape[place.Axis]) : x.Shape;
        return ConstantValue.Of(of(x.Shape), of(two));
    }

    private static void EyeLike(NodeContext n)
    {
        TensorValue x = n.Tensor(0);
        int offset = (int)n.Int("k", 0);
        n.Give(0, $"Equal(Range({x.Shape[1]}) - Range({x.Shape[0]}).Unsqueeze(1), {offset})", (ElementType)n.Int("dtype", (long)x.Type), x.Shape);
    }

    // Inference; a mask of ones where one is wanted.
    private static void Dropout(NodeContext n)
    {
        n.Ignore("seed", "ratio", "is_test");
        if (n.Has(2) && n.Constant(2)[0] != 0 && (!n.Has(1) || n.Constant(1)[0] != 0))
            throw n.Unsupported("training_mode");
        TensorValue x = n.Tensor(0);
        n.Give(0, x);
        if (n.Wants(1))
            n.Give(1, $"Ones({Literals.List(x.Shape)})", ElementType.Bool, x.Shape);
    }
}
