namespace DeepTrainer.Compiler.Losses;

/// <summary>What a loss compares the prediction with.</summary>
public enum TargetKind
{
    /// <summary>A value for each output.</summary>
    Values,

    /// <summary>A probability for each class.</summary>
    Probabilities,

    /// <summary>One class index a sample.</summary>
    ClassIndices,
}

/// <summary>A loss: composes prediction and targets into a scalar, the mean over the batch.</summary>
public abstract class Loss(string kind, params Option[] options) : Element(kind, options)
{
    public virtual TargetKind TargetsOf(ElementContext c) => TargetKind.Values;

    /// <summary>The scalar loss, or null after a report.</summary>
    public abstract Node? Build(ElementContext c, Node prediction, Node targets);
}

/// <summary>The mean over all elements of one expression of output y and target t.</summary>
public sealed class ElementwiseLoss(string kind, Func<Expr, Expr, double, Expr> formula, Option? option = null)
    : Loss(kind, option is null ? [] : [option])
{
    /// <summary>The built-in ones, as PyTorch defines them.</summary>
    public static ImmutableArray<ElementwiseLoss> All { get; } =
    [
        new("Mse", (y, t, _) => (y - t) * (y - t)),
        new("L1", (y, t, _) => Functions.Abs(y - t)),
        new("SmoothL1", (y, t, beta) => (Functions.Abs(y - t) < beta).Then(0.5 / beta * (y - t) * (y - t), Functions.Abs(y - t) - (0.5 * beta)),
            new Option("Beta", 1)),
        new("Huber", (y, t, delta) => (Functions.Abs(y - t) < delta).Then(0.5 * (y - t) * (y - t), delta * (Functions.Abs(y - t) - (0.5 * delta))),
            new Option("Delta", 1)),
    ];

    public override Node? Build(ElementContext c, Node prediction, Node targets)
    {
        if (option is not null && !c.InRange(option, double.Epsilon, double.MaxValue, "positive"))
            return null;
        double parameter = option is null ? 0 : c.Number(option);
        return c.Graph.Mean(c.Graph.Map((y, t) => formula(y, t, parameter), prediction, targets));
    }
}

/// <summary>A loss that the user wrote: a static C# method from output and target to float; its mean over all elements.</summary>
public sealed class UserLoss() : Loss("Loss", Function)
{
    private static readonly Option Function = new("Function");

    public override Node? Build(ElementContext c, Node prediction, Node targets) =>
        c.Graph.Mean(c.Graph.Map(c.Function(Function).Results[0].Value, [prediction, targets]));
}
