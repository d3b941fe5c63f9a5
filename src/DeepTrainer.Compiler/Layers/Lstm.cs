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
        Node input = Gate(g, "i", x, u, 0);
        Node forget = Gate(g, "f", x, u, 1);
        Node proposal = g.Named("g", () => g.Map((a, b) => Tanh(a + b), Part(g, x, 2), Part(g, u, 2)));
        Node output = Gate(g, "o", x, u, 3);
        Expr f = new Expr.Input(0), cell = new Expr.Input(1), i = new Expr.Input(2), proposed = new Expr.Input(3);
        Node next = g.Named("c", () => g.Map((f * cell) + (i * proposed), [forget, state[1], input, proposal]));
        Node bounded = g.Named("cTanh", () => g.Map(Tanh, next));
        Node hidden = g.Named("h", () => g.Map((o, t) => o * t, output, bounded));
        return [hidden, next, input, forget, proposal, output, bounded];
    }
}
