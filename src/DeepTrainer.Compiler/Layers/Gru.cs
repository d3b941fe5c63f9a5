namespace DeepTrainer.Compiler.Layers;

/// <summary>
/// r = σ(W_ir·x + b_ir + W_hr·h + b_hr), z likewise, n = tanh(W_in·x + b_in + r·(W_hn·h + b_hn)), h′ = (1 − z)·n + z·h, with the reset gate behind
/// the product as in PyTorch and cuDNN; or before it as Cho et al. had it in 2014, n = tanh(W_in·x + b_in + W_hn·(r·h) + b_hn).
/// </summary>
public sealed class Gru() : GatedRecurrent("Gru", ResetAfter)
{
    private static readonly Option ResetAfter = new("ResetAfter", true);

    protected override int Gates => 3;

    protected override int States => 1;

    protected override int Parts => 5;

    // r multiplies b_hn where it stands behind the product
    protected override (Node Outside, Node? Inside) Biases(LayerContext c, Node ofInput, Node ofState)
    {
        if (!c.Flag(ResetAfter))
            return base.Biases(c, ofInput, ofState);
        GraphBuilder g = c.Graph;
        int units = ofState.Shape[0] / Gates;
        Node outside = g.Map((a, b, row) => a + (row < 2 * units).Then(b, 0), ofInput, ofState, g.Iota(Gates * units));
        return (outside, g.Slice(ofState, 0, 2 * units, units));
    }

    // the rows for n wait for r where it stands before the product
    protected override ImmutableArray<Node> WeightsOfState(LayerContext c, Node weight)
    {
        int units = weight.Shape[1];
        return c.Flag(ResetAfter) ? [weight] : [c.Graph.Slice(weight, 0, 0, 2 * units), c.Graph.Slice(weight, 0, 2 * units, units)];
    }

    protected override ImmutableArray<Node> Step(LayerContext c, GraphBuilder g, ImmutableArray<Node> state, Node x, ImmutableArray<Node> weights, Node? inside)
    {
        int units = state[0].Shape[1];
        Node u = Product(g, state[0], weights[0]);
        Node reset = Gate(g, "r", x, u, 0, units, v => Opened(c, v));
        Node update = Gate(g, "z", x, u, 1, units, v => Opened(c, v));
        (Node proposal, Node memory) = c.Flag(ResetAfter) ? Behind() : Before();
        Node hidden = g.Named("h", () => g.Map((n, z, h) => n + (z * (h - n)), proposal, update, state[0]));
        return [hidden, reset, update, proposal, memory];

        (Node, Node) Behind()
        {
            Node product = Part(g, u, 2, units), m = g.Named("m", () => inside is null ? product : g.Map((a, b) => a + b, product, inside));
            return (g.Named("n", () => g.Map((a, r, v) => Bounded(c, a + (r * v)), Part(g, x, 2, units), reset, m)), m);
        }

        (Node, Node) Before()
        {
            Node m = g.Named("m", () => g.Map((r, h) => r * h, reset, state[0]));
            return (g.Named("n", () => g.Map((a, v) => Bounded(c, a + v), Part(g, x, 2, units), Product(g, m, weights[1]))), m);
        }
    }
}
