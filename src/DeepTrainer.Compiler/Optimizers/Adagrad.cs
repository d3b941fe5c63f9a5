using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Optimizers;

/// <summary>s += g², w -= lr/(1 + (t-1)·decay) · g / (√s + ε) (Duchi et al., 2011).</summary>
public sealed class Adagrad() : Optimizer("Adagrad", 1e-2, LearningRateDecay, WeightDecay, InitialAccumulator, Epsilon)
{
    private static readonly Option LearningRateDecay = new("LearningRateDecay", 0);
    private static readonly Option WeightDecay = new("WeightDecay", 0);
    private static readonly Option InitialAccumulator = new("InitialAccumulator", 0);
    private static readonly Option Epsilon = new("Epsilon", 1e-10);

    public override bool Check(ElementContext c) =>
        c.InRange(LearningRateDecay, 0, double.MaxValue, "0 or more") && c.InRange(WeightDecay, 0, double.MaxValue, "0 or more")
        && c.InRange(InitialAccumulator, 0, double.MaxValue, "0 or more") && c.InRange(Epsilon, 0, double.MaxValue, "0 or more");

    public override void Build(UpdateContext c)
    {
        GraphBuilder g = c.Graph;
        double decay = c.Number(LearningRateDecay), epsilon = c.Number(Epsilon);
        Node gradient = c.DecayedGradient(WeightDecay);
        Node sum = c.State("sum", c.Number(InitialAccumulator));
        Node nextSum = c.Assign(sum, g.Map((s, g) => s + (g * g), sum, gradient));
        Node rate = c.Host("stepSize", () => g.Map((lr, t) => lr / (1 + ((t - 1) * decay)), c.LearningRate, c.Step));
        Node step = g.Map((g, s) => g / (Sqrt(s) + epsilon), gradient, nextSum);
        c.Descend(step, rate);
    }
}
