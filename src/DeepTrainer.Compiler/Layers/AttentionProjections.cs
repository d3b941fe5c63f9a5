namespace DeepTrainer.Compiler.Layers;

/// <summary>
/// The projections around attention, under PyTorch's names: in_proj_weight [3·E, E] with the rows for queries, keys and values, or
/// q_proj_weight, k_proj_weight and v_proj_weight where keys or values have other features; in_proj_bias [3·E]; out_proj [E, E]. Where heads have a size of
/// their own or share keys and values, there are as many rows as they have features together.
/// </summary>
internal sealed class AttentionProjections(LayerContext c, AttentionHeads heads, bool bias)
{
    private readonly GraphBuilder g = c.Graph;
    private readonly int features = c.Input.Shape[2];
    private readonly int[] rows = [heads.Query * heads.Size, heads.KeyValue * heads.Size, heads.KeyValue * heads.Size];

    /// <summary>Query, key and value, each [N, L, H·d].</summary>
    public (Node Query, Node Key, Node Value) In()
    {
        Node query = c.Input, key = c.Inputs[Math.Min(1, c.Inputs.Length - 1)], value = c.Inputs[c.Inputs.Length - 1];
        Node[] sources = [query, key, value];
        Func<int, int, Node> rowsOf = Rows(sources);
        Node? offsets = bias ? c.Parameter("in_proj_bias", Shape.Of(rows.Sum()), new("Zeros", 0, features, features)) : null;
        Node[] projected = new Node[3];
        // Sources that follow each other and are the same are projected by one product.
        for (int first = 0, count; first < 3; first += count)
        {
            count = IsPacked(sources) ? sources.Skip(first).TakeWhile(s => s == sources[first]).Count() : 1;
            Node weight = rowsOf(first, count);
            Node? added = offsets is null ? null : g.Slice(offsets, 0, Before(first), Before(first + count) - Before(first));
            Node product = g.Named("projected", () => Linear(sources[first], weight, added));
            for (int i = first; i < first + count; i++)
                projected[i] = g.Slice(product, 2, Before(i) - Before(first), rows[i]);
        }
        return (projected[0], projected[1], projected[2]);
    }

    /// <summary>[N, L, H, d] → [N, L, E], by the last projection.</summary>
    public Node Out(Node heard)
    {
        Node weight = c.Parameter("out_proj.weight", Shape.Of(features, rows[0]), new("PyTorch", 0, rows[0], features));
        Node? offset = bias ? c.Parameter("out_proj.bias", Shape.Of(features), new("Zeros", 0, rows[0], features)) : null;
        return Linear(g.Reshape(heard, Shape.Batched(heard.Shape[1], rows[0])), weight, offset);
    }

    private bool IsPacked(Node[] sources) => sources.All(s => s.Shape[2] == features);

    private int Before(int part) => rows.Take(part).Sum();

    // The weights of some of the three projections that follow each other.
    private Func<int, int, Node> Rows(Node[] sources)
    {
        if (IsPacked(sources))
        {
            Node all = c.Parameter("in_proj_weight", Shape.Of(rows.Sum(), features), new("GlorotUniform", 0, features, rows.Sum()));
            return (first, count) => g.Slice(all, 0, Before(first), Before(first + count) - Before(first));
        }
        Node[] own = [.. sources.Zip(["q", "k", "v"], (source, letter) => (source, letter)).Select((s, i) =>
            c.Parameter($"{s.letter}_proj_weight", Shape.Of(rows[i], s.source.Shape[2]), new("GlorotUniform", 0, s.source.Shape[2], rows[i])))];
        return (first, _) => own[first];
    }

    private Node Linear(Node x, Node weight, Node? offset)
    {
        Node product = g.Contract("nli,oi->nlo", x, weight);
        return offset is null ? product : g.Map((y, b) => y + b, product, offset);
    }
}
