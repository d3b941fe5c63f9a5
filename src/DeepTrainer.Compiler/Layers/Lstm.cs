namespace DeepTrainer.Compiler.Layers;

/// <summary>
/// Gates i, f, g, o of W_ih·x + b_ih + W_hh·h + b_hh: c′ = σ(f)·c + σ(i)·tanh(g), h′ = σ(o)·tanh(c′).
/// Hochreiter and Schmidhuber, 1997; Gers et al., 2000.
/// </summary>
public sealed class Lstm() : GatedRecurrent("Lstm")
{
    protected override int Gates => 4;

    protected override int States => 2;

    protected override int Parts => 7;

    protected override ImmutableArray<Node> Step(LayerContext c, GraphBuilder g, ImmutableArray<Node> state, Node x, ImmutableArray<Node> weights, Node? inside)
    {
        int units = state[0].Shape[1];
        Node u = Product(g, state[0], weights[0]);
        Node input = Gate(g, "i", x, u, 0, units, z => Opened(c, z));
        Node forget = Gate(g, "f", x, u, 1, units, z => Opened(c, z));
        Node proposal = Gate(g, "g", x, u, 2, units, z => Bounded(c, z));
        Node output = Gate(g, "o", x, u, 3, units, z => Opened(c, z));
        Expr f = new Expr.Input(0), cell = new Expr.Input(1), i = new Expr.Input(2), proposed = new Expr.Input(3);
        Node next = g.Named("c", () => g.Map((f * cell) + (i * proposed), [forget, state[1], input, proposal]));
        Node bounded = g.Named("cTanh", () => g.Map(z => Bounded(c, z), next));
        Node hidden = g.Named("h", () => g.Map((o, t) => o * t, output, bounded));
        return [hidden, next, input, forget, proposal, output, bounded];
    }
}
