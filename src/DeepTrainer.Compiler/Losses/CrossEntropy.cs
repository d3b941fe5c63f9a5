using DeepTrainer.Compiler.Layers;

namespace DeepTrainer.Compiler.Losses;

/// <summary>
/// -Σ tᵢ · log softmax(x)ᵢ on logits x, the mean over samples. Targets are class indices, or a probability for each class.
/// Label smoothing ε mixes them with the uniform distribution: (1-ε)·t + ε/C (Szegedy et al., 2016).
/// </summary>
public sealed class CrossEntropy() : Loss("CrossEntropy", LabelSmoothing, Targets)
{
    private static readonly Option LabelSmoothing = new("LabelSmoothing", 0);
    private static readonly Option Targets = new("Targets", "ClassIndices");

    public override TargetKind TargetsOf(ElementContext c) =>
        c.Text(Targets) == nameof(TargetKind.Probabilities) ? TargetKind.Probabilities : TargetKind.ClassIndices;

    public override Node? Build(ElementContext c, Node prediction, Node targets)
    {
        GraphBuilder g = c.Graph;
        if (prediction.Shape.Rank != 2)
        {
            return c.Report(ProblemKinds.LossDoesNotFit, null, Kind, prediction.Shape.ToString(), prediction.Name,
                "it takes one logit a class; put [Flatten] or a [Dense(classes)] before it");
        }
        int classes = prediction.Shape[1];
        if (classes < 2)
        {
            return c.Report(ProblemKinds.LossDoesNotFit, null, Kind, prediction.Shape.ToString(), prediction.Name,
                "it needs two classes or more; for one output use [BinaryCrossEntropyWithLogits]");
        }
        if (!c.InRange(LabelSmoothing, 0, 1, "from 0 to 1"))
            return null;
        if (c.Text(Targets) == nameof(TargetKind.Values))
        {
            return c.Report(ProblemKinds.LossDoesNotFit, Targets, Kind, prediction.Shape.ToString(), prediction.Name,
                "its targets are TargetKind.ClassIndices or TargetKind.Probabilities");
        }
        double smoothing = c.Number(LabelSmoothing);
        bool indices = TargetsOf(c) == TargetKind.ClassIndices;
        if (indices)
            targets = g.Map((label, index) => Condition.Equal(label, index).Then(1, 0), targets, g.Iota(classes));
        targets = g.Map(t => ((1 - smoothing) * t) + (smoothing / classes), targets);

        // -Σ tᵢ · (xᵢ - log Σ exp x) = Σ tᵢ · log Σ exp x - Σ tᵢ · xᵢ, where Σ tᵢ is 1 for class indices
        (Node shifted, Node sum) = Softmax.Shifted(g, prediction);
        Node logSum = g.Named("logSum", () => g.Map(Functions.Log, sum));
        if (!indices)
        {
            Node total = g.Named("total", () => g.Reduce(Reduction.Sum, targets, 1));
            logSum = g.Named("weighted", () => g.Map((log, t) => log * t, logSum, total));
        }
        Node hit = g.Named("hit", () => g.Reduce(Reduction.Sum, g.Map((t, x) => t * x, targets, shifted), 1));
        return g.Mean(g.Named("perSample", () => g.Map((log, h) => log - h, logSum, hit)));
    }
}
