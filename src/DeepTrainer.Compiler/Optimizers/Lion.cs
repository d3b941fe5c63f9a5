namespace DeepTrainer.Compiler.Optimizers;

/// <summary>w -= lr · (sign(β₁m + (1-β₁)g) + λw), then m = β₂m + (1-β₂)g (Chen et al., 2023).</summary>
public sealed class Lion() : Optimizer("Lion", 1e-4, Beta1, Beta2, WeightDecay)
{
    private static readonly Option Beta1 = new("Beta1", 0.9);
    private static readonly Option Beta2 = new("Beta2", 0.99);
    private static readonly Option WeightDecay = new("WeightDecay", 0);

    public override bool Check(ElementContext c) =>
        c.InRange(Beta1, 0, 1, "from 0 to 1") && c.InRange(Beta2, 0, 1, "from 0 to 1")
        && c.InRange(WeightDecay, 0, double.MaxValue, "0 or more");

    public override void Build(UpdateContext c)
    {
        GraphBuilder g = c.Graph;
        Node direction = g.Map((m, g, beta1) => (beta1 * m) + ((1 - beta1) * g), c.State("exp_avg"), c.Gradient, c.Value(Beta1));
        c.Average("exp_avg", c.Value(Beta2), c.Gradient);
        Node sign = g.Map(d => (d > 0).Then(1, (d < 0).Then(-1, 0)), direction);
        c.Descend(sign, c.LearningRate, c.Shrink(c.LearningRate, WeightDecay));
    }
}
