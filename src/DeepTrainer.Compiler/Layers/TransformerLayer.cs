namespace DeepTrainer.Compiler.Layers;

/// <summary>
/// What encoder and decoder layers have in common: sub-layers, each with a residual connection around it and a normalization behind it,
/// or in front of it with NormFirst. Options, defaults and the names of the parts are PyTorch's.
/// </summary>
public abstract class TransformerLayer(string kind, params Option[] options)
    : Layer(kind, [Heads, Hidden, Activation, Dropout, NormFirst, Epsilon, AttentionMasks.Causal, Rotary, Bias, AttentionBias, RotaryBase, KeyValueHeads, .. Masks, .. options])
{
    private static readonly Option Heads = new("Heads");
    private static readonly Option Hidden = new("Hidden", 2048);
    private static readonly Option Activation = new("Activation", "Relu");
    private static readonly Option Dropout = new("Dropout", 0.1);
    private static readonly Option NormFirst = new("NormFirst", false);
    private static readonly Option Epsilon = new("Epsilon", 1e-5);
    private static readonly Option Rotary = new("Rotary", false);
    private static readonly Option Bias = new("Bias", true);
    private static readonly Option AttentionBias = new("AttentionBias", true);
    private static readonly Option RotaryBase = new("RotaryBase", 10_000);
    private static readonly Option KeyValueHeads = new("KeyValueHeads", 0);
    private static readonly Option[] Masks =
        [AttentionMasks.Mask, AttentionMasks.BooleanMask, AttentionMasks.KeyPaddingMask, Lengths.Option, AttentionMasks.Window,
            AttentionMasks.RelativeBuckets, AttentionMasks.RelativeDistance];

    public override bool HasStreamingForm => true;

    public override Traits TraitsOf(ElementSpec spec) => new() { Gives = Values.Scores, Mixes = true, TakesFeatures = -1, GivesFeatures = -1 };

    public override Node? Build(LayerContext c) =>
        Sequence.Streams(c) && Enumerable.Range(0, c.Inputs.Length).All(i => Sequence.Is(c, i))
            && c.Positive(Heads) is not null && c.Positive(Hidden) is not null && c.InRange(Dropout, 0, 1, "from 0 to 1")
            ? SubLayers(c)
            : null;

    /// <summary>The sub-layers, one on another.</summary>
    protected abstract Node? SubLayers(LayerContext c);

    /// <summary>y = norm(x + dropout(part(x))), or x + dropout(part(norm(x))).</summary>
    private protected static Node? Around(LayerContext c, Node? x, int number, Func<Node, Node?> part)
    {
        bool first = c.Flag(NormFirst);
        if (x is null || (first ? Norm(x) : x) is not { } entry || part(entry) is not { } made)
            return null;
        Node kept = c.Part($"dropout{number}", "Dropout", made, Probability(c))!;
        Node sum = c.Graph.Named($"sum{number}", () => c.Graph.Map((a, b) => a + b, x, kept));
        return first ? sum : Norm(sum);

        Node? Norm(Node value) => c.Part($"norm{number}", "LayerNorm", value, new("Epsilon", c.Number(Epsilon)), new("Bias", c.Flag(Bias)));
    }

    /// <summary>Attention of a sequence to itself.</summary>
    private protected static Node? SelfAttention(LayerContext c, Node x) =>
        Attention(c, "self_attn", [x], c.Named, new("Causal", c.Flag(AttentionMasks.Causal)), new("Rotary", c.Flag(Rotary)), new("RotaryBase", c.Number(RotaryBase)),
            new("Window", c.Number(AttentionMasks.Window)), new("RelativeBuckets", c.Number(AttentionMasks.RelativeBuckets)),
            new("RelativeDistance", c.Number(AttentionMasks.RelativeDistance)));

    /// <summary>Attention of a sequence to a memory.</summary>
    private protected static Node? MemoryAttention(LayerContext c, Node x, Node memory, IReadOnlyDictionary<string, (Node Value, string Name)> masks) =>
        Attention(c, "multihead_attn", [x, memory], masks);

    /// <summary>The two dense layers, which are parts of the layer itself.</summary>
    private protected static Node? Dense(LayerContext c, Node x) =>
        FeedForward.Build(c, x, (int)c.Number(Hidden), c.Text(Activation), c.Number(Dropout), c.Flag(Bias));

    private static Node? Attention(LayerContext c, string name, ImmutableArray<Node> inputs,
        IReadOnlyDictionary<string, (Node Value, string Name)> masks, params Argument[] options) =>
        c.Part(name, "MultiHeadAttention", inputs, masks,
            [new("Heads", c.Number(Heads)), new("Bias", c.Flag(Bias) && c.Flag(AttentionBias)), new("Dropout", c.Number(Dropout)), new("KeyValueHeads", c.Number(KeyValueHeads)),
             new("BooleanMask", c.Flag(AttentionMasks.BooleanMask)), .. options]);

    private static Argument Probability(LayerContext c) => new("Probability", c.Number(Dropout));
}
