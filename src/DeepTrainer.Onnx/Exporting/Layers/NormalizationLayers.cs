namespace DeepTrainer.Onnx.Exporting.Layers;

/// <summary>Normalizations; weights that a layer hasn't are ones and zeros.</summary>
internal static class NormalizationLayers
{
    public static IEnumerable<KeyValuePair<string, LayerTable.Choice>> All { get; } =
    [
        new("BatchNorm", (_, _) => Batch), new("InstanceNorm", (_, _) => Instance), new("LayerNorm", (_, _) => Layer),
        new("GroupNorm", (_, opset) => opset >= 21 ? Group : null), new("RmsNorm", (_, opset) => opset >= 23 ? Rms : null),
    ];

    private static (string, object) Epsilon(LayerScope s) => ("epsilon", s.Part.Number("Epsilon"));

    private static string Scale(LayerScope s, params int[] shape) => s.Part.Flag("Affine") ? s.Weight("weight") : s.Constant(1, shape);

    private static string Shift(LayerScope s, params int[] shape) => s.Part.Flag("Affine") ? s.Weight("bias") : s.Constant(0, shape);

    private static void Batch(LayerScope s) =>
        s.Give("BatchNormalization", [s.Input(), Scale(s, s.Shape[1]), Shift(s, s.Shape[1]), s.Weight("running_mean"), s.Weight("running_var")], Epsilon(s));

    private static void Instance(LayerScope s) => s.Give("InstanceNormalization", [s.Input(), Scale(s, s.Shape[1]), Shift(s, s.Shape[1])], Epsilon(s));

    private static void Group(LayerScope s) =>
        s.Give("GroupNormalization", [s.Input(), Scale(s, s.Shape[1]), Shift(s, s.Shape[1])], Epsilon(s), ("num_groups", (int)s.Part.Number("Groups")));

    private static void Layer(LayerScope s)
    {
        int[] extents = Last(s);
        bool hasBias = s.Part.Flag("Affine") && s.Part.Flag("Bias");
        s.Give("LayerNormalization", [s.Input(), Scale(s, extents), .. hasBias ? new[] { s.Weight("bias") } : []], Epsilon(s), ("axis", -extents.Length));
    }

    private static void Rms(LayerScope s) => s.Give("RMSNormalization", [s.Input(), Scale(s, Last(s))], Epsilon(s), ("axis", -Last(s).Length));

    // The last dimensions, over which is normalized.
    private static int[] Last(LayerScope s) => [.. s.Shape.Dimensions.Skip(s.Shape.Rank - (int)s.Part.Number("Dimensions"))];
}
