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
        Node alpha = c.Value(Alpha), momentum = c.Value(Momentum);
        Node gradient = c.DecayedGradient(WeightDecay);
        Node variance = c.AverageOfSquares("square_avg", alpha, gradient);
        if (c.Flag(Centered))
        {
            Node nextMean = c.Average("grad_avg", alpha, gradient);
            variance = g.Map((v, a) => v - (a * a), variance, nextMean);
        }
        Node step = g.Map((g, v, epsilon) => g / (Sqrt(v) + epsilon), gradient, variance, c.Value(Epsilon));
        if (!GraphBuilder.IsConstant(momentum, 0))
        {
            Node buffer = c.State("momentum_buffer");
            step = c.Assign(buffer, g.Map((b, s, m) => (m * b) + s, buffer, step, momentum));
        }
        c.Descend(step, c.LearningRate);
    }
}
