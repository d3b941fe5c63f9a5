namespace DeepTrainer.Compiler.Layers;

/// <summary>While training, y = x / (1 - p) with probability 1 - p, else 0; otherwise y = x.</summary>
public sealed class Dropout() : Layer("Dropout", Probability)
{
    private static readonly Option Probability = new("Probability", 0.5);

    public override Node? Build(LayerContext c)
    {
        if (!c.InRange(Probability, 0, 1, "from 0 to 1"))
            return null;
        double keep = 1 - c.Number(Probability);
        if (!c.Training || keep == 1)
            return c.Input;
        double scale = keep == 0 ? 0 : 1 / keep;
        return c.Graph.Map((x, u) => (u < keep).Then(scale * x, 0), c.Input, c.Graph.Random(c.Input.Shape));
    }
}
