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

    // Far below every score, yet finite: a score minus the maximum stays a number, and exp makes a 0 of it.
    private const double Masked = -1e30;

    public override bool HasStreamingForm => true;

    public override Traits TraitsOf(ElementSpec spec) => new() { Gives = Values.Scores, Mixes = true, TakesFeatures = -1, GivesFeatures = -1 };

    public override bool Takes(int inputs) => inputs is >= 1 and <= 3;

    public override string Inputs => "a sequence, or query and memory, or query, keys and values";

    public override Node? Build(LayerContext c)
    {
        if (c.Positive(Heads) is not { } heads || !c.InRange(Dropout, 0, 1, "from 0 to 1") || !Streams(c) || !Fit(c, heads))
            return null;
        GraphBuilder g = c.Graph;
        AttentionProjections projections = new(c, heads, c.Flag(Bias));
        (Node query, Node key, Node value) = projections.In();
        if (c.Flag(Rotary))
        {
            query = g.Named("query", () => RotaryPositions.Turn(g, query, Sequence.Positions(c), heads));
            key = g.Named("key", () => RotaryPositions.Turn(g, key, Sequence.Positions(c, c.Inputs.Length > 1 ? 1 : 0), heads));
        }
        (query, key, value) = (projections.Split(query), projections.Split(key), projections.Split(value));
        if (c.Stream is { } stream)
            (key, value) = (stream.SoFar("key", key), stream.SoFar("value", value));
        // query: [N, Lq, H, d]   key, value: [N, Lk, H, d]   scores, weights: [N, H, Lq, Lk]
        Node products = g.Named("products", () => g.Contract("nqhd,nkhd->nhqk", query, key));
        Node scores = g.Named("scores", () => Scores(c, products, 1 / Math.Sqrt(query.Shape[3])));
        // The softmax's denominator divides what is heard, [N, Lq, H, d], rather than each weight.
        (Node weights, Node sum) = g.Named("weights", () => Softmax.Unscaled(g, scores, 3));
        Node inverse = g.Named("inverse", () => g.Map(s => 1 / s, sum));
        Node kept = c.Part("dropout", "Dropout", weights, new Argument("Probability", c.Number(Dropout)))!;
        Node heard = g.Named("heard", () => g.Contract("nhqk,nkhd->nqhd", kept, value));
        return projections.Out(g.Named("heard", () => g.Map((h, i) => h * i, heard, g.Transpose(inverse, 0, 2, 1, 3))));
    }

    // products · scale; where nothing may look ahead, for position q only at k ≤ q
    private static Node Scores(LayerContext c, Node products, double scale)
    {
        GraphBuilder g = c.Graph;
        if (!c.Flag(Causal))
            return g.Map(x => scale * x, products);
        Node queries = g.Reshape(Sequence.Positions(c), Shape.Of(products.Shape[2], 1));
        return g.Map((x, q, k) => (k <= q).Then(scale * x, Masked), products, queries, g.Iota(products.Shape[3]));
    }

    private static bool Streams(LayerContext c)
    {
        if (!Sequence.Streams(c))
            return false;
        if (c.Stream is not { } stream)
            return true;
        if (!c.Flag(Causal))
            stream.Refuse("it attends to later steps unless Causal is true", Causal);
        else if (c.Inputs.Length > 1)
            stream.Refuse("it takes keys and values from other layers, of all steps at once");
        else
            return true;
        return false;
    }

    private static bool Fit(LayerContext c, int heads)
    {
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
