using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Optimizers;

/// <summary>Changes the gradients before the optimizer sees them.</summary>
public abstract class Clipping(string kind, Option limit) : Element(kind, limit)
{
    /// <summary>Checks the limit; called once for the whole network.</summary>
    public bool Check(ElementContext c) => c.InRange(limit, double.Epsilon, double.MaxValue, "positive");

    /// <summary>The clipped gradients, in the order given.</summary>
    public abstract ImmutableArray<Node> Build(ElementContext c, ImmutableArray<Node> gradients);
}

/// <summary>All gradients times min(1, max / (‖all gradients‖ + 1e-6)), as PyTorch's clip_grad_norm_ does.</summary>
public sealed class ClipGradientNorm() : Clipping("ClipGradientNorm", MaxNorm)
{
    private static readonly Option MaxNorm = new("MaxNorm");

    public override ImmutableArray<Node> Build(ElementContext c, ImmutableArray<Node> gradients)
    {
        GraphBuilder g = c.Graph;
        Node sum = gradients.Select(gradient => g.SumTo(g.Map(x => x * x, gradient), Shape.Scalar)).Aggregate((a, b) => g.Map((x, y) => x + y, a, b));
        Node factor = g.Map((s, maxNorm) => Min(1, maxNorm / (Sqrt(s) + 1e-6)), sum, c.Value(MaxNorm));
        return [.. gradients.Select(gradient => g.Map((x, f) => x * f, gradient, factor))];
    }
}

/// <summary>Every element of every gradient cut to [-limit, limit].</summary>
public sealed class ClipGradientValue() : Clipping("ClipGradientValue", Limit)
{
    private static readonly Option Limit = new("Limit");

    public override ImmutableArray<Node> Build(ElementContext c, ImmutableArray<Node> gradients)
    {
        Node most = c.Value(Limit);
        return [.. gradients.Select(gradient => c.Graph.Map((x, limit) => Clamp(x, -limit, limit), gradient, most))];
    }
}
