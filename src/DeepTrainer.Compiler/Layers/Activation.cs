using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Layers;

/// <summary>An activation: one scalar expression, applied to every element.</summary>
public sealed class Activation(string kind, Func<Expr, Func<string, double>, Expr> formula, params Option[] options) : Layer(kind, options)
{
    /// <summary>The built-in ones. Definitions, defaults and derivatives at kinks are PyTorch's.</summary>
    public static ImmutableArray<Activation> All { get; } =
    [
        new("Relu", (x, o) => Max(x, 0)) { Gives = Values.NotNegative },
        new("Relu6", (x, o) => Clamp(x, 0, 6)) { Gives = Values.NotNegative },
        new("LeakyRelu", (x, o) => (x > 0).Then(x, o("NegativeSlope") * x), new Option("NegativeSlope", 0.01)) { Gives = Values.Scores },
        new("Elu", (x, o) => (x > 0).Then(x, o("Alpha") * Expm1(x)), new Option("Alpha", 1)) { Gives = Values.Scores },
        new("Selu", (x, o) => SeluScale * (x > 0).Then(x, SeluAlpha * Expm1(x))) { Gives = Values.Scores },
        new("Celu", (x, o) => (x > 0).Then(x, o("Alpha") * Expm1(x / o("Alpha"))), new Option("Alpha", 1)) { Gives = Values.Scores },
        new("Gelu", (x, o) => o("Tanh") != 0
            ? x * Sigmoid(GeluCubic(Clamp(x, -GeluSaturates, GeluSaturates)))
            : 0.5 * x * (1 + Erf(x / Math.Sqrt(2))), new Option("Tanh", false)) { Gives = Values.Scores },
        new("Silu", (x, o) => x * Sigmoid(x)) { Gives = Values.Scores },
        new("Mish", (x, o) => x * TanhOfSoftplus(Exp(Min(x, MishSaturates)))) { Gives = Values.Scores },
        new("Softplus", (x, o) => (o("Beta") * x > o("Threshold")).Then(x, Softplus(o("Beta") * x) / o("Beta")),
            new Option("Beta", 1), new Option("Threshold", 20)) { Gives = Values.Positive },
        new("Softsign", (x, o) => x / (1 + Abs(x))) { Gives = Values.Bounded },
        new("Tanh", (x, o) => Tanh(x)) { Gives = Values.Bounded },
        new("Sigmoid", (x, o) => Sigmoid(x)) { Gives = Values.UnitInterval, Squashes = "sigmoid" },
        new("LogSigmoid", (x, o) => -Softplus(-x)) { Gives = Values.LogUnitInterval, Squashes = "sigmoid" },
        new("HardSigmoid", (x, o) => Clamp(x + 3, 0, 6) / 6) { Gives = Values.UnitInterval, Squashes = "sigmoid" },
        new("HardSwish", (x, o) => (x <= -3).Then(0, (x < 3).Then(x * (x + 3) / 6, x))) { Gives = Values.Scores },
        new("Tanhshrink", (x, o) => x - Tanh(x)) { Gives = Values.Scores },
        new("Softshrink", (x, o) => (Abs(x) <= o("Lambda")).Then(0, (x > 0).Then(x - o("Lambda"), x + o("Lambda"))), new Option("Lambda", 0.5))
        {
            NotNegative = "Lambda", Gives = Values.Scores,
        },
        new("Hardshrink", (x, o) => (Abs(x) <= o("Lambda")).Then(0, x), new Option("Lambda", 0.5)) { NotNegative = "Lambda", Gives = Values.Scores },
        new("Threshold", (x, o) => (x <= o("Threshold")).Then(o("Value"), x), new Option("Threshold") { MayBeInfinite = true }, new Option("Value")),
        new("HardTanh", (x, o) => Clamp(x, o("Min"), o("Max")), new Option("Min", -1) { MayBeInfinite = true }, new Option("Max", 1) { MayBeInfinite = true })
        {
            GivesWith = o => o("Min") is < 0 and >= -2 && o("Max") is > 0 and <= 2 ? Values.Bounded : Values.Unknown,
        },
    ];

    // Klambauer et al., Self-Normalizing Neural Networks (2017)
    private const double SeluScale = 1.0507009873554804934193349852946;
    private const double SeluAlpha = 1.6732632423543772848170429916717;

    // ½·(1 + tanh z) = σ(2z). From here on it is 0 or 1, and its derivative 0, times no infinite cube.
    private const double GeluSaturates = 20;

    private static Expr GeluCubic(Expr x) => 2 * Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x));

    // From here on tanh(softplus(x)) is 1 in float32, and so is its derivative 0 times any such x.
    private const double MishSaturates = 12;

    // tanh(ln(1 + w)) = ((1 + w)² - 1) / ((1 + w)² + 1)
    private static Expr TanhOfSoftplus(Expr w) => w * (w + 2) / ((w * (w + 2)) + 2);

    /// <summary>The formula with the default options; those that have none are 0.</summary>
    public Expr WithDefaults(Expr x) => formula(x, name => OptionNamed(name).Default is { } value ? value.Number ?? (value.Flag == true ? 1 : 0) : 0);

    /// <summary>The option that must be 0 or more, if there is one.</summary>
    private string? NotNegative { get; init; }

    private Values Gives { get; init; }

    /// <summary>The same where options decide it.</summary>
    private Func<Func<string, double>, Values>? GivesWith { get; init; }

    private string? Squashes { get; init; }

    public override Traits TraitsOf(ElementSpec spec) =>
        new() { Gives = GivesWith?.Invoke(ValuesIn(spec)) ?? Gives, Squashes = Squashes, IsActivation = true, KeepsDimensions = true };

    public override Node? Build(LayerContext c)
    {
        if (NotNegative is not null && !c.InRange(OptionNamed(NotNegative), 0, double.MaxValue, "0 or more"))
            return null;
        return Apply(c.Graph, c.Spec, c.Input);
    }

    public override bool IsElementwise => true;

    public override Node? Apply(GraphBuilder g, ElementSpec spec, Node x)
    {
        Func<string, double> option = ValuesIn(spec);
        return g.Map(value => formula(value, option), x);
    }

    private Func<string, double> ValuesIn(ElementSpec spec) => name => OptionNamed(name).ValueIn(spec) switch
    {
        { Number: { } number } => number,
        { Flag: { } flag } => flag ? 1 : 0,
        _ => throw new InvalidOperationException($"'{Kind}' has no number '{name}'."),
    };

    private Option OptionNamed(string name) => Options.First(o => o.Name == name);
}

/// <summary>An activation that the user wrote: a static C# method from float to float.</summary>
public sealed class UserActivation() : Layer("Activation", Function)
{
    /// <summary>The method's name.</summary>
    internal static readonly Option Function = new("Function") { NamesFunction = true };

    /// <summary>The function names the layer: "snake1".</summary>
    public override string NameOf(ElementSpec element) => Function.ValueIn(element)?.Text ?? Kind;

    public override Traits TraitsOf(ElementSpec spec) => new() { IsActivation = true, KeepsDimensions = true };

    public override Node? Build(LayerContext c) =>
        c.Graph.Map(c.Function().Results[0].Value, [c.Input, .. c.FunctionSpec().Trained.Select(t => Weight(c, t))]);

    // Aligned with the last dimensions of a sample, along which it is broadcast.
    private static Node Weight(LayerContext c, TrainedNumber number)
    {
        int[] sample = [.. c.Input.Shape.PerSample];
        int[] shape = number.For switch
        {
            TrainedFor.Channel => [sample[0]],
            TrainedFor.Element => sample,
            _ => [1],
        };
        Node weight = c.Parameter(number.Name, Shape.Of(shape), new("Constant", number.Initial, 1, 1));
        return number.For == TrainedFor.Channel ? c.Graph.Reshape(weight, Shape.Of([sample[0], .. sample.Skip(1).Select(_ => 1)])) : weight;
    }
}
