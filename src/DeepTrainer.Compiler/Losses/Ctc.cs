using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Losses;

/// <summary>
/// -log of the probability that a sequence of class probabilities spells the labels, summed over all alignments: at each step one class or
/// the blank, repetitions merged, blanks removed (Graves et al., 2006). With the labels and blanks in turn as l′, α_t(s) = p_t(l′_s) ·
/// (α(s) + α(s-1) + α(s-2) where l′_s is neither blank nor l′_(s-2)), all in logarithms. The mean over samples, each divided by its number of labels.
/// </summary>
public sealed class Ctc() : Loss("Ctc", MaxLength, Blank, ZeroInfinity)
{
    private static readonly Option MaxLength = new("MaxLength");
    private static readonly Option Blank = new("Blank", 0);
    private static readonly Option ZeroInfinity = new("ZeroInfinity", false);

    /// <summary>Fills a row of labels behind the last; so may the blank.</summary>
    private const int NoLabel = -1;

    // The logarithm of 0: so low that nothing else comes near it, yet finite, so that differences are numbers.
    private const double Never = -1e30;

    public override LossInput Takes(ElementSpec spec, int input) => LossInput.LogProbabilities;

    public override int? ClassesAlong(ElementSpec spec) => -1;

    public override TargetForm? TargetsOf(LossContext c)
    {
        if (c.Positive(MaxLength) is not { } labels)
            return null;
        if (c.Input.Shape.Rank != 3 || c.Input.Shape[2] < 2)
            return c.DoesNotFit("it takes the logarithms of two or more classes' probabilities at each step, [steps, classes]; put [LogSoftmax] on such a layer");
        int steps = c.Input.Shape[1], classes = c.Input.Shape[2];
        return c.InRange(MaxLength, 1, steps, $"at most {Format.Integer(steps)}, the steps in which labels have to find their place")
            && c.InRange(Blank, 0, classes - 1, $"a class, from 0 to {Format.Integer(classes - 1)}")
            ? new(TargetKind.ClassIndices, Shape.Of(labels), classes, ClassAxis: 1, Ignored: NoLabel) { Sequence = new((int)c.Number(Blank), steps, c.Flag(ZeroInfinity)) }
            : null;
    }

    public override Node? Build(LossContext c)
    {
        GraphBuilder g = c.Graph;
        Node spelled = g.Named("spelled", () => Spelled(g, c.Targets, c.Number(Blank)));
        Node last = g.Named("last", () => Last(g, c.Input, spelled));
        double none = c.Number(Blank);
        Node length = g.Named("length", () => g.Reduce(Reduction.Sum, g.Map(label => (label < 0).Then(0, Condition.Equal(label, none).Then(0, 1)), c.Targets), 1));
        Expr position = new Expr.Input(1), count = new Expr.Input(2);
        Node places = g.Iota(last.Shape[1]);
        Node At(string name, Expr place) => g.Named(name, () =>
            g.Reduce(Reduction.Sum, g.Map(Condition.Equal(position, place).Then(new Expr.Input(0), 0), [last, places, length]), 1));
        Node ends = At("ends", 2 * count), endsInLabel = At("endsInLabel", (2 * count) - 1);
        double impossible = c.Flag(ZeroInfinity) ? 0 : double.PositiveInfinity;
        return c.Mean(g.Named("perSample", () => g.Map((blank, label, n) =>
        {
            Expr loss = -LogSum(blank, Condition.Equal(n, 0).Then(Never, label));
            return (loss > -Never / 10).Then(impossible, loss / Max(n, 1));
        }, ends, endsInLabel, length)));
    }

    // [N, L] → [N, 2L + 1]: each label between blanks
    private static Node Spelled(GraphBuilder g, Node labels, double blank)
    {
        int count = labels.Shape[1];
        Node pairs = g.Map((label, second) => (second < 1).Then(blank, label), g.Repeat(labels, 1, 2), g.Iota(2));
        return g.PadAxis(g.Reshape(pairs, Shape.Batched(2 * count)), 1, 0, 1, blank);
    }

    // log α behind the last step: [N, T, C], [N, S] → [N, S]
    private static Node Last(GraphBuilder g, Node logarithms, Node spelled)
    {
        int steps = logarithms.Shape[1], classes = logarithms.Shape[2], size = spelled.Shape[1];
        Node hot = g.Map((label, i) => Condition.Equal(label, i).Then(1, 0), g.Reshape(spelled, Shape.Batched(size, 1)), g.Iota(classes));
        Node emitted = g.Contract("ntc,nsc->nts", g.Map(x => Max(x, Never), logarithms), hot);
        Node before = g.PadAxis(g.Slice(spelled, 1, 0, size - 2), 1, 2, 0, -1);
        Node jump = g.Map((label, other) => Condition.Equal(label, other).Then(Never, 0), spelled, before);

        // Two places that are never reached lie before the others, so that each has two before it.
        Node Filled(int count, double value) => g.Map(value, [g.Slice(spelled, 1, 0, count)]);
        Node start = g.Concatenate(1, Filled(2, Never), Filled(1, 0), Filled(size - 1, Never));
        ScanBody body = ScanBody.Make(g, g.Scope, start.Shape, [Shape.Batched(size), Shape.Batched(size)], [], (b, state, x, _) =>
        {
            Expr emission = new Expr.Input(3), penalty = new Expr.Input(4);
            Node next = b.Map(emission + LogSum(new Expr.Input(0), new Expr.Input(1), new Expr.Input(2) + penalty),
                [b.Slice(state, 1, 2, size), b.Slice(state, 1, 1, size), b.Slice(state, 1, 0, size), x[0], x[1]]);
            return b.Concatenate(1, b.Slice(state, 1, 0, 2), next);
        });
        Node states = g.Scan(body, steps, reverse: false, start, [emitted, g.Repeat(jump, 0, steps)], []);
        return g.Reshape(g.Slice(g.Slice(states, 1, steps, 1), 2, 2, size), Shape.Batched(size));
    }

    /// <summary>log Σ exp x, without overflow.</summary>
    private static Expr LogSum(params Expr[] terms)
    {
        Expr max = terms.Aggregate(Max);
        return max + Log(terms.Select(x => Exp(x - max)).Aggregate((a, b) => a + b));
    }
}
