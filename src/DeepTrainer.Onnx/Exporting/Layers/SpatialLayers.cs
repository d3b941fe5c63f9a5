using DeepTrainer.Compiler.Elements;

namespace DeepTrainer.Onnx.Exporting.Layers;

/// <summary>Convolutions and pooling.</summary>
internal static class SpatialLayers
{
    public static IEnumerable<KeyValuePair<string, LayerTable.Choice>> All { get; } =
    [
        new("Conv1D", Convolution), new("Conv2D", Convolution), new("ConvTranspose1D", Transposed), new("ConvTranspose2D", Transposed),
        new("MaxPool1D", Max), new("MaxPool2D", Max), new("AvgPool1D", Average), new("AvgPool2D", Average),
        new("GlobalAvgPool", (p, _) => p.Lacks("Lengths") ? s => Global(s, "GlobalAveragePool") : null),
        new("GlobalMaxPool", (p, _) => p.Lacks("Lengths") ? s => Global(s, "GlobalMaxPool") : null),
    ];

    private static int Dimensions(LayerPart part) => part.Inputs[0].Shape.Rank - 2;

    private static int[] Kernel(LayerPart part) => part.Each("KernelSize", "KernelSize", Dimensions(part));

    // Other borders than constant ones are parts of the input.
    private static Action<LayerScope>? Convolution(LayerPart part, int opset)
    {
        if (part.Text("PaddingMode") != "Constant")
            return null;
        int[] kernel = Kernel(part), dilations = part.Each("Dilation", "Dilations", kernel.Length), pads = part.Pads(kernel.Length);
        if (part.Flag("SamePadding"))
        {
            int[] borders = [.. kernel.Select((size, d) => (size - 1) * dilations[d])];
            pads = [.. borders.Select(b => b / 2), .. borders.Select(b => b - (b / 2))];
        }
        return s => s.Give("Conv", [s.Input(), s.Weight("weight"), .. Bias(s)], ("kernel_shape", kernel), ("strides", part.Each("Stride", "Strides", kernel.Length)),
            ("dilations", dilations), ("pads", pads), ("group", (int)part.Number("Groups")));
    }

    private static Action<LayerScope> Transposed(LayerPart part, int opset)
    {
        int[] kernel = Kernel(part);
        return s => s.Give("ConvTranspose", [s.Input(), s.Weight("weight"), .. Bias(s)], ("kernel_shape", kernel), ("strides", part.Each("Stride", "Strides", kernel.Length)),
            ("dilations", part.Each("Dilation", "Dilations", kernel.Length)), ("pads", part.Pads(kernel.Length)),
            ("output_padding", part.Each("OutputPadding", "OutputPaddings", kernel.Length)), ("group", (int)part.Number("Groups")));
    }

    private static string[] Bias(LayerScope s) => s.Part.Flag("Bias") ? [s.Weight("bias")] : [];

    // Rounding up is understood differently by different programs.
    private static Action<LayerScope>? Max(LayerPart part, int opset)
    {
        int[] kernel = Kernel(part);
        return part.Flag("CeilMode") ? null : s => s.Give("MaxPool", [s.Input()], ("kernel_shape", kernel), ("strides", Strides(part, kernel)),
            ("dilations", part.Each("Dilation", "Dilations", kernel.Length)), ("pads", part.Pads(kernel.Length)));
    }

    private static Action<LayerScope>? Average(LayerPart part, int opset)
    {
        int[] kernel = Kernel(part);
        return part.Flag("CeilMode") ? null : s => s.Give("AveragePool", [s.Input()], ("kernel_shape", kernel), ("strides", Strides(part, kernel)),
            ("pads", part.Pads(kernel.Length)), ("count_include_pad", part.Flag("CountIncludePad")));
    }

    private static int[] Strides(LayerPart part, int[] kernel) => [.. part.Each("Stride", "Strides", kernel.Length).Select((stride, d) => stride == 0 ? kernel[d] : stride)];

    private static void Global(LayerScope s, string op) => s.Give("Flatten", [s.Step(op, [s.Input()])], ("axis", 1));
}
