namespace DeepTrainer.Onnx.Operators;

/// <summary>Quantized numbers: whole numbers with a scale and a zero point, which a network computes with as floats.</summary>
internal static class Quantized
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        new("QuantizeLinear", Quantize), new("DequantizeLinear", Dequantize), new("DynamicQuantizeLinear", Dynamic), new("MatMulInteger", MatMulInteger),
        new("QLinearMatMul", LinearMatMul), new("QLinearConv", LinearConv),
        Binary("QLinearAdd", "{0} + {1}"), Binary("QLinearMul", "{0} * {1}"),
        Unary("QLinearSigmoid", _ => "Sigmoid({0})"), Unary("QLinearLeakyRelu", n => $"LeakyRelu({{0}}, {Literals.Number(n.Float("alpha", 0.01))})"),
    ];

    // A scale or zero point for each index of an axis, or for blocks of it, as what is broadcast against the tensor.
    private static TensorValue Along(NodeContext n, TensorValue value, int[] shape, int axis, int block)
    {
        if (value.Rank == 0 || value.Size == 1)
            return value.Rank == 0 ? value : Shaping.Reshaped(n, n.OutputName(0), value, []);
        if (value.Rank == 1)
            return Shaping.Reshaped(n, n.OutputName(0), value, [.. shape.Select((_, a) => a == axis ? value.Shape[0] : 1)]);
        if (block == 0 && shape[axis] == value.Shape[axis])
            return value;
        int each = block > 0 ? block : shape[axis] / value.Shape[axis];
        int[] numbers = [.. Enumerable.Range(0, shape[axis]).Select(i => i / each)];
        int[] strides = Shapes.Strides(value.Shape);
        return value is ConstantValue { Data: { } data }
            && FoldShaping.Picked(n, data, shape, index => index.Select((at, a) => (a == axis ? numbers[at] : at) * strides[a]).Sum()) is { } repeated
            ? new ConstantValue(repeated)
            : Indexing.Taken(n, n.OutputName(0), value, axis, numbers);
    }

    private static void Quantize(NodeContext n)
    {
        n.Ignore("saturate", "precision");
        TensorValue x = n.Tensor(0);
        ElementType type = n.Has(2) ? n.Tensor(2).Type : (ElementType)n.Int("output_dtype", 0) is var given && given != 0 ? given : ElementType.Uint8;
        n.Ignore("output_dtype");
        int axis = x.Rank == 0 ? 0 : Specs.Axis(n, x.Rank, n.Tensor(1).Size == 1 ? 0 : 1), block = (int)n.Int("block_size", 0);
        if (!type.IsInteger())
            throw n.Unsupported($"quantization to {type.Text()}");
        n.Give(0, Rounded(n, n.OutputName(0), x, Along(n, n.Tensor(1), x.Shape, axis, block), n.Has(2) ? Along(n, n.Tensor(2), x.Shape, axis, block) : null, type));
    }

    /// <summary>The nearest whole number of steps, of two the even one, within the type's limits.</summary>
    private static VariableValue Rounded(NodeContext n, string name, TensorValue x, TensorValue scale, TensorValue? zero, ElementType type)
    {
        (double min, double max) = type.Range();
        bool hasZero = zero is not null && !(zero is ConstantValue { Data: { } data } && Enumerable.Range(0, data.Length).All(i => data[i] == 0));
        string limits = $"{Literals.Number(min)}, {Literals.Number(max)}";
        return hasZero ? n.MapStep(name, type, $"Clamp(Round({{0}} / {{1}}) + {{2}}, {limits})", x, scale, zero!)
            : n.MapStep(name, type, $"Clamp(Round({{0}} / {{1}}), {limits})", x, scale);
    }

    private static void Dequantize(NodeContext n)
    {
        n.Ignore("output_dtype");
        TensorValue x = n.Tensor(0);
        int axis = x.Rank == 0 ? 0 : Specs.Axis(n, x.Rank, n.Tensor(1).Size == 1 ? 0 : 1), block = (int)n.Int("block_size", 0);
        n.Give(0, Restored(n, n.OutputName(0), x, Along(n, n.Tensor(1), x.Shape, axis, block), n.Has(2) ? Along(n, n.Tensor(2), x.Shape, axis, block) : null));
    }

    /// <summary>(x - zero) · scale, of weights while importing.</summary>
    private static TensorValue Restored(NodeContext n, string name, TensorValue x, TensorValue scale, TensorValue? zero)
    {
        if (x is ConstantValue constant && scale is ConstantValue s && zero is null or ConstantValue
            && (zero is null ? constant.Data : FoldArithmetic.Both(n, constant.Data, ((ConstantValue)zero).Data, ElementType.Float, (a, b) => a - b, null)) is { } centered
            && FoldArithmetic.Both(n, centered, s.Data, ElementType.Float, (a, b) => a * b, null) is { } restored)
            return new ConstantValue(restored, constant.Initializer);
        return zero is null ? n.MapStep(name, ElementType.Float, "{0} * {1}", x, scale) : n.MapStep(name, ElementType.Float, "({0} - {1}) * {2}", x, zero, scale);
    }

    /// <summary>Whole numbers less their zero point, which may be one for each index of an axis.</summary>
    public static TensorValue Centered(NodeContext n, TensorValue x, TensorValue? zero, int axis) => zero is null ? x
        : x is ConstantValue constant && zero is ConstantValue known
            && FoldArithmetic.Both(n, constant.Data, ((ConstantValue)Along(n, known, x.Shape, axis, 0)).Data, ElementType.Int32, null, (a, b) => a - b) is { } whole
                ? new ConstantValue(whole)
                : n.MapStep("centered", ElementType.Int32, "{0} - {1}", x, Along(n, zero, x.Shape, axis, 0));

    private static void Dynamic(NodeContext n)
    {
        TensorValue x = n.Tensor(0);
        Operand operand = n.Of(x);
        VariableValue low = n.Add("low", $"Minimum(Min({operand.Code}), 0)", ElementType.Float, []),
            high = n.Add("high", $"Maximum(Max({operand.Code}), 0)", ElementType.Float, []);
        VariableValue scale = n.Give(1, $"Where({high.Name} > {low.Name}, ({high.Name} - {low.Name}) / 255, 1)", ElementType.Float, []);
        VariableValue zero = n.Give(2, $"Clamp(Round(-{low.Name} / {scale.Name}), 0, 255)", ElementType.Uint8, []);
        n.Give(0, n.MapStep(n.OutputName(0), ElementType.Uint8, "Clamp(Round({0} / {1}) + {2}, 0, 255)", x, scale, zero));
    }

    private static void MatMulInteger(NodeContext n)
    {
        TensorValue a = n.Tensor(0), b = n.Tensor(1);
        a = Centered(n, a, n.Optional(2), Math.Max(0, a.Rank - 2));
        b = Centered(n, b, n.Optional(3), Math.Max(0, b.Rank - 1));
        n.Give(0, Products.Product(n, n.OutputName(0), a, b) with { Type = ElementType.Int32 });
    }

    private static void LinearMatMul(NodeContext n)
    {
        TensorValue a = n.Tensor(0), b = n.Tensor(3);
        int row = Math.Max(0, a.Rank - 2), column = Math.Max(0, b.Rank - 1);
        VariableValue product = Products.Product(n, n.OutputName(0), Restored(n, "a", a, Along(n, n.Tensor(1), a.Shape, row, 0), Along(n, n.Tensor(2), a.Shape, row, 0)),
            Restored(n, "b", b, Along(n, n.Tensor(4), b.Shape, column, 0), Along(n, n.Tensor(5), b.Shape, column, 0)));
        n.Give(0, Rounded(n, n.OutputName(0), product, Along(n, n.Tensor(6), product.Shape, Math.Max(0, product.Rank - 2), 0),
            Along(n, n.Tensor(7), product.Shape, Math.Max(0, product.Rank - 2), 0), n.Tensor(7).Type));
    }

    // The bias has the scale of the products.
    private static void LinearConv(NodeContext n)
    {
        TensorValue x = n.Tensor(0), w = n.Tensor(3);
        TensorValue whole = Centered(n, x, n.Optional(2), 1), kernel = Centered(n, w, n.Optional(5), 0);
        VariableValue sums = Convolutions.Convolved(n, n.OutputName(0), whole, kernel, null, ElementType.Int32);
        if (n.Optional(8) is { } bias)
            sums = n.MapStep(n.OutputName(0), ElementType.Int32, "{0} + {1}", sums, Shaping.Reshaped(n, n.OutputName(0), bias, [bias.Shape[0], .. WindowSpec.Ones(x.Rank - 2)]));
        VariableValue restored = n.MapStep(n.OutputName(0), ElementType.Float, "{0} * ({1} * {2})", sums, Along(n, n.Tensor(1), sums.Shape, 1, 0),
            Along(n, n.Tensor(4), sums.Shape, 1, 0));
        n.Give(0, Rounded(n, n.OutputName(0), restored, Along(n, n.Tensor(6), sums.Shape, 1, 0), Along(n, n.Tensor(7), sums.Shape, 1, 0), n.Tensor(7).Type));
    }

    private static TensorValue Scalar(NodeContext n, int input) => Along(n, n.Tensor(input), [], 0, 0);

    private static Operator Unary(string name, Func<NodeContext, string> template) => new(name, n =>
    {
        TensorValue x = Restored(n, "x", n.Tensor(0), Scalar(n, 1), n.Has(2) ? Scalar(n, 2) : null);
        VariableValue y = n.MapStep(n.OutputName(0), ElementType.Float, template(n), x);
        n.Give(0, Rounded(n, n.OutputName(0), y, Scalar(n, 3), n.Has(4) ? Scalar(n, 4) : null, n.Tensor(0).Type));
    })
    { Domain = "com.microsoft" };

    private static Operator Binary(string name, string template) => new(name, n =>
    {
        TensorValue a = Restored(n, "a", n.Tensor(0), Scalar(n, 1), n.Has(2) ? Scalar(n, 2) : null),
            b = Restored(n, "b", n.Tensor(3), Scalar(n, 4), n.Has(5) ? Scalar(n, 5) : null);
        VariableValue y = n.MapStep(n.OutputName(0), ElementType.Float, template, a, b);
        n.Give(0, Rounded(n, n.OutputName(0), y, Scalar(n, 6), n.Has(7) ? Scalar(n, 7) : null, n.Tensor(0).Type));
    })
    { Domain = "com.microsoft" };
}
