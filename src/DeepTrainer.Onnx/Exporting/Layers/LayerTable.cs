using DeepTrainer.Compiler.Elements;

namespace DeepTrainer.Onnx.Exporting.Layers;

/// <summary>Layers that ONNX has operators for. What isn't here, or has an option that the operator lacks, is written as its primitives.</summary>
internal static class LayerTable
{
    /// <summary>How to write a layer in a version of the operators; null if its primitives must do.</summary>
    public delegate Action<LayerScope>? Choice(LayerPart part, int opset);

    private static readonly Dictionary<string, Choice> ByKind =
        new([.. SpatialLayers.All, .. NormalizationLayers.All, .. ActivationLayers.All, .. RecurrentLayers.All, .. AttentionLayers.All, new("Dense", (_, _) => Dense)]);

    public static Action<LayerScope>? Find(LayerPart part, int opset) => ByKind.TryGetValue(part.Spec.Kind, out Choice? choice) ? choice(part, opset) : null;

    // x·Wᵀ + b along the last dimension
    private static void Dense(LayerScope s)
    {
        string[] bias = s.Part.Flag("Bias") ? [s.Weight("bias")] : [];
        if (s.Shape.Rank == 2)
        {
            s.Give("Gemm", [s.Input(), s.Weight("weight"), .. bias], ("transB", true));
            return;
        }
        s.GiveProduct(s.Input(), s.Turned(s.Weight("weight")), bias.FirstOrDefault());
    }
}
