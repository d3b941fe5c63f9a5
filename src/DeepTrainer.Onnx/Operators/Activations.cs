namespace DeepTrainer.Onnx.Operators;

/// <summary>Activation functions.</summary>
internal static class Activations
{
    private const double SeluAlpha = 1.67326319217681884765625, SeluGamma = 1.05070102214813232421875;

    public static IReadOnlyList<Operator> All { get; } =
    [
        Of("Relu", _ => "Relu({0})"), Of("Sigmoid", _ => "Sigmoid({0})"), Of("Softplus", _ => "Softplus({0})"), Of("Softsign", _ => "Softsign({0})"),
        Of("HardSwish", _ => "HardSwish({0})"), Of("Mish", _ => "Mish({0})"),
        Of("LeakyRelu", n => $"LeakyRelu({{0}}, {Number(n, "alpha", 0.01)})"), Of("Elu", n => $"Elu({{0}}, {Number(n, "alpha", 1)})"),
        Of("Celu", n => $"Celu({{0}}, {Number(n, "alpha", 1)})"),
        Of("Selu", Selu), Of("Gelu", n => n.Choice("approximate", "none", "tanh") == "tanh" ? "Gelu({0}, tanh: true)" : "Gelu({0})"),
        Of("Gelu", _ => "Gelu({0})") with { Domain = "com.microsoft" },
        Of("QuickGelu", n => $"{{0}} * Sigmoid({Number(n, "alpha", 1.702)} * {{0}})") with { Domain = "com.microsoft" },
        Of("HardSigmoid", n => $"Clamp({Number(n, "alpha", 0.2)} * {{0}} + {Number(n, "beta", 0.5)}, 0, 1)"),
        Of("ThresholdedRelu", n => $"Where({{0}} > {Number(n, "alpha", 1)}, {{0}}, 0)"), Of("Shrink", Shrink),
        Of("Swish", n => n.Float("alpha", 1) == 1 ? "Silu({0})" : $"{{0}} * Sigmoid({Number(n, "alpha", 1)} * {{0}})"),
        new("PRelu", n => PRelu(n)),
        new("FastGelu", n => n.Map(0, n.Tensor(0).Type, n.Has(1) ? "Gelu({0} + {1}, tanh: true)" : "Gelu({0}, tanh: true)", n.Has(1)
            ? [n.Tensor(0), n.Tensor(1)] : [n.Tensor(0)])) { Domain = "com.microsoft" },
        new("BiasGelu", n => n.Map(0, n.Tensor(0).Type, "Gelu({0} + {1})", n.Tensor(0), n.Tensor(1))) { Domain = "com.microsoft" },
    ];

    private static Operator Of(string name, Func<NodeContext, string> template) => new(name, n =>
    {
        n.Ignore("consumed_inputs");
        n.Map(0, n.Tensor(0).Type, template(n), n.Tensor(0));
    });

    private static string Number(NodeContext n, string attribute, double otherwise) => Literals.Number(n.Float(attribute, otherwise));

    // Before opset 7 a vector of slopes has one for each channel.
    private static void PRelu(NodeContext n)
    {
        n.Ignore("consumed_inputs");
        TensorValue x = n.Tensor(0), slope = n.Tensor(1);
        if (n.Opset < 7 && slope.Rank == 1 && slope.Size > 1 && x.Rank > 2)
            slope = Shaping.Reshaped(n, n.InputName(1), slope, [slope.Shape[0], .. WindowSpec.Ones(x.Rank - 2)]);
        n.Map(0, x.Type, "Where({0} < 0, {1} * {0}, {0})", x, slope);
    }

    private static string Selu(NodeContext n)
    {
        double alpha = n.Float("alpha", SeluAlpha), gamma = n.Float("gamma", SeluGamma);
        return (float)alpha == (float)SeluAlpha && (float)gamma == (float)SeluGamma ? "Selu({0})"
            : $"{Literals.Number(gamma)} * Elu({{0}}, {Literals.Number(alpha)})";
    }

    private static string Shrink(NodeContext n)
    {
        double limit = n.Float("lambd", 0.5), bias = n.Float("bias", 0);
        return $"Where({{0}} < {Literals.Number(-limit)}, {{0}} + {Literals.Number(bias)}, Where({{0}} > {Literals.Number(limit)}, {{0}} - {Literals.Number(bias)}, 0))";
    }
}
