using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Losses;

/// <summary>An option with the range it may be in.</summary>
public sealed record Limit(Option Option, double Min, double Max, string Range)
{
    public static Limit Any(Option option) => new(option, double.MinValue, double.MaxValue, "a number");

    public static Limit Positive(Option option) => new(option, double.Epsilon, double.MaxValue, "positive");

    public static Limit NotNegative(Option option) => new(option, 0, double.MaxValue, "0 or more");

    public static Limit Flag(Option option) => new(option, 0, 1, "true or false");
}

/// <summary>The mean over all elements of one expression of output y and target t.</summary>
public sealed class ElementwiseLoss(string kind, Func<Expr, Expr, Func<string, double>, Expr> formula, TargetKind targets, params Limit[] limits)
    : Loss(kind, [.. limits.Select(l => l.Option)])
{
    private ElementwiseLoss(string kind, Func<Expr, Expr, Func<string, double>, Expr> formula, params Limit[] limits)
        : this(kind, formula, TargetKind.Values, limits)
    {
    }

    /// <summary>The built-in ones, as PyTorch defines them; Focal as torchvision does.</summary>
    public static ImmutableArray<ElementwiseLoss> All { get; } =
    [
        new("Mse", (y, t, _) => (y - t) * (y - t)) { Input = _ => LossInput.Targets },
        new("L1", (y, t, _) => Abs(y - t)) { Input = _ => LossInput.Targets },
        new("SmoothL1", (y, t, o) => (Abs(y - t) < o("Beta")).Then(0.5 / o("Beta") * (y - t) * (y - t), Abs(y - t) - (0.5 * o("Beta"))),
            Limit.Positive(new("Beta", 1))) { Input = _ => LossInput.Targets },
        new("Huber", (y, t, o) => (Abs(y - t) < o("Delta")).Then(0.5 * (y - t) * (y - t), o("Delta") * (Abs(y - t) - (0.5 * o("Delta")))),
            Limit.Positive(new("Delta", 1))) { Input = _ => LossInput.Targets },
        new("HingeEmbedding", (y, t, o) => Condition.Equal(t, 1).Then(y, Max(0, o("Margin") - y)), Limit.Any(new("Margin", 1))),
        new("SoftMargin", (y, t, _) => Softplus(-(t * y))) { Input = _ => LossInput.Logits },
        new("Focal", Focal, TargetKind.Probabilities, Limit.Any(new("Alpha", 0.25)), Limit.NotNegative(new("Gamma", 2))) { Input = _ => LossInput.Logits },
        new("PoissonNll", PoissonNll, Limit.Flag(new("LogInput", true)), Limit.Flag(new("Full", false)), Limit.Positive(new("Epsilon", 1e-8)))
        {
            Input = o => o("LogInput") == 0 ? LossInput.Positive : LossInput.Anything,
        },
    ];

    public override bool IsMeanOverPositions(LossContext c) => true;

    private Func<Func<string, double>, LossInput> Input { get; init; } = _ => LossInput.Anything;

    public override LossInput Takes(ElementSpec spec, int input) => Input(name => Value(spec, name));

    public override TargetForm? TargetsOf(LossContext c) =>
        targets == TargetKind.Probabilities ? TargetForm.Independent(c.Input.Shape, ScoreForm.Logits) : TargetForm.Values(c.Input.Shape);

    public override Node? Build(LossContext c)
    {
        foreach (Limit limit in limits.Where(l => l.Option.Default!.Number is not null))
        {
            if (!c.InRange(limit.Option, limit.Min, limit.Max, limit.Range))
                return null;
        }
        return c.Mean(c.Graph.Map((y, t) => formula(y, t, name => Value(c.Spec, name)), c.Input, c.Targets));
    }

    private double Value(ElementSpec spec, string name) => Options.First(o => o.Name == name).ValueIn(spec) switch
    {
        { Number: { } number } => number,
        { Flag: { } flag } => flag ? 1 : 0,
        _ => throw new InvalidOperationException($"'{Kind}' has no number '{name}'."),
    };

    // (1 - p)^γ · cross-entropy, p the probability given to what is true; Lin et al., 2017. A negative α weighs both classes alike.
    private static Expr Focal(Expr x, Expr t, Func<string, double> o)
    {
        Expr p = Sigmoid(x), missed = (p * (1 - t)) + ((1 - p) * t);
        Expr focused = Pow(missed, o("Gamma")) * (Softplus(x) - (x * t));
        return o("Alpha") < 0 ? focused : ((o("Alpha") * t) + ((1 - o("Alpha")) * (1 - t))) * focused;
    }

    // The logarithm of t! is Stirling's above 1, and left out below.
    private static Expr PoissonNll(Expr y, Expr t, Func<string, double> o)
    {
        Expr loss = o("LogInput") != 0 ? Exp(y) - (t * y) : y - (t * Log(y + o("Epsilon")));
        Expr above = Max(t, 1);
        return o("Full") == 0 ? loss : loss + (t > 1).Then((above * Log(above)) - above + (0.5 * Log(2 * Math.PI * above)), 0);
    }
}
