using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Layers;

/// <summary>h′ = tanh(W_ih·x + b_ih + W_hh·h + b_hh), or with max(·, 0) for tanh. Elman, 1990.</summary>
public sealed class Rnn() : Recurrent("Rnn", Nonlinearity)
{
    private static readonly Option Nonlinearity = new("Nonlinearity", "Tanh");

    public override Traits TraitsOf(ElementSpec spec) => IsTanh(Nonlinearity.ValueIn(spec)!.Text!) ? base.TraitsOf(spec) : base.TraitsOf(spec) with { Gives = Values.Unknown };

    protected override int Gates => 1;

    protected override int States => 1;

    protected override int Parts => 1;

    protected override ImmutableArray<Node> Step(LayerContext c, GraphBuilder g, ImmutableArray<Node> state, Node x, Node u, Node? inside) =>
        [g.Map((a, b) => IsTanh(c.Text(Nonlinearity)) ? Tanh(a + b) : Max(a + b, 0), x, u)];

    private static bool IsTanh(string nonlinearity) => nonlinearity == "Tanh";
}
