using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Losses;

/// <summary>A loss that compares layers with each other.</summary>
public abstract class Comparison(string kind, int layers, params Option[] options) : Loss(kind, options)
{
    public sealed override int Layers => layers;

    /// <summary>Each sample's sum over all of its elements: [N, …] → [N, 1].</summary>
    private protected static Node PerSample(LossContext c, string name, Node x)
    {
        GraphBuilder g = c.Graph;
        return g.Named(name, () => g.Reshape(g.Reduce(Reduction.Sum, x, [.. Enumerable.Range(1, x.Shape.Rank - 1)]), Shape.Batched(1)));
    }
}

/// <summary>1 - cos(a, b) where the target is 1, max(0, cos(a, b) - margin) where it is -1.</summary>
public sealed class CosineEmbedding() : Comparison("CosineEmbedding", 2, Margin)
{
    private static readonly Option Margin = new("Margin", 0);

    // PyTorch's, which keeps the root from zero
    private const double Epsilon = 1e-12;

    public override TargetForm? TargetsOf(LossContext c) =>
        c.HaveOneShape() && c.InRange(Margin, -1, 1, "from -1 to 1") ? new(TargetKind.Values, Shape.Of(1)) : null;

    public override Node? Build(LossContext c)
    {
        GraphBuilder g = c.Graph;
        double margin = c.Number(Margin);
        Node product = PerSample(c, "product", g.Map((a, b) => a * b, c.Inputs[0], c.Inputs[1]));
        Node first = PerSample(c, "first", g.Map(a => a * a, c.Inputs[0])), second = PerSample(c, "second", g.Map(b => b * b, c.Inputs[1]));
        Node cosine = g.Map((p, a, b) => p / Sqrt((a + Epsilon) * (b + Epsilon)), product, first, second);
        return c.Mean(g.Map((cos, t) => Condition.Equal(t, 1).Then(1 - cos, Max(0, cos - margin)), cosine, c.Targets));
    }
}

/// <summary>max(0, -t · (a - b) + margin): a should be larger where t is 1, b where it is -1.</summary>
public sealed class MarginRanking() : Comparison("MarginRanking", 2, Margin)
{
    private static readonly Option Margin = new("Margin", 0);

    public override TargetForm? TargetsOf(LossContext c) => c.HaveOneShape() ? TargetForm.Values(c.Input.Shape) : null;

    public override Node? Build(LossContext c)
    {
        double margin = c.Number(Margin);
        return c.Mean(c.Graph.Map((a, b, t) => Max(0, margin - (t * (a - b))), c.Inputs[0], c.Inputs[1], c.Targets));
    }
}

/// <summary>max(0, ‖anchor - positive‖ - ‖anchor - negative‖ + margin); there are no targets.</summary>
public sealed class TripletMargin() : Comparison("TripletMargin", 3, Margin, P, Epsilon, Swap)
{
    private static readonly Option Margin = new("Margin", 1);
    private static readonly Option P = new("P", 2);
    private static readonly Option Epsilon = new("Epsilon", 1e-6);
    private static readonly Option Swap = new("Swap", false);

    public override TargetForm? TargetsOf(LossContext c) =>
        c.HaveOneShape() && c.InRange(Margin, double.Epsilon, double.MaxValue, "positive") && c.InRange(P, 1, double.MaxValue, "1 or more")
        && c.InRange(Epsilon, 0, double.MaxValue, "0 or more") ? TargetForm.None : null;

    public override Node? Build(LossContext c)
    {
        GraphBuilder g = c.Graph;
        double margin = c.Number(Margin);
        (Node anchor, Node positive, Node negative) = (c.Inputs[0], c.Inputs[1], c.Inputs[2]);
        Node near = Distance(c, "near", anchor, positive), far = Distance(c, "far", anchor, negative);
        if (c.Flag(Swap))
            far = g.Map(Min, far, Distance(c, "swapped", positive, negative));
        return c.Mean(g.Map((n, f) => Max(0, n - f + margin), near, far));
    }

    // (Σ |a - b + ε|ᵖ)^(1/p)
    private static Node Distance(LossContext c, string name, Node a, Node b)
    {
        double p = c.Number(P), epsilon = c.Number(Epsilon);
        Node powers = c.Graph.Map((x, y) => p == 1 ? Abs(x - y + epsilon) : p == 2 ? Square(x - y + epsilon) : Pow(Abs(x - y + epsilon), p), a, b);
        Node sum = PerSample(c, name, powers);
        return p == 1 ? sum : c.Graph.Map(s => p == 2 ? Sqrt(s) : Pow(s, 1 / p), sum);
    }

    private static Expr Square(Expr x) => x * x;
}

/// <summary>
/// ½ · (log v + (t - m)² / v) for a layer that gives the mean m and one that gives the variance v, which is not taken below ε; its
/// gradient takes no notice of that, as in PyTorch.
/// </summary>
public sealed class GaussianNll() : Comparison("GaussianNll", 2, Full, Epsilon)
{
    private static readonly Option Full = new("Full", false);
    private static readonly Option Epsilon = new("Epsilon", 1e-6);

    public override LossInput Takes(ElementSpec spec, int input) => input == 1 ? LossInput.Positive : LossInput.Targets;

    public override TargetForm? TargetsOf(LossContext c) =>
        c.HaveOneShape() && c.InRange(Epsilon, double.Epsilon, double.MaxValue, "positive") ? TargetForm.Values(c.Input.Shape) : null;

    public override Node? Build(LossContext c)
    {
        GraphBuilder g = c.Graph;
        double epsilon = c.Number(Epsilon), constant = c.Flag(Full) ? 0.5 * Math.Log(2 * Math.PI) : 0;
        Node missing = g.Detach(g.Map(v => Max(0, epsilon - v), c.Inputs[1]));
        Node variance = g.Map((v, m) => v + m, c.Inputs[1], missing);
        return c.Mean(g.Map((m, v, t) => (0.5 * (Log(v) + ((m - t) * (m - t) / v))) + constant, c.Inputs[0], variance, c.Targets));
    }
}
