using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Optimizers;

/// <summary>
/// Adam that waits for its mean of squares (Liu et al., 2020): with ρ∞ = 2/(1-β₂) - 1 and ρₜ = ρ∞ - 2t·β₂ᵗ/(1-β₂ᵗ), the step is
/// lr·m̂ · r · √(1-β₂ᵗ)/(√v + ε) with r = √((ρₜ-4)(ρₜ-2)ρ∞ / ((ρ∞-4)(ρ∞-2)ρₜ)) where ρₜ > 5, else lr·m̂ alone.
/// </summary>
public sealed class RAdam() : MomentOptimizer("RAdam", 1e-3, 1e-8, 0, DecoupledWeightDecay)
{
    private static readonly Option DecoupledWeightDecay = new("DecoupledWeightDecay", false);

    public override void Build(UpdateContext c)
    {
        GraphBuilder g = c.Graph;
        double beta1 = c.Number(Beta1), beta2 = c.Number(Beta2), epsilon = c.Number(Epsilon);
        (Node gradient, Node? shrink) = c.Decayed(WeightDecay, c.Flag(DecoupledWeightDecay));
        Node mean = c.Average("exp_avg", beta1, gradient);
        Node square = c.AverageOfSquares("exp_avg_sq", beta2, gradient);
        Node rate = c.Host("stepSize", () => g.Map((lr, t) => lr / (1 - Pow(beta1, t)), c.LearningRate, c.Step));
        Node rectification = c.Host("rectification", () => g.Map(t => Rectification(t, beta2), c.Step));
        Node scale = g.Map((v, r) => (r > 0).Then(r / (Sqrt(v) + epsilon), 1), square, rectification);
        Node step = g.Map((m, s) => m * s, mean, scale);
        c.Descend(step, rate, shrink);
    }

    // r · √(1-β₂ᵗ), or 0 while too few gradients have been seen.
    private static Expr Rectification(Expr t, double beta2)
    {
        double limit = (2 / (1 - beta2)) - 1;
        Expr power = Pow(beta2, t);
        Expr length = limit - (2 * t * power / (1 - power));
        Expr square = (length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length);
        return (length > 5).Then(Sqrt(square * (1 - power)), 0);
    }
}
