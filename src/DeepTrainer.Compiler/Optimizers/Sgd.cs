namespace DeepTrainer.Compiler.Optimizers;

/// <summary>
/// Stochastic gradient descent, as in PyTorch: buf = μ·buf + (1-τ)·g (the first step takes g alone), w -= lr·buf; with
/// Nesterov w -= lr·(g + μ·buf) (Sutskever et al., 2013).
/// </summary>
public sealed class Sgd() : Optimizer("Sgd", 1e-3, Momentum, Dampening, WeightDecay, Nesterov)
{
    private static readonly Option Momentum = new("Momentum", 0);
    private static readonly Option Dampening = new("Dampening", 0);
    private static readonly Option WeightDecay = new("WeightDecay", 0);
    private static readonly Option Nesterov = new("Nesterov", false);

    public override bool Check(ElementContext c) =>
        c.InRange(Momentum, 0, double.MaxValue, "0 or more") && c.InRange(WeightDecay, 0, double.MaxValue, "0 or more")
        && (!c.Flag(Nesterov) || (c.InRange(Momentum, double.Epsilon, double.MaxValue, "positive for Nesterov")
            && c.InRange(Dampening, 0, 0, "0 for Nesterov")));

    public override void Build(UpdateContext c)
    {
        GraphBuilder g = c.Graph;
        double momentum = c.Number(Momentum), dampening = c.Number(Dampening);
        Node direction = c.DecayedGradient(WeightDecay);
        if (momentum != 0)
        {
            Node buffer = c.State("momentum_buffer");
            Node share = c.Host("gradientShare", () => g.Map(t => (t <= 1).Then(1, 1 - dampening), c.Step));
            Node next = c.Assign(buffer, g.Map((b, d, s) => (momentum * b) + (s * d), buffer, direction, share));
            direction = c.Flag(Nesterov) ? g.Map((d, b) => d + (momentum * b), direction, next) : next;
        }
        c.Descend(direction, c.LearningRate);
    }
}
