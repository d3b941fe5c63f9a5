namespace DeepTrainer.Compiler.Layers;

/// <summary>While training, y = x / (1 - p) with probability 1 - p, else 0; otherwise y = x.</summary>
public sealed class Dropout() : Layer("Dropout", Probability)
{
    private static readonly Option Probability = new("Probability", 0.5);

    public override Node? Build(LayerContext c)
    {
        if (!c.InRange(Probability, 0, 1, "from 0 to 1"))
            return null;
        return c.Training ? Apply(c.Graph, c.Input, c.Number(Probability)) : c.Input;
    }

    /// <summary>x / (1 - p) with probability 1 - p, else 0.</summary>
    public static Node Apply(GraphBuilder g, Node x, double probability)
    {
        double keep = 1 - probability;
        if (keep == 1)
            return x;
        double scale = keep == 0 ? 0 : 1 / keep;
        return g.Map((value, u) => (u < keep).Then(scale * value, 0), x, g.Random(x.Shape));
    }
}
