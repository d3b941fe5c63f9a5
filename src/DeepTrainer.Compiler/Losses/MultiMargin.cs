using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Losses;

/// <summary>w_label · Σ max(0, margin - x_label + xᵢ)ᵖ / C over the classes i that are not the label.</summary>
public sealed class MultiMargin() : Loss("MultiMargin", P, Margin, ClassTargets.Weights)
{
    private static readonly Option P = new("P", 1);
    private static readonly Option Margin = new("Margin", 1);

    public override TargetForm? TargetsOf(LossContext c)
    {
        if (c.Input.Shape.Rank != 2 || c.Input.Shape[1] < 2)
            return c.DoesNotFit("it takes one score for each of two classes or more; put [Flatten] or a [Dense(classes)] before it");
        if (c.Number(P) is not (1 or 2))
        {
            c.Report(ProblemKinds.OutOfRange, P, P.Name, c.Name, Format.Number(c.Number(P)), "1 or 2");
            return null;
        }
        return c.FitsAlong(ClassTargets.Weights, c.Input, 1) ? TargetForm.Indices(c.Input.Shape, 1, null) : null;
    }

    public override Node? Build(LossContext c)
    {
        GraphBuilder g = c.Graph;
        double margin = c.Number(Margin), p = c.Number(P), classes = c.Input.Shape[1];
        Node hot = ClassTargets.OneHot(c, 1);
        Node own = ClassTargets.AtLabel(c, 1, null, c.Input);
        Node losses = g.Map((t, x, o) => Condition.Equal(t, 1).Then(0, Pow(Max(margin - o + x, 0), p) / classes), hot, c.Input, own);
        Node sum = g.Named("perSample", () => g.Reduce(Reduction.Sum, losses, 1));
        if (c.Along(ClassTargets.Weights, c.Input, 1) is { } weights)
        {
            Node weight = g.Named("weight", () => g.Reduce(Reduction.Sum, g.Map((t, w) => t * w, hot, weights), 1));
            sum = g.Map((s, w) => s * w, sum, weight);
        }
        return c.Mean(sum);
    }
}
