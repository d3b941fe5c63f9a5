using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Optimizers;

/// <summary>v = ρv + (1-ρ)g², Δ = √(u + ε)/√(v + ε) · g, u = ρu + (1-ρ)Δ², w -= lr·Δ (Zeiler, 2012).</summary>
public sealed class Adadelta() : Optimizer("Adadelta", 1, Rho, Epsilon, WeightDecay)
{
    private static readonly Option Rho = new("Rho", 0.9);
    private static readonly Option Epsilon = new("Epsilon", 1e-6);
    private static readonly Option WeightDecay = new("WeightDecay", 0);

    public override bool Check(ElementContext c) =>
        c.InRange(Rho, 0, 1, "from 0 to 1") && c.InRange(Epsilon, 0, double.MaxValue, "0 or more")
        && c.InRange(WeightDecay, 0, double.MaxValue, "0 or more");

    public override void Build(UpdateContext c)
    {
        GraphBuilder g = c.Graph;
        double rho = c.Number(Rho), epsilon = c.Number(Epsilon);
        Node gradient = c.DecayedGradient(WeightDecay);
        Node square = c.AverageOfSquares("square_avg", rho, gradient);
        Node delta = g.Map((u, v, g) => Sqrt(u + epsilon) / Sqrt(v + epsilon) * g, c.State("acc_delta"), square, gradient);
        c.AverageOfSquares("acc_delta", rho, delta);
        c.Descend(delta, c.LearningRate);
    }
}
