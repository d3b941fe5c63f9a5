namespace DeepTrainer.Compiler.Layers;

/// <summary>
/// What a query may look at, and how scores are changed before the softmax: other layers' masks, the length of the memory, causality and windows, and
/// a bias for the distance between query and key. Scores are [N, H, Lq, Lk].
/// </summary>
internal sealed class AttentionMasks(LayerContext c, int heads)
{
    public static readonly Option Mask = new("Mask", "") { NamesLayer = true };
    public static readonly Option BooleanMask = new("BooleanMask", false);
    public static readonly Option KeyPaddingMask = new("KeyPaddingMask", "") { NamesLayer = true };
    public static readonly Option Causal = new("Causal", false);
    public static readonly Option Window = new("Window", 0);
    public static readonly Option RelativeBuckets = new("RelativeBuckets", 0);
    public static readonly Option RelativeDistance = new("RelativeDistance", 128);

    // Far below every score, yet finite: a score minus the maximum stays a number, and exp makes a 0 of it.
    private const double Masked = -1e30;

    private readonly GraphBuilder g = c.Graph;

    /// <summary>Whether what is named has the shapes that it must have; else notes the mistake.</summary>
    /// <param name="c">The layer.</param>
    /// <param name="heads">How many heads it has.</param>
    /// <param name="keys">How many positions the memory has.</param>
    public static bool Fit(LayerContext c, int heads, int keys)
    {
        int queries = c.Input.Shape[1];
        if (!Lengths.Fit(c, Lengths.Option) || !c.InRange(Window, 0, int.MaxValue, "0 for no window, or the number of positions that it reaches") || !RelativeFits(c))
            return false;
        if (c.At(KeyPaddingMask) is { } padding && padding.Shape != Shape.Batched(keys))
            return Misfit(c, KeyPaddingMask, $"[{Format.Integer(keys)}], a number for each key");
        if (c.At(Mask) is not { } mask)
            return true;
        int[] shape = [.. mask.Shape.PerSample];
        bool fits = shape.Length is 2 or 3 && shape.Skip(shape.Length - 2).SequenceEqual([queries, keys]) && (shape.Length == 2 || shape[0] is 1 || shape[0] == heads);
        return fits || Misfit(c, Mask, $"[{Format.Integer(queries)}, {Format.Integer(keys)}], a number for each query and key, or with the {Format.Integer(heads)} heads in front");
    }

    /// <summary>Whether the layer can work on single steps with what is declared; else refuses to.</summary>
    public static bool Streams(LayerContext c, StreamStep stream)
    {
        Option? whole = new[] { Mask, KeyPaddingMask, Lengths.Option }.FirstOrDefault(o => c.At(o) is not null);
        if (whole is null)
            return true;
        stream.Refuse("its mask is of all steps at once", whole);
        return false;
    }

    /// <summary>products · scale, biased, and very low where a query may not look; and whether a query may look at nothing at all.</summary>
    public (Node Scores, bool MayBeBlind) Apply(Node products, double scale)
    {
        int buckets = (int)c.Number(RelativeBuckets);
        int window = (int)c.Number(Window), queries = products.Shape[2], keys = products.Shape[3];
        bool mayBeBlind = c.At(Mask) is not null || c.At(KeyPaddingMask) is not null || c.At(Lengths.Option) is not null || (window > 0 && queries > keys + window - 1);
        if (buckets == 0 && !mayBeBlind)
            return (Near(products, scale), false);
        Node scores = g.Map(x => scale * x, products);
        if (buckets > 0)
            scores = g.Named("biased", () => g.Map((s, b) => s + b, scores, DistanceBias(buckets, queries, keys)));
        if (c.At(Mask) is { } mask)
            scores = g.Named("masked", () => c.Flag(BooleanMask) ? Hide(scores, PerHead(mask)) : g.Map((s, m) => Functions.Max(s + m, Masked), scores, PerHead(mask)));
        if (c.At(KeyPaddingMask) is { } padding)
            scores = g.Named("padded", () => Hide(scores, g.Reshape(padding, Shape.Batched(1, 1, padding.Shape[1]))));
        if (c.At(Lengths.Option) is { } lengths)
            scores = g.Named("padded", () => g.Map((s, m) => (m > 0).Then(s, Masked), scores, Lengths.Counts(g, lengths, keys, 3, 4)));
        return (Near(scores, 1), mayBeBlind);
    }

    /// <summary>1 where a query may look at something, 0 where all of its scores are masked: [N, H, Lq, 1].</summary>
    public Node Sees(Node scores) => g.Named("sees", () => g.Map(m => (m > Masked / 2).Then(1, 0), g.Reduce(Reduction.MaxNumber, scores, 3)));

    // where nothing may look ahead, for position q only at k ≤ q; within a window, only at |q - k| below its length
    private Node Near(Node scores, double scale)
    {
        bool causal = c.Flag(Causal);
        int window = (int)c.Number(Window);
        if (!causal && window == 0)
            return g.Map(x => scale * x, scores);
        Node queries = g.Reshape(Sequence.Positions(c), Shape.Of(scores.Shape[2], 1));
        return g.Map((x, q, k) =>
        {
            Expr near = causal ? (k <= q).Then(scale * x, Masked) : scale * x;
            near = window > 0 ? (q - k < window).Then(near, Masked) : near;
            return window > 0 && !causal ? (k - q < window).Then(near, Masked) : near;
        }, scores, queries, g.Iota(scores.Shape[3]));
    }

    // A true mask is where nothing may be looked at, as PyTorch's MultiheadAttention has it.
    private Node Hide(Node scores, Node mask) => g.Map((s, m) => Condition.Equal(m, 0).Then(s, Masked), scores, mask);

    private Node PerHead(Node mask) => mask.Shape.Rank == 4 ? mask : g.Reshape(mask, mask.Shape.Insert(1, 1));

    // A trained number for each bucket of distances and each head: [H, Lq, Lk]. Distances go from 1 - Lq to Lk - 1.
    private Node DistanceBias(int buckets, int queries, int keys)
    {
        int whole = c.Stream?.Steps() ?? queries, distances = c.Stream is null ? queries + keys - 1 : (2 * whole) - 1, least = 1 - whole;
        Node table = c.Parameter("relative_attention_bias.weight", Shape.Of(buckets, heads), new("Normal", 1, buckets, heads));
        ImmutableArray<double> numbers = [.. Enumerable.Range(least, distances).Select(d => (double)Bucket(d, buckets))];
        Node ofDistance = g.Gather(table, g.Constant(c.Name + ".buckets", Shape.Of(distances), numbers));
        if (c.Stream is null)
        {
            // key k of query q is at distance k - q: windows over distances in turn, the first query's last
            Node windows = g.Windows(ofDistance, 0, keys, 1, 1);
            return g.Transpose(g.Flip(windows, 0), 1, 0, 2);
        }
        Node distance = g.Map((k, q) => k - q - least, g.Iota(keys), c.Stream.Position);
        Node hot = g.Map((d, i) => Condition.Equal(d, i).Then(1, 0), g.Reshape(distance, Shape.Of(keys, 1)), g.Iota(distances));
        return g.Reshape(g.Contract("kd,dh->hk", hot, ofDistance), Shape.Of(heads, 1, keys));
    }

    // Raffel et al., 2020: half of the buckets for either direction, of each half one for each of the smallest distances and the others on a logarithmic scale.
    private int Bucket(int distance, int buckets)
    {
        int start = 0;
        if (!c.Flag(Causal))
        {
            buckets /= 2;
            start = distance > 0 ? buckets : 0;
            distance = Math.Abs(distance);
        }
        else
        {
            distance = Math.Max(-distance, 0);
        }
        int exact = buckets / 2;
        if (distance < exact)
            return start + distance;
        // in float32, as PyTorch computes it: a distance on a border must fall into the same bucket
        float share = (float)Math.Log((float)distance / exact) / (float)Math.Log(c.Number(RelativeDistance) / exact);
        return start + Math.Min(exact + (int)(share * (buckets - exact)), buckets - 1);
    }

    private static bool RelativeFits(LayerContext c)
    {
        int buckets = (int)c.Number(RelativeBuckets), least = c.Flag(Causal) ? 2 : 4;
        if (buckets != 0 && (buckets < least || buckets % 2 != 0))
        {
            c.Report(ProblemKinds.OutOfRange, RelativeBuckets, RelativeBuckets.Name, c.Name, Format.Integer(buckets),
                $"0 for none, or an even number of {Format.Integer(least)} or more");
            return false;
        }
        int exact = (c.Flag(Causal) ? buckets : buckets / 2) / 2;
        return buckets == 0 || c.InRange(RelativeDistance, exact + 1, int.MaxValue, $"more than {Format.Integer(exact)}, the distances that have buckets of their own");
    }

    private static bool Misfit(LayerContext c, Option option, string wanted)
    {
        string shape = Shape.Of([.. c.At(option)!.Shape.PerSample]).ToString();
        c.Report(ProblemKinds.OutOfRange, option, option.Name, c.Name, $"'{c.Named[option.Name].Name}' of shape {shape}", wanted);
        return false;
    }
}
