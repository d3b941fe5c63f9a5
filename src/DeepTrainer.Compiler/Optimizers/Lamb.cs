using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Optimizers;

/// <summary>
/// Adam's step with decay, u = m̂ / (√v̂ + ε) + λw, as long for each tensor as the tensor is: w -= lr · ‖w‖/‖u‖ · u (You et al., 2020).
/// Where one of the norms is 0, their ratio is taken as 1.
/// </summary>
public sealed class Lamb() : MomentOptimizer("Lamb", 1e-3, 1e-6, 1e-2)
{
    public override void Build(UpdateContext c)
    {
        GraphBuilder g = c.Graph;
        double beta1 = c.Number(Beta1), beta2 = c.Number(Beta2), epsilon = c.Number(Epsilon);
        Node mean = c.Average("exp_avg", beta1, c.Gradient);
        Node square = c.AverageOfSquares("exp_avg_sq", beta2, c.Gradient);
        Node correction = c.Host("correction", () => g.Map(t => 1 / (1 - Pow(beta1, t)), c.Step));
        Node rootCorrection = c.Host("rootCorrection", () => g.Map(t => 1 / Sqrt(1 - Pow(beta2, t)), c.Step));
        Node denominator = g.Map((v, k) => (Sqrt(v) * k) + epsilon, square, rootCorrection);
        Node ratio = g.Map((m, k, d) => k * m / d, mean, correction, denominator);
        Node step = g.Map((r, w, decay) => r + (decay * w), ratio, c.Weight, c.Value(WeightDecay));
        Node trust = g.Map((w, s) => (w > 0).Then((s > 0).Then(w / s, 1), 1), c.Norm(c.Weight), c.Norm(step));
        Node length = g.Map((t, lr) => lr * t, trust, c.LearningRate);
        c.Descend(step, length);
    }
}
