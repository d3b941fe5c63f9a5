using DeepTrainer.Compiler.Layers;

namespace DeepTrainer.Compiler.Losses;

/// <summary>
/// -Σ wᵢ · tᵢ · log softmax(x)ᵢ on logits x, the mean over samples and positions. Targets are class indices, or a probability for
/// each class. Label smoothing ε mixes them with the uniform distribution: (1-ε)·t + ε/C (Szegedy et al., 2016). With class indices the mean
/// divides by the sum of the classes' weights.
/// </summary>
public sealed class CrossEntropy() : Loss("CrossEntropy", LabelSmoothing, Targets, ClassTargets.Weights, ClassTargets.Ignore, ClassTargets.Axis)
{
    private static readonly Option LabelSmoothing = new("LabelSmoothing", 0);
    private static readonly Option Targets = new("Targets", nameof(TargetKind.ClassIndices));

    public override LossInput Takes(ElementSpec spec, int input) => LossInput.Scores;

    public override bool IsMeanOverPositions(LossContext c) => true;

    public override int? ClassesAlong(ElementSpec spec) => (int)ClassTargets.Axis.ValueIn(spec)!.Number!.Value;

    public override TargetForm? TargetsOf(LossContext c)
    {
        if (ClassTargets.AxisOf(c) is not { } axis || !c.InRange(LabelSmoothing, 0, 1, "from 0 to 1") || !c.FitsAlong(ClassTargets.Weights, c.Input, axis))
            return null;
        if (c.Text(Targets) == nameof(TargetKind.Values))
            return c.DoesNotFit("its targets are TargetKind.ClassIndices or TargetKind.Probabilities", Targets);
        return HasIndices(c) ? ClassTargets.Indices(c, axis) : TargetForm.Probabilities(c.Input.Shape, axis);
    }

    public override Node? Build(LossContext c)
    {
        int axis = ClassTargets.AxisOf(c)!.Value;
        GraphBuilder g = c.Graph;
        (Node shifted, Node sum) = Softmax.Shifted(g, c.Input, axis);
        Node logSum = g.Named("logSum", () => g.Map(Functions.Log, sum));
        Node? weights = c.Along(ClassTargets.Weights, c.Input, axis);
        return HasIndices(c) && (weights is not null || ClassTargets.Ignored(c) is not null)
            ? OnSomeIndices(c, axis, shifted, logSum, weights)
            : OnAll(c, axis, shifted, logSum, weights);
    }

    // -Σ tᵢ · (xᵢ - log Σ exp x) = Σ tᵢ · log Σ exp x - Σ tᵢ · xᵢ, where Σ tᵢ is 1 for class indices
    private static Node OnAll(LossContext c, int axis, Node shifted, Node logSum, Node? weights)
    {
        GraphBuilder g = c.Graph;
        double smoothing = c.Number(LabelSmoothing), share = smoothing / c.Input.Shape[axis];
        bool indices = HasIndices(c);
        Node targets = g.Map(t => ((1 - smoothing) * t) + share, indices ? ClassTargets.OneHot(c, axis) : c.Targets);
        if (weights is not null)
            targets = g.Map((t, w) => t * w, targets, weights);
        if (!indices)
        {
            Node total = g.Named("total", () => g.Reduce(Reduction.Sum, targets, axis));
            logSum = g.Named("weighted", () => g.Map((log, t) => log * t, logSum, total));
        }
        Node hit = Hit(c, axis, shifted, targets, weights);
        return c.Mean(g.Named("perSample", () => g.Map((log, h) => log - h, logSum, hit)));
    }

    // The smoothed target of an ignored label is 0 for all classes, as its one-hot vector is.
    private static Node OnSomeIndices(LossContext c, int axis, Node shifted, Node logSum, Node? weights)
    {
        GraphBuilder g = c.Graph;
        double smoothing = c.Number(LabelSmoothing), share = smoothing / c.Input.Shape[axis];
        Node hot = ClassTargets.OneHot(c, axis, ClassTargets.Ignored(c));
        Node weighted = weights is null ? hot : g.Map((t, w) => t * w, hot, weights);
        Node counted = g.Named("counted", () => g.Reduce(Reduction.Sum, weighted, axis));
        Node targets = weighted;
        if (smoothing > 0)
        {
            Node valid = g.Named("valid", () => g.Reduce(Reduction.Sum, hot, axis));
            Node even = weights is null ? g.Map(v => share * v, valid) : g.Map((v, w) => share * v * w, valid, weights);
            targets = g.Map((t, e) => ((1 - smoothing) * t) + e, weighted, even);
        }
        Node total = smoothing > 0 ? g.Named("total", () => g.Reduce(Reduction.Sum, targets, axis)) : counted;
        Node hit = Hit(c, axis, shifted, targets, weights);
        Node losses = g.Named("perSample", () => g.Map((log, t, h) => (log * t) - h, logSum, total, hit));
        return ClassTargets.WeightedMean(c, losses, counted);
    }

    // Σ tᵢ · xᵢ; for labels without smoothing what stands at them, so that classes with logit -∞ count as what they are, never taken.
    private static Node Hit(LossContext c, int axis, Node shifted, Node targets, Node? weights)
    {
        GraphBuilder g = c.Graph;
        if (!HasIndices(c) || c.Number(LabelSmoothing) > 0)
            return g.Named("hit", () => g.Reduce(Reduction.Sum, g.Map((t, x) => t * x, targets, shifted), axis));
        return ClassTargets.AtLabel(c, axis, ClassTargets.Ignored(c), weights is null ? shifted : g.Map((x, w) => w * x, shifted, weights));
    }

    private static bool HasIndices(LossContext c) => c.Text(Targets) != nameof(TargetKind.Probabilities);
}
