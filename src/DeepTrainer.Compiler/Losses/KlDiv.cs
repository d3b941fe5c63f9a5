using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Losses;

/// <summary>Σ t · (log t - x) on log-probabilities x, the mean over samples; 0 where t is 0.</summary>
public sealed class KlDiv() : Loss("KlDiv", LogTarget)
{
    private static readonly Option LogTarget = new("LogTarget", false);

    public override LossInput Takes(ElementSpec spec, int input) => LossInput.LogProbabilities;

    public override TargetForm? TargetsOf(LossContext c) =>
        c.Flag(LogTarget) ? TargetForm.Values(c.Input.Shape) : TargetForm.Probabilities(c.Input.Shape);

    public override Node? Build(LossContext c)
    {
        GraphBuilder g = c.Graph;
        Node losses = c.Flag(LogTarget)
            ? g.Map((x, t) => Exp(t) * (t - x), c.Input, c.Targets)
            : g.Map((x, t) => (t <= 0).Then(0, t * (Log(t) - x)), c.Input, c.Targets);
        double elements = c.Input.Shape.SampleSize;
        return g.Map(mean => mean * elements, c.Mean(losses));
    }
}
