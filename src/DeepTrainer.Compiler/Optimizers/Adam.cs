using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Optimizers;

/// <summary>
/// m = β₁m + (1-β₁)g, v = β₂v + (1-β₂)g², w -= lr/(1-β₁ᵗ) · m / (√v/√(1-β₂ᵗ) + ε) (Kingma and Ba, 2015), with AMSGrad's
/// maximum of all v on request (Reddi et al., 2018). Weight decay is added to the gradient.
/// </summary>
public sealed class Adam() : MomentOptimizer("Adam", 1e-3, 1e-8, 0, AmsGrad, Lazy)
{
    private static readonly Option AmsGrad = new("AmsGrad", false);

    public override bool Check(ElementContext c) => base.Check(c) && (!c.Flag(Lazy) || c.InRange(WeightDecay, 0, 0, "0 where it is Lazy, since decay is for all rows"));

    public override void Build(UpdateContext c) =>
        new AdamStep(c.Value(Beta1), c.Value(Beta2), c.Value(Epsilon), c.Flag(AmsGrad))
            .Take(c, c.DecayedGradient(WeightDecay));
}

/// <summary>Adam with decoupled weight decay: w *= 1 - lr·λ before the step (Loshchilov and Hutter, 2019).</summary>
public sealed class AdamW() : MomentOptimizer("AdamW", 1e-3, 1e-8, 1e-2, AmsGrad)
{
    private static readonly Option AmsGrad = new("AmsGrad", false);

    public override void Build(UpdateContext c) =>
        new AdamStep(c.Value(Beta1), c.Value(Beta2), c.Value(Epsilon), c.Flag(AmsGrad))
            .Take(c, c.Gradient, c.Shrink(c.LearningRate, WeightDecay));
}

/// <summary>Adam's rule, for the optimizers that end in it.</summary>
internal sealed record AdamStep(Node Beta1, Node Beta2, Node Epsilon, bool AmsGrad = false)
{
    /// <summary>Steps along a gradient, at the network's learning rate if none is given; <paramref name="shrink"/> is for decoupled weight decay.</summary>
    public void Take(UpdateContext c, Node gradient, Node? shrink = null, Node? learningRate = null)
    {
        GraphBuilder g = c.Graph;
        Node mean = c.Average("exp_avg", Beta1, gradient);
        Node scale = c.AverageOfSquares("exp_avg_sq", Beta2, gradient);
        if (AmsGrad)
        {
            Node largest = c.State("max_exp_avg_sq");
            scale = c.Assign(largest, g.Map(Max, largest, scale));
        }
        Node correction = c.Host("rootCorrection", () => g.Map((t, beta2) => 1 / Sqrt(1 - Pow(beta2, t)), c.Step, Beta2));
        Node denominator = g.Map((v, k, epsilon) => (Sqrt(v) * k) + epsilon, scale, correction, Epsilon);
        Node rate = c.Host("stepSize", () => g.Map((lr, t, beta1) => lr / (1 - Pow(beta1, t)), learningRate ?? c.LearningRate, c.Step, Beta1));
        Node step = g.Map((m, d) => m / d, mean, denominator);
        c.Descend(step, rate, shrink);
    }
}
