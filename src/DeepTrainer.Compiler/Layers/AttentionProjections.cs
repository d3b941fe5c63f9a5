namespace DeepTrainer.Compiler.Layers;

/// <summary>
/// The projections around attention, under PyTorch's names: in_proj_weight [3·E, E] with the rows for queries, keys and values, or
/// q_proj_weight, k_proj_weight and v_proj_weight where keys or values have other features; in_proj_bias [3·E]; out_proj [E, E].
/// </summary>
internal sealed class AttentionProjections(LayerContext c, int heads, bool bias)
{
    private readonly GraphBuilder g = c.Graph;
    private readonly int features = c.Input.Shape[2];

    /// <summary>Query, key and value, each [N, L, E].</summary>
    public (Node Query, Node Key, Node Value) In()
    {
        Node query = c.Input, key = c.Inputs[Math.Min(1, c.Inputs.Length - 1)], value = c.Inputs[c.Inputs.Length - 1];
        Node[] sources = [query, key, value];
        Func<int, int, Node> rows = Rows(sources);
        Node? offsets = bias ? c.Parameter("in_proj_bias", Shape.Of(3 * features), new("Zeros", 0, features, features)) : null;
        Node[] projected = new Node[3];
        // Sources that follow each other and are the same are projected by one product.
        for (int first = 0, count; first < 3; first += count)
        {
            count = IsPacked(sources) ? sources.Skip(first).TakeWhile(s => s == sources[first]).Count() : 1;
            Node weight = rows(first, count);
            Node? added = offsets is null ? null : g.Slice(offsets, 0, first * features, count * features);
            Node product = g.Named("projected", () => Linear(sources[first], weight, added));
            for (int i = 0; i < count; i++)
                projected[first + i] = g.Slice(product, 2, i * features, features);
        }
        return (projected[0], projected[1], projected[2]);
    }

    /// <summary>[N, L, E] → [N, L, H, d].</summary>
    public Node Split(Node x) => g.Reshape(x, Shape.Batched(x.Shape[1], heads, features / heads));

    /// <summary>[N, L, H, d] → [N, L, E], and the last projection.</summary>
    public Node Out(Node heard)
    {
        Node weight = c.Parameter("out_proj.weight", Shape.Of(features, features), new("PyTorch", 0, features, features));
        Node? offset = bias ? c.Parameter("out_proj.bias", Shape.Of(features), new("Zeros", 0, features, features)) : null;
        return Linear(g.Reshape(heard, Shape.Batched(heard.Shape[1], features)), weight, offset);
    }

    private bool IsPacked(Node[] sources) => sources.All(s => s.Shape[2] == features);

    // The weights of some of the three projections that follow each other.
    private Func<int, int, Node> Rows(Node[] sources)
    {
        if (IsPacked(sources))
        {
            Node all = c.Parameter("in_proj_weight", Shape.Of(3 * features, features), new("GlorotUniform", 0, features, 3 * features));
            return (first, count) => g.Slice(all, 0, first * features, count * features);
        }
        Node[] own = [.. sources.Zip(["q", "k", "v"], (source, letter) =>
            c.Parameter($"{letter}_proj_weight", Shape.Of(features, source.Shape[2]), new("GlorotUniform", 0, source.Shape[2], features)))];
        return (first, _) => own[first];
    }

    private Node Linear(Node x, Node weight, Node? offset)
    {
        Node product = g.Contract("nli,oi->nlo", x, weight);
        return offset is null ? product : g.Map((y, b) => y + b, product, offset);
    }

}
