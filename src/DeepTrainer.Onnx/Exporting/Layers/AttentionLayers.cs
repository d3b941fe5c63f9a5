using DeepTrainer.Compiler.Elements;

namespace DeepTrainer.Onnx.Exporting.Layers;

/// <summary>Attention as programs know it: projections, products of queries and keys, a mask that is added, softmax, a product with values.</summary>
internal static class AttentionLayers
{
    public static IEnumerable<KeyValuePair<string, LayerTable.Choice>> All { get; } = [new("MultiHeadAttention", (p, _) => IsPlain(p) ? Write : null)];

    // Below every score, yet finite, as in the layer.
    private const double Masked = -1e30;

    // Masks that other layers give, turned positions, shared keys, and queries that may look at nothing, are written as primitives.
    private static bool IsPlain(LayerPart part) => part.Named.Count == 0 && !part.Flag("Rotary") && part.Number("RelativeBuckets") == 0
        && part.Number("KeyValueHeads") is var shared && (shared == 0 || shared == part.Number("Heads"))
        && (Window(part) == 0 || part.Inputs[0].Shape[1] < Memory(part) + Window(part));

    private static int Window(LayerPart part) => (int)part.Number("Window");

    // The positions that can be looked at.
    private static int Memory(LayerPart part) => part.Inputs[^1].Shape[1];

    // query, value: [N, H, L, d]   key: [N, H, d, L]   scores: [N, H, Lq, Lk]
    private static void Write(LayerScope s)
    {
        LayerPart part = s.Part;
        int heads = (int)part.Number("Heads"), size = (int)part.Number("HeadSize") is > 0 and var own ? own : s.Shape[2] / heads;
        string[] projected = Projected(s, heads * size);
        string query = Heads(projected[0], 0, 2, 1, 3), key = Heads(projected[1], 0, 2, 3, 1), value = Heads(projected[2], 0, 2, 1, 3);
        double scale = part.Number("Scale") is not 0 and var given ? given : 1 / Math.Sqrt(size);
        string scores = s.Step("Mul", [s.Step("MatMul", [query, key]), s.Writer.Number(scale)]);
        if (Mask(s) is { } mask)
            scores = s.Step("Add", [scores, mask]);
        string heard = s.Step("Transpose", [s.Step("MatMul", [s.Step("Softmax", [scores], ("axis", -1)), value])], LayerScope.Order(0, 2, 1, 3));
        s.GiveProduct(s.Step("Reshape", [heard, s.Writer.Ints(0, 0, heads * size)]), s.Turned(s.Weight("out_proj.weight")), part.Flag("Bias") ? s.Weight("out_proj.bias") : null);

        string Heads(string features, params int[] order) =>
            s.Step("Transpose", [s.Step("Reshape", [features, s.Writer.Ints(0, 0, heads, size)])], LayerScope.Order(order));
    }

    // What is asked, what answers, and what it says: [N, L, H · d] each.
    private static string[] Projected(LayerScope s, int features)
    {
        LayerPart part = s.Part;
        int count = part.Inputs.Length;
        bool isPacked = part.Inputs.All(i => i.Shape[2] == s.Shape[2]);
        if (count == 1)
        {
            string all = s.Product(s.Input(), s.Turned(s.Weight("in_proj_weight")), part.Flag("Bias") ? s.Weight("in_proj_bias") : null);
            string[] parts = [.. Enumerable.Range(0, 3).Select(i => s.Writer.Unique($"{s.Name}/Split"))];
            s.Writer.Nodes("Split", parts, [all, s.Writer.Ints(features, features, features)], [("axis", 2)]);
            return parts;
        }
        return [.. Enumerable.Range(0, 3).Select(i => s.Product(s.Input(Math.Min(i, count - 1)),
            s.Turned(isPacked ? Rows("in_proj_weight", i) : s.Weight($"{"qkv"[i]}_proj_weight")), part.Flag("Bias") ? Rows("in_proj_bias", i) : null))];

        // Some of a weight's rows, which are taken once.
        string Rows(string parameter, int i)
        {
            GraphWriter whole = s.Writer.Outermost;
            string weight = s.Weight(parameter);
            return whole.Constant($"rows {i} {weight}", () => whole.Step("Slice", weight, [weight, whole.Ints(i * features), whole.Ints((i + 1) * features), whole.Ints(0)]));
        }
    }

    // A number far below every score for each query [Lq, Lk] and what it may not look at: what is ahead, and what is beyond its window.
    private static string? Mask(LayerScope s)
    {
        int window = Window(s.Part), queries = s.Shape[1], keys = Memory(s.Part);
        bool isCausal = s.Part.Flag("Causal");
        if (!isCausal && window == 0)
            return null;
        GraphWriter whole = s.Writer.Outermost;
        return whole.Constant($"mask {isCausal} {window} {queries} {keys}", () =>
        {
            string all = whole.Node("Expand", whole.Unique("mask/all"), [whole.Number(Masked), whole.Ints(queries, keys)]);
            string ahead = whole.Node("Trilu", whole.Unique("mask/ahead"), [all, whole.Ints([], [isCausal ? 1 : window])], ("upper", true));
            return window == 0 ? ahead
                : whole.Node("Add", whole.Unique("mask"), [ahead, whole.Node("Trilu", whole.Unique("mask/behind"), [all, whole.Ints([], [-window])], ("upper", false))]);
        });
    }
}
