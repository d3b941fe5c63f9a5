using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Optimizers;

/// <summary>
/// Adam with the largest gradient instead of the mean square, as in PyTorch: m = β₁m + (1-β₁)g, u = max(β₂u, |g| + ε),
/// w -= lr/(1-β₁ᵗ) · m / u (Kingma and Ba, 2015, section 7.1).
/// </summary>
public sealed class Adamax() : MomentOptimizer("Adamax", 2e-3, 1e-8, 0)
{
    public override void Build(UpdateContext c)
    {
        GraphBuilder g = c.Graph;
        double beta1 = c.Number(Beta1), beta2 = c.Number(Beta2), epsilon = c.Number(Epsilon);
        Node gradient = c.DecayedGradient(WeightDecay);
        Node mean = c.Average("exp_avg", beta1, gradient);
        Node largest = c.State("exp_inf");
        Node nextLargest = c.Assign(largest, g.Map((u, g) => Max(beta2 * u, Abs(g) + epsilon), largest, gradient));
        Node rate = c.Host("stepSize", () => g.Map((lr, t) => lr / (1 - Pow(beta1, t)), c.LearningRate, c.Step));
        Node step = g.Map((m, u) => m / u, mean, nextLargest);
        c.Descend(step, rate);
    }
}
