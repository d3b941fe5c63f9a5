using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Optimizers;

/// <summary>
/// v = αv + (1-α)g², w -= lr · g / (√v + ε) (Hinton's lecture 6e); centered subtracts the squared mean of g from v, momentum
/// gathers the steps, as in PyTorch.
/// </summary>
public sealed class RmsProp() : Optimizer("RmsProp", 1e-2, Alpha, Epsilon, WeightDecay, Momentum, Centered)
{
    private static readonly Option Alpha = new("Alpha", 0.99);
    private static readonly Option Epsilon = new("Epsilon", 1e-8);
    private static readonly Option WeightDecay = new("WeightDecay", 0);
    private static readonly Option Momentum = new("Momentum", 0);
    private static readonly Option Centered = new("Centered", false);

    public override bool Check(ElementContext c) =>
        c.InRange(Alpha, 0, double.MaxValue, "0 or more") && c.InRange(Epsilon, 0, double.MaxValue, "0 or more")
        && c.InRange(WeightDecay, 0, double.MaxValue, "0 or more") && c.InRange(Momentum, 0, double.MaxValue, "0 or more");

    public override void Build(UpdateContext c)
    {
        GraphBuilder g = c.Graph;
        double alpha = c.Number(Alpha), epsilon = c.Number(Epsilon), momentum = c.Number(Momentum);
        Node gradient = c.DecayedGradient(WeightDecay);
        Node square = c.State("square_avg");
        Node variance = c.Assign(square, g.Map((v, g) => (alpha * v) + ((1 - alpha) * g * g), square, gradient));
        if (c.Flag(Centered))
        {
            Node mean = c.State("grad_avg");
            Node nextMean = c.Assign(mean, g.Map((a, g) => (alpha * a) + ((1 - alpha) * g), mean, gradient));
            variance = g.Map((v, a) => v - (a * a), variance, nextMean);
        }
        Node step = g.Map((g, v) => g / (Sqrt(v) + epsilon), gradient, variance);
        if (momentum != 0)
        {
            Node buffer = c.State("momentum_buffer");
            step = c.Assign(buffer, g.Map((b, s) => (momentum * b) + s, buffer, step));
        }
        c.Descend(step, c.LearningRate);
    }
}
