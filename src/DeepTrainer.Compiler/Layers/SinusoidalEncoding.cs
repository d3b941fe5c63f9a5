using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Layers;

/// <summary>
/// y = x + P on [N, L, D]: P[p, 2i] = sin(p / 10000^(2i/D)) and P[p, 2i+1] the cosine of the same. Vaswani et al., Attention Is All You
/// Need, 2017.
/// </summary>
public sealed class SinusoidalEncoding() : Layer("SinusoidalEncoding")
{
    public override bool HasStreamingForm => true;

    public override Traits TraitsOf(ElementSpec spec) => new() { Gives = Values.Scores, TakesFeatures = -1, GivesFeatures = -1 };

    public override Node? Build(LayerContext c)
    {
        if (!Sequence.Streams(c) || !Sequence.Is(c, 0))
            return null;
        int dim = c.Input.Shape[2];
        return c.Graph.Map((x, p) => x + p, c.Input, c.Graph.Named("table", () => Table(c.Graph, Sequence.Positions(c), dim)));
    }

    // positions: [L]   result: [L, D]
    private static Node Table(GraphBuilder g, Node positions, int dim)
    {
        int length = positions.Shape[0], pairs = (dim + 1) / 2;
        Node angles = Sequence.Angles(g, positions, pairs, dim);
        Node sinesAndCosines = g.Map((angle, isCosine) => Condition.Equal(isCosine, 0).Then(Sin(angle), Cos(angle)), g.Reshape(angles, Shape.Of(length, pairs, 1)), g.Iota(2));
        return g.Slice(g.Reshape(sinesAndCosines, Shape.Of(length, pairs * 2)), 1, 0, dim);
    }
}
