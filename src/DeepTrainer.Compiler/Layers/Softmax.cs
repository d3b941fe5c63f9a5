using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Layers;

/// <summary>yᵢ = exp(xᵢ) / Σ exp(xⱼ) over the last dimension.</summary>
public sealed class Softmax() : Layer("Softmax")
{
    public override Node? Build(LayerContext c)
    {
        (Node shifted, Node sum) = Shifted(c.Graph, c.Input);
        return c.Graph.Map((x, s) => Exp(x) / s, shifted, sum);
    }

    /// <summary>log softmax = x - max - log Σ exp(x - max) over the last dimension.</summary>
    public static Node Log(GraphBuilder g, Node x)
    {
        (Node shifted, Node sum) = Shifted(g, x);
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
        Node max = g.Named("max", () => g.Detach(g.Reduce(Reduction.Max, x, axis)));
        Node shifted = g.Named("shifted", () => g.Map((value, m) => value - m, x, max));
        Node exp = g.Named("exp", () => g.Map(Exp, shifted));
        return (shifted, g.Named("sum", () => g.Reduce(Reduction.Sum, exp, axis)));
    }
}

/// <summary>The logarithm of the softmax over the last dimension.</summary>
public sealed class LogSoftmax() : Layer("LogSoftmax")
{
    public override Node? Build(LayerContext c) => Softmax.Log(c.Graph, c.Input);
}
