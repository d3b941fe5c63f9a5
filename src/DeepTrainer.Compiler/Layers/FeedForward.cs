namespace DeepTrainer.Compiler.Layers;

/// <summary>linear2(dropout(activation(linear1(x)))) at each position, from any width over a hidden one back to it.</summary>
public sealed class FeedForward() : Layer("FeedForward", Hidden, Activation, Dropout, Bias)
{
    private static readonly Option Hidden = new("Hidden");
    private static readonly Option Activation = new("Activation", "Relu");
    private static readonly Option Dropout = new("Dropout", 0);
    private static readonly Option Bias = new("Bias", true);

    public override Traits TraitsOf(ElementSpec spec) => new() { Gives = Values.Scores, Mixes = true, TakesFeatures = -1, GivesFeatures = -1 };

    public override Node? Build(LayerContext c) => c.Positive(Hidden) is { } hidden && c.InRange(Dropout, 0, 1, "from 0 to 1")
        ? Build(c, c.Input, hidden, c.Text(Activation), c.Number(Dropout), c.Flag(Bias))
        : null;

    /// <summary>The same within a composite layer, whose own linear1 and linear2 they are.</summary>
    internal static Node? Build(LayerContext c, Node x, int hidden, string activation, double dropout, bool bias)
    {
        Node? h = c.Part("linear1", "Dense", x, new("Units", hidden), new("Bias", bias));
        h = h is null ? null : c.Part("activation", activation, h);
        h = h is null ? null : c.Part("dropout", "Dropout", h, new Argument("Probability", dropout));
        return h is null ? null : c.Part("linear2", "Dense", h, new("Units", x.Shape[x.Shape.Rank - 1]), new("Bias", bias));
    }
}
