namespace DeepTrainer.Compiler.Losses;

/// <summary>-w_label · x_label on log-probabilities x; the mean divides by the sum of the labels' weights.</summary>
public sealed class Nll() : Loss("Nll", ClassTargets.Weights, ClassTargets.Ignore, ClassTargets.Axis)
{
    public override LossInput Takes(ElementSpec spec, int input) => LossInput.LogProbabilities;

    public override bool IsMeanOverPositions(LossContext c) => true;

    public override int? ClassesAlong(ElementSpec spec) => (int)ClassTargets.Axis.ValueIn(spec)!.Number!.Value;

    public override TargetForm? TargetsOf(LossContext c) =>
        ClassTargets.AxisOf(c) is { } axis && c.FitsAlong(ClassTargets.Weights, c.Input, axis)
            ? ClassTargets.Indices(c, axis)
            : null;

    public override Node? Build(LossContext c)
    {
        GraphBuilder g = c.Graph;
        int axis = ClassTargets.AxisOf(c)!.Value;
        Node targets = ClassTargets.OneHot(c, axis, ClassTargets.Ignored(c));
        Node? weights = c.Along(ClassTargets.Weights, c.Input, axis);
        if (weights is not null)
            targets = g.Map((t, w) => t * w, targets, weights);
        Node weighted = weights is null ? c.Input : g.Map((x, w) => w * x, c.Input, weights);
        Node hit = ClassTargets.AtLabel(c, axis, ClassTargets.Ignored(c), weighted);
        if (weights is null && ClassTargets.Ignored(c) is null)
            return c.Mean(g.Map(h => -h, hit));
        Node counted = g.Named("counted", () => g.Reduce(Reduction.Sum, targets, axis));
        return ClassTargets.WeightedMean(c, g.Map(h => -h, hit), counted);
    }
}
