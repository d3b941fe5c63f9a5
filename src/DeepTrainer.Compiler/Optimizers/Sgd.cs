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
        Node momentum = c.Value(Momentum), dampening = c.Value(Dampening);
        Node direction = c.DecayedGradient(WeightDecay);
        if (!GraphBuilder.IsConstant(momentum, 0))
        {
            Node buffer = c.State("momentum_buffer");
            Node share = c.Host("gradientShare", () => g.Map((t, d) => (t <= 1).Then(1, 1 - d), c.Step, dampening));
            Node next = c.Assign(buffer, g.Map((new Expr.Input(3) * new Expr.Input(0)) + (new Expr.Input(2) * new Expr.Input(1)), [buffer, direction, share, momentum]));
            direction = c.Flag(Nesterov) ? g.Map((d, b, m) => d + (m * b), direction, next, momentum) : next;
        }
        c.Descend(direction, c.LearningRate);
    }
}
