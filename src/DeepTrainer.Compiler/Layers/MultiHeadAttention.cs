namespace DeepTrainer.Compiler.Layers;

/// <summary>
/// softmax(q·kᵀ / √d)·v for each head, of queries [N, Lq, E] and a memory [N, Lk, D], by projections that are trained: PyTorch's
/// MultiheadAttention. One input attends to itself; of two the second is the memory; of three the last two are keys and values.
/// </summary>
public sealed class MultiHeadAttention() : Layer("MultiHeadAttention", Heads, Causal, Bias, Dropout, Rotary)
{
    private static readonly Option Heads = new("Heads");
    private static readonly Option Causal = new("Causal", false);
    private static readonly Option Bias = new("Bias", true);
    private static readonly Option Dropout = new("Dropout", 0);
    private static readonly Option Rotary = new("Rotary", false);
    private static readonly Option From = new("From");

    // Far below every score, yet finite: a score minus the maximum stays a number, and exp makes a 0 of it.
    private const double Masked = -1e30;

    public override bool TakesSeveral => true;

    public override int FewestInputs => 1;

    public override Node? Build(LayerContext c)
    {
        if (c.Positive(Heads) is not { } heads || !c.InRange(Dropout, 0, 1, "from 0 to 1") || !Fit(c, heads))
            return null;
        GraphBuilder g = c.Graph;
        AttentionProjections projections = new(c, heads, c.Flag(Bias));
        (Node query, Node key, Node value) = projections.In();
        if (c.Flag(Rotary))
        {
            query = g.Named("query", () => RotaryPositions.Turn(g, query, g.Iota(query.Shape[1])));
            key = g.Named("key", () => RotaryPositions.Turn(g, key, g.Iota(key.Shape[1])));
        }
        // query: [N, Lq, H, d]   key, value: [N, Lk, H, d]   scores, weights: [N, H, Lq, Lk]
        Node products = g.Named("products", () => g.Contract("nqhd,nkhd->nhqk", query, key));
        Node scores = g.Named("scores", () => Scores(g, products, query.Shape[3], c.Flag(Causal)));
        Node weights = c.Part("weights", "Softmax", scores)!;
        Node kept = c.Part("dropout", "Dropout", weights, new Argument("Probability", c.Number(Dropout)))!;
        return projections.Out(g.Named("heard", () => g.Contract("nhqk,nkhd->nqhd", kept, value)));
    }

    // products / √d, for position q only where k ≤ q if nothing may look ahead
    private static Node Scores(GraphBuilder g, Node products, int features, bool causal)
    {
        double scale = 1 / Math.Sqrt(features);
        if (!causal)
            return g.Map(x => scale * x, products);
        (int queries, int keys) = (products.Shape[2], products.Shape[3]);
        return g.Map((x, q, k) => (k <= q).Then(scale * x, Masked), products, g.Reshape(g.Iota(queries), Shape.Of(queries, 1)), g.Iota(keys));
    }

    private static bool Fit(LayerContext c, int heads)
    {
        if (c.Inputs.Length > 3)
            return Wrong(c, From, $"{Format.Integer(c.Inputs.Length)} layers", "one; query and memory; or query, keys and values");
        if (!Enumerable.Range(0, c.Inputs.Length).All(i => Sequence.Is(c, i)))
            return false;
        int features = c.Input.Shape[2];
        if (features % heads != 0)
            return Wrong(c, Heads, Format.Integer(heads), $"a divisor of the {Format.Integer(features)} features");
        if (c.Flag(Rotary) && features / heads % 2 != 0)
            return Wrong(c, Heads, Format.Integer(heads), "such that a head has an even number of features, which Rotary turns in pairs");
        if (c.Inputs.Length < 3 || c.Inputs[1].Shape[1] == c.Inputs[2].Shape[1])
            return true;
        string[] shapes = [.. c.Inputs.Select(i => Shape.Of([.. i.Shape.PerSample]).ToString())];
        c.Report(ProblemKinds.ShapesDiffer, null, c.Name, c.InputNames[1], shapes[1], c.InputNames[2], shapes[2], "every key needs its value");
        return false;
    }

    private static bool Wrong(LayerContext c, Option option, string value, string range)
    {
        c.Report(ProblemKinds.OutOfRange, option, option.Name, c.Name, value, range);
        return false;
    }
}
