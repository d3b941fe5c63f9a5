using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Losses;

/// <summary>-(t·log y + (1-t)·log(1-y)) on probabilities y, the logarithms cut off at -100 as in PyTorch.</summary>
public sealed class BinaryCrossEntropy() : Loss("BinaryCrossEntropy")
{
    public override TargetKind TargetsOf(ElementContext c) => TargetKind.Probabilities;

    public override Node? Build(ElementContext c, Node prediction, Node targets) =>
        c.Graph.Mean(c.Graph.Map((y, t) => -((t * Max(Log(y), -100)) + ((1 - t) * Max(Log(1 - y), -100))), prediction, targets));
}

/// <summary>max(x, 0) - x·t + log(1 + e^-|x|) on logits x: the same as on sigmoid(x), but without overflow.</summary>
public sealed class BinaryCrossEntropyWithLogits() : Loss("BinaryCrossEntropyWithLogits")
{
    public override TargetKind TargetsOf(ElementContext c) => TargetKind.Probabilities;

    public override Node? Build(ElementContext c, Node prediction, Node targets) =>
        c.Graph.Mean(c.Graph.Map((x, t) => Softplus(x) - (x * t), prediction, targets));
}
