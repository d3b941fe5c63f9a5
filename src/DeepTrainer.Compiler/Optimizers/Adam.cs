using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Optimizers;

/// <summary>
/// m = β₁m + (1-β₁)g, v = β₂v + (1-β₂)g², w -= lr/(1-β₁ᵗ) · m / (√v/√(1-β₂ᵗ) + ε) (Kingma and Ba, 2015), with AMSGrad's
/// maximum of all v on request (Reddi et al., 2018). Weight decay is added to the gradient.
/// </summary>
public class Adam : Optimizer
{
    private static readonly Option Beta1 = new("Beta1", 0.9);
    private static readonly Option Beta2 = new("Beta2", 0.999);
    private static readonly Option Epsilon = new("Epsilon", 1e-8);
    private static readonly Option AmsGrad = new("AmsGrad", false);

    private readonly Option weightDecay;

    public Adam()
        : this("Adam", new Option("WeightDecay", 0))
    {
    }

    private protected Adam(string kind, Option weightDecay)
        : base(kind, 1e-3, Beta1, Beta2, Epsilon, weightDecay, AmsGrad) => this.weightDecay = weightDecay;

    public override bool Check(ElementContext c) =>
        c.InRange(Beta1, 0, BelowOne, "at least 0 and less than 1") && c.InRange(Beta2, 0, BelowOne, "at least 0 and less than 1")
        && c.InRange(Epsilon, 0, double.MaxValue, "0 or more") && c.InRange(weightDecay, 0, double.MaxValue, "0 or more");

    public override void Build(UpdateContext c) => Step(c, c.Weight, c.DecayedGradient(weightDecay));

    /// <summary>The step from a weight along a gradient, either of which may have been decayed.</summary>
    private protected static void Step(UpdateContext c, Node weight, Node gradient)
    {
        GraphBuilder g = c.Graph;
        double beta1 = c.Number(Beta1), beta2 = c.Number(Beta2), epsilon = c.Number(Epsilon);
        Node m = c.State("exp_avg"), v = c.State("exp_avg_sq");
        Node nextM = c.Assign(m, g.Map((m, g) => (beta1 * m) + ((1 - beta1) * g), m, gradient));
        Node nextV = c.Assign(v, g.Map((v, g) => (beta2 * v) + ((1 - beta2) * g * g), v, gradient));
        Node scale = nextV;
        if (c.Flag(AmsGrad))
        {
            Node largest = c.State("max_exp_avg_sq");
            scale = c.Assign(largest, g.Map(Max, largest, nextV));
        }
        Node correction = c.Host("rootCorrection", () => g.Map(t => 1 / Sqrt(1 - Pow(beta2, t)), c.Step));
        Node denominator = g.Map((v, k) => (Sqrt(v) * k) + epsilon, scale, correction);
        Node rate = c.Host("stepSize", () => g.Map((lr, t) => lr / (1 - Pow(beta1, t)), c.LearningRate, c.Step));
        Node step = g.Map((m, d) => m / d, nextM, denominator);
        c.Assign(c.Weight, g.Map((w, s, lr) => w - (lr * s), weight, step, rate));
    }

    private protected Option WeightDecay => weightDecay;

    private const double BelowOne = 1 - 1e-16;
}

/// <summary>Adam with decoupled weight decay: w *= 1 - lr·λ before the step (Loshchilov and Hutter, 2019).</summary>
public sealed class AdamW() : Adam("AdamW", new Option("WeightDecay", 1e-2))
{
    public override void Build(UpdateContext c)
    {
        double decay = c.Number(WeightDecay);
        Node shrink = c.Host("shrink", () => c.Graph.Map(lr => 1 - (lr * decay), c.LearningRate));
        Step(c, c.Graph.Map((w, s) => w * s, c.Weight, shrink), c.Gradient);
    }
}
