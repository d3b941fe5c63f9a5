using static DeepTrainer.Compiler.Layers.AttentionMasks;

namespace DeepTrainer.Compiler.Layers;

/// <summary>
/// softmax(q·kᵀ / √d)·v for each head, of queries [N, Lq, E] and a memory [N, Lk, D], by projections that are trained: PyTorch's
/// MultiheadAttention. One input attends to itself; of two the second is the memory; of three the last two are keys and values.
/// </summary>
public sealed class MultiHeadAttention() : Layer(
    "MultiHeadAttention", Heads, Causal, Bias, Dropout, Rotary, RotaryBase, KeyValueHeads, HeadSize, Scale,
    Mask, BooleanMask, KeyPaddingMask, Lengths.Option, AttentionMasks.Window, RelativeBuckets, RelativeDistance)
{
    private static readonly Option Heads = new("Heads");
    private static readonly Option Bias = new("Bias", true);
    private static readonly Option Dropout = new("Dropout", 0);
    private static readonly Option Rotary = new("Rotary", false);
    private static readonly Option RotaryBase = new("RotaryBase", 10_000);
    private static readonly Option KeyValueHeads = new("KeyValueHeads", 0);
    private static readonly Option HeadSize = new("HeadSize", 0);
    private static readonly Option Scale = new("Scale", 0);

    public override bool HasStreamingForm => true;

    public override Traits TraitsOf(ElementSpec spec) => new() { Gives = Values.Scores, Mixes = true, TakesFeatures = -1, GivesFeatures = -1 };

    public override bool Takes(int inputs) => inputs is >= 1 and <= 3;

    public override string Inputs => "a sequence, or query and memory, or query, keys and values";

    public override Node? Build(LayerContext c)
    {
        if (c.Positive(Heads) is not { } heads || !c.InRange(Dropout, 0, 1, "from 0 to 1") || !Streams(c) || HeadsOf(c, heads) is not { } form
            || !AttentionMasks.Fit(c, heads, c.Inputs[Math.Min(1, c.Inputs.Length - 1)].Shape[1]))
            return null;
        GraphBuilder g = c.Graph;
        AttentionProjections projections = new(c, form, c.Flag(Bias));
        (Node query, Node key, Node value) = projections.In();
        if (c.Flag(Rotary))
        {
            double rate = c.Number(RotaryBase);
            query = g.Named("query", () => RotaryPositions.Turn(g, query, Sequence.Positions(c), heads, rate));
            key = g.Named("key", () => RotaryPositions.Turn(g, key, Sequence.Positions(c, c.Inputs.Length > 1 ? 1 : 0), form.KeyValue, rate));
        }
        (query, key, value) = (Split(g, query, heads), Split(g, key, form.KeyValue), Split(g, value, form.KeyValue));
        if (c.Stream is { } stream)
            (key, value) = (stream.SoFar("key", key), stream.SoFar("value", value));
        // query: [N, Lq, H, d]   key, value: [N, Lk, G, d]   scores, weights: [N, H, Lq, Lk]
        AttentionMasks masks = new(c, heads);
        Node products = g.Named("products", () => Products(g, query, key));
        (Node scores, bool mayBeBlind) = g.Named("scores", () => masks.Apply(products, c.Number(Scale) is not 0 and double scale ? scale : 1 / Math.Sqrt(form.Size)));
        // The softmax's denominator divides what is heard, [N, Lq, H, d], rather than each weight.
        (Node weights, Node sum) = g.Named("weights", () => Softmax.Unscaled(g, scores, 3));
        Node inverse = g.Named("inverse", () => mayBeBlind ? g.Map((s, sees) => sees / s, sum, masks.Sees(scores)) : g.Map(s => 1 / s, sum));
        Node kept = c.Part("dropout", "Dropout", weights, new Argument("Probability", c.Number(Dropout)))!;
        Node heard = g.Named("heard", () => Heard(g, kept, value));
        return projections.Out(g.Named("heard", () => g.Map((h, i) => h * i, heard, g.Transpose(inverse, 0, 2, 1, 3))));
    }

    // [N, L, H·d] → [N, L, H, d]
    private static Node Split(GraphBuilder g, Node x, int heads) => g.Reshape(x, Shape.Batched(x.Shape[1], heads, x.Shape[2] / heads));

    // Where several queries share a key, they are told apart by an axis of their own: [N, L, G, H / G, d].
    private static Node Products(GraphBuilder g, Node query, Node key)
    {
        (int length, int heads, int size, int groups) = (query.Shape[1], query.Shape[2], query.Shape[3], key.Shape[2]);
        return groups == heads ? g.Contract("nqhd,nkhd->nhqk", query, key)
            : g.Reshape(g.Contract("nqgrd,nkgd->ngrqk", g.Reshape(query, Shape.Batched(length, groups, heads / groups, size)), key), Shape.Batched(heads, length, key.Shape[1]));
    }

    private static Node Heard(GraphBuilder g, Node weights, Node value)
    {
        (int heads, int length, int keys, int groups, int size) = (weights.Shape[1], weights.Shape[2], weights.Shape[3], value.Shape[2], value.Shape[3]);
        return groups == heads ? g.Contract("nhqk,nkhd->nqhd", weights, value)
            : g.Reshape(g.Contract("ngrqk,nkgd->nqgrd", g.Reshape(weights, Shape.Batched(groups, heads / groups, length, keys)), value), Shape.Batched(length, heads, size));
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
            return AttentionMasks.Streams(c, stream);
        return false;
    }

    private static AttentionHeads? HeadsOf(LayerContext c, int heads)
    {
        int most = Limits.MaxUnits / heads;
        if (!Enumerable.Range(0, c.Inputs.Length).All(i => Sequence.Is(c, i)) || !c.InRange(Scale, 0, double.MaxValue, "0 for 1 / √d, or positive")
            || !c.InRange(RotaryBase, double.Epsilon, double.MaxValue, "positive")
            || !c.InRange(HeadSize, 0, most, $"0 for the features shared among the heads, or at most {Format.Integer(most)}"))
            return null;
        int features = c.Input.Shape[2], own = (int)c.Number(HeadSize), shared = (int)c.Number(KeyValueHeads);
        if (own == 0 && features % heads != 0)
            return Wrong(c, Heads, Format.Integer(heads), $"a divisor of the {Format.Integer(features)} features, unless HeadSize says how many each head has");
        int size = own > 0 ? own : features / heads;
        if (c.Flag(Rotary) && size % 2 != 0)
            return Wrong(c, own > 0 ? HeadSize : Heads, Format.Integer(own > 0 ? own : heads), "such that a head has an even number of features, which Rotary turns in pairs");
        if (shared != 0 && (shared < 0 || heads % shared != 0))
            return Wrong(c, KeyValueHeads, Format.Integer(shared), $"a divisor of the {Format.Integer(heads)} heads, or 0 for as many");
        if (c.Inputs.Length < 3 || c.Inputs[1].Shape[1] == c.Inputs[2].Shape[1])
            return new(heads, shared == 0 ? heads : shared, size);
        string[] shapes = [.. c.Inputs.Select(i => Shape.Of([.. i.Shape.PerSample]).ToString())];
        c.Report(ProblemKinds.ShapesDiffer, null, c.Name, c.InputNames[1], shapes[1], c.InputNames[2], shapes[2], "every key needs its value");
        return null;
    }

    private static AttentionHeads? Wrong(LayerContext c, Option option, string value, string range)
    {
        c.Report(ProblemKinds.OutOfRange, option, option.Name, c.Name, value, range);
        return null;
    }
}

/// <summary>How attention is shared among heads.</summary>
/// <param name="Query">How many heads ask.</param>
/// <param name="KeyValue">How many have keys and values of their own; each serves as many of those that ask.</param>
/// <param name="Size">The features of a head.</param>
internal sealed record AttentionHeads(int Query, int KeyValue, int Size);
