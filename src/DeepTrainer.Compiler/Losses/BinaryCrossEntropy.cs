using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Losses;

/// <summary>
/// -(t·log y + (1-t)·log(1-y)) on probabilities y, the logarithms cut off at -100 as in PyTorch; so is the gradient PyTorch's,
/// (y-t) / max(y·(1-y), 1e-12), which is not 0 where a logarithm is cut off.
/// </summary>
public sealed class BinaryCrossEntropy() : Loss("BinaryCrossEntropy")
{
    public override LossInput Takes(ElementSpec spec, int input) => LossInput.Probabilities;

    public override bool IsMeanOverPositions(LossContext c) => true;

    public override TargetForm? TargetsOf(LossContext c) => TargetForm.Independent(c.Input.Shape, ScoreForm.Probabilities);

    public override Node? Build(LossContext c) =>
        c.Mean(c.Graph.Map(
            (y, t) => ((t - 1) * Max(Log1P(-y), -100)) - (t * Max(Log(y), -100)), (y, t) => (y - t) / Max((1 - y) * y, 1e-12), c.Input, c.Targets));
}

/// <summary>
/// max(x, 0) - x·t + log(1 + e^-|x|) on logits x: the same as on sigmoid(x), but without overflow. What is true may count more:
/// (1-t)·x + (1 + (w-1)·t)·log(1 + e^-x).
/// </summary>
public sealed class BinaryCrossEntropyWithLogits() : Loss("BinaryCrossEntropyWithLogits", PosWeight)
{
    private static readonly Option PosWeight = new("PosWeight", "");

    public override LossInput Takes(ElementSpec spec, int input) => LossInput.Logits;

    public override bool IsMeanOverPositions(LossContext c) => true;

    public override TargetForm? TargetsOf(LossContext c) =>
        c.FitsAlong(PosWeight, c.Input, 1, mayBeOne: true) ? TargetForm.Independent(c.Input.Shape, ScoreForm.Logits) : null;

    public override Node? Build(LossContext c) => c.Mean(c.Along(PosWeight, c.Input, 1) is { } weight
        ? c.Graph.Map((x, t, w) => ((1 - t) * x) + ((1 + ((w - 1) * t)) * Softplus(-x)), c.Input, c.Targets, weight)
        : c.Graph.Map((x, t) => Softplus(x) - (x * t), c.Input, c.Targets));
}

/// <summary>The mean over classes of -w · (t·log σ(x) + (1-t)·log(1-σ(x))): several classes may be true at once.</summary>
public sealed class MultiLabelSoftMargin() : Loss("MultiLabelSoftMargin", ClassTargets.Weights)
{
    public override LossInput Takes(ElementSpec spec, int input) => LossInput.Logits;

    public override TargetForm? TargetsOf(LossContext c) =>
        c.FitsAlong(ClassTargets.Weights, c.Input, 1) ? TargetForm.Independent(c.Input.Shape, ScoreForm.Logits) : null;

    public override Node? Build(LossContext c) => c.Mean(c.Along(ClassTargets.Weights, c.Input, 1) is { } weights
        ? c.Graph.Map((x, t, w) => w * (Softplus(x) - (x * t)), c.Input, c.Targets, weights)
        : c.Graph.Map((x, t) => Softplus(x) - (x * t), c.Input, c.Targets));
}
