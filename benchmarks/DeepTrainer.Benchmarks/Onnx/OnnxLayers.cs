using DeepTrainer.Benchmarks.Workloads;
using static DeepTrainer.Benchmarks.Onnx.OnnxAttribute;

namespace DeepTrainer.Benchmarks.Onnx;

/// <summary>The operators of each kind of layer that the compared networks have.</summary>
internal static class OnnxLayers
{
    private delegate string Writer(OnnxModel model, DeclaredLayer layer, string x);

    private static readonly Dictionary<string, Writer> Writers = new()
    {
        ["BatchNorm"] = BatchNorm,
        ["Conv1D"] = Convolution,
        ["Conv2D"] = Convolution,
        ["ConvTranspose2D"] = TransposedConvolution,
        ["Dense"] = Dense,
        ["Embedding"] = (model, layer, x) => model.Node("Gather", [model.Weight(layer.Name + ".weight"), x]),
        ["Flatten"] = (model, _, x) => model.Node("Flatten", [x]),
        ["GlobalAvgPool"] = (model, _, x) => model.Node("Flatten", [model.Node("GlobalAveragePool", [x])]),
        ["Gru"] = OnnxRecurrence.Gru,
        ["LayerNorm"] = (model, layer, x) => LayerNorm(model, layer.Name, x),
        ["Lstm"] = OnnxRecurrence.Lstm,
        ["MaxPool2D"] = MaxPool,
        ["Mean"] = (model, layer, x) =>
            model.Node("ReduceMean", [x], Of("axes", layer.Integers("Axes").Select(axis => axis + 1)), Of("keepdims", 0)),
        ["MultiHeadAttention"] = (model, layer, x) => OnnxTransformer.Attention(model, layer, layer.Name, x),
        ["PositionalEmbedding"] = (model, layer, x) => model.Node("Add", [x, model.Weight(layer.Name + ".weight")]),
        ["Relu"] = (model, _, x) => model.Node("Relu", [x]),
        ["Reshape"] = (model, layer, x) => model.Node("Reshape", [x, model.Constant([model.Batch, .. layer.OutputShape])]),
        ["TransformerEncoder"] = OnnxTransformer.Encoder,
        ["Transpose"] = Transpose,
    };

    /// <summary>Whether there are operators for all of a network's layers.</summary>
    public static bool Know(Workload workload) => DeclaredLayer.Of(workload.Declaration).All(layer => Writers.ContainsKey(layer.Kind));

    /// <summary>Whether that is so, and an encoder of a transformer is among them.</summary>
    public static bool KnowEncoder(Workload workload) =>
        Know(workload) && DeclaredLayer.Of(workload.Declaration).Any(layer => layer.Kind == "TransformerEncoder");

    /// <summary>Adds a layer's operators; gives its output's name.</summary>
    public static string Add(OnnxModel model, DeclaredLayer layer, string x) => Writers.TryGetValue(layer.Kind, out Writer? writer)
        ? writer(model, layer, x)
        : throw new NotSupportedException($"There are no ONNX operators yet for the layer {layer.Kind}.");

    /// <summary>y = x·Wᵀ + b for x of any rank; W: [out, in], as PyTorch has it.</summary>
    public static string Linear(OnnxModel model, string x, float[] weight, float[] bias)
    {
        int outputs = bias.Length, inputs = weight.Length / outputs;
        float[] transposed = new float[weight.Length];
        for (int o = 0; o < outputs; o++)
        {
            for (int i = 0; i < inputs; i++)
                transposed[(i * outputs) + o] = weight[(o * inputs) + i];
        }
        return model.Node("Add", [model.Node("MatMul", [x, model.Constant(transposed, inputs, outputs)]), model.Constant(bias, outputs)]);
    }

    /// <summary>Normalizes the last dimension.</summary>
    public static string LayerNorm(OnnxModel model, string name, string x) =>
        model.Node("LayerNormalization", [x, model.Weight(name + ".weight"), model.Weight(name + ".bias")], Of("axis", -1), Of("epsilon", 1e-5f));

    private static string Dense(OnnxModel model, DeclaredLayer layer, string x) => layer.InputShape.Length == 1
        ? model.Node("Gemm", [x, model.Weight(layer.Name + ".weight"), model.Weight(layer.Name + ".bias")], Of("transB", 1))
        : Linear(model, x, model.Parameter(layer.Name + ".weight").ToArray(), model.Parameter(layer.Name + ".bias").ToArray());

    private static string Convolution(OnnxModel model, DeclaredLayer layer, string x)
    {
        string[] weights = layer.Flag("Bias")
            ? [model.Weight(layer.Name + ".weight"), model.Weight(layer.Name + ".bias")]
            : [model.Weight(layer.Name + ".weight")];
        int[] pads = layer.Pads;
        if (model.IsStep)
        {
            // What the kernel covers: the positions that came before, which are kept, and the new one.
            int channels = layer.InputShape[0], before = pads[0];
            string kept = model.Fresh("Kept"), window = model.Fresh("Window"), newest = model.Fresh("Newest");
            model.Node("Concat", [model.State(newest, 1, channels, before), x], [window], Of("axis", 2));
            model.Node("Split", [window, model.Constant(1L, before)], [kept, newest], Of("axis", 2));
            return model.Node("Conv", [window, .. weights]);
        }
        return model.Node("Conv", [x, .. weights], Of("pads", pads), Of("strides", layer.Each("Stride")), Of("group", layer.Integer("Groups")));
    }

    private static string TransposedConvolution(OnnxModel model, DeclaredLayer layer, string x) => model.Node(
        "ConvTranspose", [x, model.Weight(layer.Name + ".weight"), model.Weight(layer.Name + ".bias")], Of("pads", layer.Pads), Of("strides", layer.Each("Stride")));

    private static string MaxPool(OnnxModel model, DeclaredLayer layer, string x) => model.Node(
        "MaxPool", [x], Of("kernel_shape", layer.Each("KernelSize")), Of("strides", layer.Each("Stride", ifZero: "KernelSize")), Of("pads", layer.Pads));

    private static string Transpose(OnnxModel model, DeclaredLayer layer, string x)
    {
        int[] order = [.. Enumerable.Range(0, layer.InputShape.Length + 1)];
        int a = layer.Integer("Axis0") + 1, b = layer.Integer("Axis1") + 1;
        (order[a], order[b]) = (b, a);
        return model.Node("Transpose", [x], Of("perm", order));
    }

    private static string BatchNorm(OnnxModel model, DeclaredLayer layer, string x)
    {
        return model.Node(
            "BatchNormalization", [x, Weight("weight"), Weight("bias"), Weight("running_mean"), Weight("running_var")], Of("epsilon", 1e-5f));

        string Weight(string name) => model.Weight($"{layer.Name}.{name}");
    }
}
