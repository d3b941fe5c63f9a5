using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Layers;

/// <summary>What normalizing layers share: values are centered and scaled by statistics along some axes, then scaled and shifted by weights.</summary>
public abstract class Normalization(string kind, params Option[] options) : Layer(kind, options)
{
    /// <summary>x less its mean, and 1/√(variance + ε). The variance is biased, and of centered values: the mean of squares less the square of the mean would cancel.</summary>
    private protected static (Node Centered, Node Inverse) Standardize(GraphBuilder g, Node x, double epsilon, params int[] axes)
    {
        Node mean = g.Named("mean", () => g.CenterAlong(x, axes));
        (Node centered, Node variance) = Spread(g, x, mean, axes);
        return (centered, Inverse(g, variance, epsilon));
    }

    /// <summary>
    /// x - mean, and the mean of its square. The latter's derivative by the mean is -2 Σ(x - mean) = 0, so nothing flows back that way.
    /// </summary>
    internal static (Node Centered, Node Variance) Spread(GraphBuilder g, Node x, Node mean, params int[] axes)
    {
        Node centered = g.Named("centered", () => g.Map((v, m) => v - m, x, mean));
        Node distance = g.Named("distance", () => g.Map((v, m) => v - m, x, g.DetachedCopy(mean)));
        return (centered, g.Named("variance", () => g.MeanAlong(g.Map(v => v * v, distance), axes)));
    }

    /// <summary>1/√(v + ε)</summary>
    private protected static Node Inverse(GraphBuilder g, Node variance, double epsilon) =>
        g.Named("inverse", () => g.Map(v => 1 / Sqrt(v + epsilon), variance));

    /// <summary>x · inverse · weight + bias, as far as there are such.</summary>
    private protected static Node Scaled(GraphBuilder g, Node x, Node inverse, Node? weight, Node? bias)
    {
        Expr i0 = new Expr.Input(0), i1 = new Expr.Input(1), i2 = new Expr.Input(2), i3 = new Expr.Input(3);
        return (weight, bias) switch
        {
            ({ } w, { } b) => g.Map((i0 * i1 * i2) + i3, [x, inverse, w, b]),
            ({ } w, null) => g.Map(i0 * i1 * i2, [x, inverse, w]),
            (null, { } b) => g.Map((i0 * i1) + i2, [x, inverse, b]),
            _ => g.Map(i0 * i1, [x, inverse]),
        };
    }

    /// <summary>The factors, 1 at first.</summary>
    private protected static Node Weight(LayerContext c, Shape shape) => c.Parameter("weight", shape, new("Constant", 1, 1, 1));

    /// <summary>The shifts, 0 at first.</summary>
    private protected static Node Bias(LayerContext c, Shape shape) => c.Parameter("bias", shape, new("Zeros", 0, 1, 1));

    /// <summary>A value for each channel, seen so that it goes along the first dimension of a sample of this rank.</summary>
    private protected static Node PerChannel(GraphBuilder g, Node values, Shape sample) =>
        g.Reshape(values, Shape.Of([(int)values.Shape.SampleSize, .. Enumerable.Repeat(1, sample.Rank - 2)]));

    private protected static bool CheckEpsilon(LayerContext c, Option epsilon) => c.InRange(epsilon, 0, double.MaxValue, "0 or more");
}
