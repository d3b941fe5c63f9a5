using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Optimizers;

/// <summary>
/// Steps of a size of its own for each weight, lr at first, along the gradient's sign (Riedmiller and Braun, 1993), as in PyTorch: times
/// η⁺ where the sign is the last one's; times η⁻ where it is not, and then without a step and as if the gradient had been 0.
/// </summary>
public sealed class Rprop() : Optimizer("Rprop", 1e-2, EtaMinus, EtaPlus, MinStep, MaxStep)
{
    private static readonly Option EtaMinus = new("EtaMinus", 0.5);
    private static readonly Option EtaPlus = new("EtaPlus", 1.2);
    private static readonly Option MinStep = new("MinStep", 1e-6);
    private static readonly Option MaxStep = new("MaxStep", 50);

    private const double BelowOne = 1 - 1e-16, AboveOne = 1 + 1e-15;

    public override bool Check(ElementContext c) =>
        c.InRange(EtaMinus, double.Epsilon, BelowOne, "above 0 and less than 1") && c.InRange(EtaPlus, AboveOne, double.MaxValue, "more than 1")
        && c.InRange(MinStep, 0, double.MaxValue, "0 or more")
        && c.InRange(MaxStep, c.Number(MinStep), double.MaxValue, $"MinStep ({Format.Number(c.Number(MinStep))}) or more");

    public override void Build(UpdateContext c)
    {
        GraphBuilder g = c.Graph;
        double minus = c.Number(EtaMinus), plus = c.Number(EtaPlus), min = c.Number(MinStep), max = c.Number(MaxStep);
        Node last = c.State("prev"), size = c.State("step_size");
        Node agreement = g.Map((g, p) => g * p, c.Gradient, last);

        // The learning rate counts in the first step only, which comes later for a weight that was frozen: from then on every weight has its own.
        Node known = g.Map((s, lr, t) => (t <= 1).Then(lr, Condition.Equal(s, 0).Then(lr, s)), size, c.LearningRate, c.Step);
        Node nextSize = c.Assign(size, g.Map((s, a) =>
            Clamp(s * (a > 0).Then(plus, (a < 0).Then(minus, 1)), min, max), known, agreement));
        Node gradient = c.Assign(last, g.Map((g, a) => (a < 0).Then(0, g), c.Gradient, agreement));
        c.Assign(c.Weight, g.Map((w, g, s) => w - ((g > 0).Then(s, (g < 0).Then(-s, 0))), c.Weight, gradient, nextSize));
    }
}
