using DeepTrainer.Benchmarks.Workloads;
using static DeepTrainer.Benchmarks.Onnx.OnnxAttribute;

namespace DeepTrainer.Benchmarks.Onnx;

/// <summary>An encoder layer that normalizes first: x + attention(norm(x)), then x + feed-forward(norm(x)).</summary>
internal static class OnnxTransformer
{
    public static string Encoder(OnnxModel model, DeclaredLayer layer, string x)
    {
        string h = OnnxLayers.LayerNorm(model, layer.Name + ".norm1", x);
        x = model.Node("Add", [x, Attention(model, layer, layer.Name + ".self_attn", h)]);
        h = OnnxLayers.LayerNorm(model, layer.Name + ".norm2", x);
        h = Activation(model, layer, Linear(model, h, layer.Name + ".linear1.weight", layer.Name + ".linear1.bias"));
        return model.Node("Add", [x, Linear(model, h, layer.Name + ".linear2.weight", layer.Name + ".linear2.bias")]);
    }

    /// <summary>Self-attention, whose weights' names begin so.</summary>
    public static string Attention(OnnxModel model, DeclaredLayer layer, string name, string x)
    {
        int steps = layer.InputShape[0], width = layer.InputShape[1], heads = layer.Integer("Heads"), size = width / heads;
        float[] weight = model.Parameter(name + ".in_proj_weight").ToArray();
        float[] bias = model.Parameter(name + ".in_proj_bias").ToArray();
        // softmax(q·kᵀ / √size): the factor is in the query's weights, which come first.
        float scale = 1 / MathF.Sqrt(size);
        foreach (ref float w in weight.AsSpan(0, width * width))
            w *= scale;
        foreach (ref float b in bias.AsSpan(0, width))
            b *= scale;
        string q = model.Fresh("Query"), k = model.Fresh("Key"), v = model.Fresh("Value");
        model.Node("Split", [OnnxLayers.Linear(model, x, weight, bias)], [q, k, v], Of("axis", -1));
        string scores = model.Node("MatMul", [Heads(q, [0, 2, 1, 3]), Heads(k, [0, 2, 3, 1])]);
        if (layer.Flag("Causal"))
            scores = model.Node("Add", [scores, model.Constant(Mask(steps), 1, 1, steps, steps)]);
        // [N, heads, steps, size]
        string mixed = model.Node("MatMul", [model.Node("Softmax", [scores], Of("axis", -1)), Heads(v, [0, 2, 1, 3])]);
        string joined = model.Node(
            "Reshape", [model.Node("Transpose", [mixed], Of("perm", [0, 2, 1, 3])), model.Constant(model.Batch, steps, width)]);
        return Linear(model, joined, name + ".out_proj.weight", name + ".out_proj.bias");

        string Heads(string value, int[] order) => model.Node(
            "Transpose", [model.Node("Reshape", [value, model.Constant(model.Batch, steps, heads, size)])], Of("perm", order));
    }

    // x/2 · (1 + erf(x / √2)), which ONNX Runtime makes one operator of.
    private static string Activation(OnnxModel model, DeclaredLayer layer, string x)
    {
        if (layer.Text("Activation") != "Gelu")
            return model.Node("Relu", [x]);
        string erf = model.Node("Erf", [model.Node("Div", [x, model.Constant([MathF.Sqrt(2)])])]);
        return model.Node("Mul", [model.Node("Mul", [x, model.Node("Add", [erf, model.Constant([1f])])]), model.Constant([0.5f])]);
    }

    private static string Linear(OnnxModel model, string x, string weight, string bias) =>
        OnnxLayers.Linear(model, x, model.Parameter(weight).ToArray(), model.Parameter(bias).ToArray());

    // What is added to scores: 0 up to the position itself, −∞ beyond.
    private static float[] Mask(int steps) =>
        [.. from i in Enumerable.Range(0, steps) from j in Enumerable.Range(0, steps) select j <= i ? 0f : float.NegativeInfinity];
}
