namespace DeepTrainer.Compiler.Optimizers;

/// <summary>What Adam and its kin take: the decay of the averages of gradients and of their squares, ε, and weight decay.</summary>
public abstract class MomentOptimizer : Optimizer
{
    private protected const double BelowOne = 1 - 1e-16;

    private protected static readonly Option Beta1 = new("Beta1", 0.9);
    private protected static readonly Option Beta2 = new("Beta2", 0.999);

    private protected MomentOptimizer(string kind, double learningRate, double epsilon, double weightDecay, params Option[] further)
        : this(kind, learningRate, new Option("Epsilon", epsilon), new Option("WeightDecay", weightDecay), further)
    {
    }

    private MomentOptimizer(string kind, double learningRate, Option epsilon, Option weightDecay, Option[] further)
        : base(kind, learningRate, [Beta1, Beta2, epsilon, weightDecay, .. further])
    {
        Epsilon = epsilon;
        WeightDecay = weightDecay;
    }

    private protected Option Epsilon { get; }

    private protected Option WeightDecay { get; }

    public override bool Check(ElementContext c) =>
        c.InRange(Beta1, 0, BelowOne, "at least 0 and less than 1") && c.InRange(Beta2, 0, BelowOne, "at least 0 and less than 1")
        && c.InRange(Epsilon, 0, double.MaxValue, "0 or more") && c.InRange(WeightDecay, 0, double.MaxValue, "0 or more");
}
