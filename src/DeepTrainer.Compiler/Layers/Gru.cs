using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Layers;

/// <summary>
/// r = σ(W_ir·x + b_ir + W_hr·h + b_hr), z likewise, n = tanh(W_in·x + b_in + r·(W_hn·h + b_hn)), h′ = (1 − z)·n + z·h. Cho et al.,
/// 2014, with the reset gate behind the product, as in PyTorch and cuDNN.
/// </summary>
public sealed class Gru() : Recurrent("Gru")
{
    protected override int Gates => 3;

    protected override int States => 1;

    protected override int Parts => 5;

    // b_hn is multiplied by r
    protected override (Node Outside, Node? Inside) Biases(GraphBuilder g, Node ofInput, Node ofState)
    {
        int units = ofState.Shape[0] / Gates;
        Node outside = g.Map((a, b, row) => a + (row < 2 * units).Then(b, 0), ofInput, ofState, g.Iota(Gates * units));
        return (outside, g.Slice(ofState, 0, 2 * units, units));
    }

    protected override ImmutableArray<Node> Step(LayerContext c, GraphBuilder g, ImmutableArray<Node> state, Node x, Node u, Node? inside)
    {
        Node reset = Gate(g, "r", x, u, 0);
        Node update = Gate(g, "z", x, u, 1);
        Node memory = g.Named("m", () => inside is null ? Part(g, u, 2) : g.Map((a, b) => a + b, Part(g, u, 2), inside));
        Node proposal = g.Named("n", () => g.Map((a, r, m) => Tanh(a + (r * m)), Part(g, x, 2), reset, memory));
        Node hidden = g.Named("h", () => g.Map((n, z, h) => n + (z * (h - n)), proposal, update, state[0]));
        return [hidden, reset, update, proposal, memory];
    }
}
