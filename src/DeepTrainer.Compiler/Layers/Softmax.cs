using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Layers;

/// <summary>yᵢ = exp(xᵢ) / Σ exp(xⱼ) along a dimension of a sample, by default the last.</summary>
public sealed class Softmax() : Layer("Softmax", Axis)
{
    internal static readonly Option Axis = new("Axis", -1);

    public override Traits TraitsOf(ElementSpec spec) => TraitsOf(spec, Values.Probabilities);

    internal static Traits TraitsOf(ElementSpec spec, Values gives)
    {
        int axis = (int)Axis.ValueIn(spec)!.Number!.Value;
        return new() { Gives = gives, IsActivation = true, Squashes = "softmax", SumsToOneAlong = axis, GivesFeatures = axis };
    }

    public override Node? Build(LayerContext c)
    {
        if (c.DimensionOf(Axis) is not { } axis)
            return null;
        (Node exp, Node sum) = Unscaled(c.Graph, c.Input, axis);
        return c.Graph.Map((e, s) => e / s, exp, sum);
    }

    /// <summary>exp(x - max) and its sum: the softmax's numerator and denominator.</summary>
    public static (Node Exp, Node Sum) Unscaled(GraphBuilder g, Node x, int axis)
    {
        (Node shifted, Node sum) = Shifted(g, x, axis);
        return (g.Named("exp", () => g.Map(Exp, shifted)), sum);
    }

    /// <summary>log softmax = x - max - log Σ exp(x - max) along an axis.</summary>
    public static Node Log(GraphBuilder g, Node x, int axis)
    {
        (Node shifted, Node sum) = Shifted(g, x, axis);
        return g.Map((s, total) => s - Functions.Log(total), shifted, sum);
    }

    /// <summary>
    /// x - max and Σ exp(x - max). The shift by the maximum keeps exp from overflowing and cancels out of the result, and so out of
    /// its gradient.
    /// </summary>
    public static (Node Shifted, Node Sum) Shifted(GraphBuilder g, Node x) => Shifted(g, x, x.Shape.Rank - 1);

    /// <summary>The same along any axis.</summary>
    public static (Node Shifted, Node Sum) Shifted(GraphBuilder g, Node x, int axis)
    {
        // the maximum of a single value is that value itself, which others may read
        Node max = g.Named("max", () => g.Reduce(Reduction.MaxNumber, x, axis) is var largest && largest == x ? g.DetachedCopy(x) : g.Detach(largest));
        Node shifted = g.Named("shifted", () => g.Map((value, m) => value - m, x, max));
        Node exp = g.Named("exp", () => g.Map(Exp, shifted));
        return (shifted, g.Named("sum", () => g.Reduce(Reduction.Sum, exp, axis)));
    }
}

/// <summary>The logarithm of the softmax.</summary>
public sealed class LogSoftmax() : Layer("LogSoftmax", Softmax.Axis)
{
    public override Traits TraitsOf(ElementSpec spec) => Softmax.TraitsOf(spec, Values.LogProbabilities);

    public override Node? Build(LayerContext c) => c.DimensionOf(Softmax.Axis) is { } axis ? Softmax.Log(c.Graph, c.Input, axis) : null;
}
