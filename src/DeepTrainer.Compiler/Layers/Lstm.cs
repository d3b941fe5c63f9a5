using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Layers;

/// <summary>
/// Gates i, f, g, o of W_ih·x + b_ih + W_hh·h + b_hh: c′ = σ(f)·c + σ(i)·tanh(g), h′ = σ(o)·tanh(c′).
/// Hochreiter and Schmidhuber, 1997; Gers et al., 2000.
/// </summary>
public sealed class Lstm() : Recurrent("Lstm")
{
    protected override int Gates => 4;

    protected override int States => 2;

    protected override int Parts => 7;

    protected override ImmutableArray<Node> Step(LayerContext c, GraphBuilder g, ImmutableArray<Node> state, Node x, Node u, Node? inside)
    {
        Node input = Activated("i", 0, Sigmoid), forget = Activated("f", 1, Sigmoid), proposal = Activated("g", 2, Tanh), output = Activated("o", 3, Sigmoid);
        Node cell = g.Named("c", () => g.Map(new Expr.Input(0) * new Expr.Input(1) + (new Expr.Input(2) * new Expr.Input(3)), [forget, state[1], input, proposal]));
        Node bounded = g.Named("tanhC", () => g.Map(Tanh, cell));
        Node hidden = g.Named("h", () => g.Map((o, t) => o * t, output, bounded));
        return [hidden, cell, input, forget, proposal, output, bounded];

        Node Activated(string name, int gate, Func<Expr, Expr> function) =>
            g.Named(name, () => g.Map((a, b) => function(a + b), Gate(g, x, gate), Gate(g, u, gate)));
    }
}
