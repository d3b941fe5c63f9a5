namespace DeepTrainer.Compiler.Layers;

/// <summary>h′ = f(W_ih·x + b_ih + W_hh·h + b_hh), where f is tanh or another activation. Elman, 1990.</summary>
public sealed class Rnn() : Recurrent("Rnn", Nonlinearity)
{
    private static readonly Option Nonlinearity = new("Nonlinearity", "Tanh");

    public override Traits TraitsOf(ElementSpec spec) =>
        Nonlinearity.ValueIn(spec)!.Text == "Tanh" ? base.TraitsOf(spec) : base.TraitsOf(spec) with { Gives = Values.Unknown };

    protected override int Gates => 1;

    protected override int States => 1;

    protected override int Parts => 1;

    protected override ImmutableArray<Node> Step(LayerContext c, GraphBuilder g, ImmutableArray<Node> state, Node x, ImmutableArray<Node> weights, Node? inside) =>
        [g.Map((a, b) => GatedRecurrent.Of(c.Text(Nonlinearity), a + b), x, Product(g, state[0], weights[0]))];
}
