using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Optimizers;

/// <summary>
/// Adam with Nesterov's look ahead (Dozat, 2016), as in PyTorch: μₜ = β₁(1 - ½·0.96^(t·ψ)), p = p·μₜ,
/// w -= lr · ((1-μₜ)/(1-p) · g + μₜ₊₁/(1-p·μₜ₊₁) · m) / (√v/√(1-β₂ᵗ) + ε).
/// </summary>
public sealed class NAdam() : MomentOptimizer("NAdam", 2e-3, 1e-8, 0, MomentumDecay, DecoupledWeightDecay)
{
    private static readonly Option MomentumDecay = new("MomentumDecay", 4e-3);
    private static readonly Option DecoupledWeightDecay = new("DecoupledWeightDecay", false);

    public override bool Check(ElementContext c) => base.Check(c) && c.InRange(MomentumDecay, 0, double.MaxValue, "0 or more");

    public override void Build(UpdateContext c)
    {
        GraphBuilder g = c.Graph;
        double beta2 = c.Number(Beta2), epsilon = c.Number(Epsilon);
        (Node gradient, Node? shrink) = c.Decayed(WeightDecay, c.Flag(DecoupledWeightDecay));
        Node mean = c.Average("exp_avg", c.Number(Beta1), gradient);
        Node square = c.AverageOfSquares("exp_avg_sq", beta2, gradient);
        Node correction = c.Host("rootCorrection", () => g.Map(t => 1 / Sqrt(1 - Pow(beta2, t)), c.Step));
        Node denominator = g.Map((v, k) => (Sqrt(v) * k) + epsilon, square, correction);

        (Node gradientShare, Node meanShare) = Shares(c);
        Node direction = g.Map((x, y) => x + y, g.Map((x, r) => r * x, gradient, gradientShare), g.Map((m, r) => r * m, mean, meanShare));
        c.Descend(g.Map((s, d) => s / d, direction, denominator), c.LearningRate, shrink);
    }

    // The product of all μ so far has no closed form, so it is remembered: one number a weight, as in PyTorch's checkpoints.
    private static (Node Gradient, Node Mean) Shares(UpdateContext c)
    {
        GraphBuilder g = c.Graph;
        double beta1 = c.Number(Beta1), decay = c.Number(MomentumDecay);
        Node momentum = c.Host("momentum", () => g.Map(t => MomentumAt(t), c.Step));
        Node next = c.Host("nextMomentum", () => g.Map(t => MomentumAt(t + 1), c.Step));
        Node product = c.ScalarState("mu_product", 1);
        Node nextProduct = c.Assign(product, g.Map((p, mu) => p * mu, product, momentum));
        return (g.Map((p, mu) => (1 - mu) / (1 - p), nextProduct, momentum), g.Map((p, mu) => mu / (1 - (p * mu)), nextProduct, next));

        Expr MomentumAt(Expr t) => beta1 * (1 - (0.5 * Pow(0.96, t * decay)));
    }
}
