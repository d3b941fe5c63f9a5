using DeepTrainer.Compiler.Elements;

namespace DeepTrainer.Onnx.Exporting.Layers;

/// <summary>Activations, and softmax along a dimension.</summary>
internal static class ActivationLayers
{
    public static IEnumerable<KeyValuePair<string, LayerTable.Choice>> All { get; } =
    [
        Plain("Relu"), Plain("Sigmoid"), Plain("Tanh"), Plain("Selu"), Plain("Softsign"), Plain("HardSwish"), Plain("Mish", from: 18),
        With("LeakyRelu", p => ("alpha", p.Number("NegativeSlope"))), With("Elu", p => ("alpha", p.Number("Alpha"))),
        new("HardSigmoid", (_, _) => s => s.Give("HardSigmoid", [s.Input()], ("alpha", 1.0 / 6), ("beta", 0.5))),
        new("Gelu", (p, opset) => opset >= 20 ? s => s.Give("Gelu", [s.Input()], ("approximate", p.Flag("Tanh") ? "tanh" : "none")) : null),
        new("Softplus", (p, _) => p.Number("Beta") == 1 && p.Number("Threshold") >= 20 ? s => s.Give("Softplus", [s.Input()]) : null),
        new("Relu6", (_, _) => s => s.Give("Clip", [s.Input(), s.Writer.Number(0), s.Writer.Number(6)])),
        new("HardTanh", (p, _) => s => s.Give("Clip", [s.Input(), s.Writer.Number(p.Number("Min")), s.Writer.Number(p.Number("Max"))])),
        new("Hardshrink", (p, _) => s => s.Give("Shrink", [s.Input()], ("lambd", p.Number("Lambda")), ("bias", 0.0))),
        new("Softshrink", (p, _) => s => s.Give("Shrink", [s.Input()], ("lambd", p.Number("Lambda")), ("bias", p.Number("Lambda")))),
        new("Softmax", (_, _) => s => s.Give("Softmax", [s.Input()], ("axis", Axis(s)))), new("LogSoftmax", (_, _) => s => s.Give("LogSoftmax", [s.Input()], ("axis", Axis(s)))),
    ];

    private static KeyValuePair<string, LayerTable.Choice> Plain(string kind, int from = 0) => new(kind, (_, opset) => opset >= from ? s => s.Give(kind, [s.Input()]) : null);

    private static KeyValuePair<string, LayerTable.Choice> With(string kind, Func<LayerPart, (string, object)> attribute) =>
        new(kind, (p, _) => s => s.Give(kind, [s.Input()], attribute(p)));

    // A dimension of a sample, from the end if negative.
    private static int Axis(LayerScope s) => (int)s.Part.Number("Axis") is >= 0 and var axis ? axis + 1 : (int)s.Part.Number("Axis");
}
