namespace DeepTrainer.Compiler.Layers;

/// <summary>A layer that normalizes each sample over its last dimensions, with weights for every element of them.</summary>
public abstract class LastDimensionsNormalization(string kind, params Option[] options) : Normalization(kind, options)
{
    private protected static readonly Option Dimensions = new("Dimensions", 1);
    private protected static readonly Option Affine = new("Affine", true);

    public override Traits TraitsOf(ElementSpec spec) => new() { Gives = Values.Scores, KeepsDimensions = true };

    /// <summary>The axes; null after a report.</summary>
    private protected static int[]? AxesOf(LayerContext c)
    {
        int rank = c.Input.Shape.Rank - 1;
        if (!c.InRange(Dimensions, 1, rank, $"from 1 to {Format.Integer(rank)}, the dimensions of {Shape.Of([.. c.Input.Shape.PerSample])}"))
            return null;
        int count = (int)c.Number(Dimensions);
        return [.. Enumerable.Range(rank + 1 - count, count)];
    }

    private protected static Shape ShapeOf(LayerContext c, int[] axes) => Shape.Of([.. axes.Select(a => c.Input.Shape[a])]);
}

/// <summary>(x - mean) / √(variance + ε) · weight + bias over the last dimensions. Ba et al., Layer Normalization (2016).</summary>
public sealed class LayerNorm() : LastDimensionsNormalization("LayerNorm", Dimensions, Epsilon, Affine, HasBias)
{
    private static readonly Option Epsilon = new("Epsilon", 1e-5);
    private static readonly Option HasBias = new("Bias", true);

    public override Node? Build(LayerContext c)
    {
        if (!CheckEpsilon(c, Epsilon) || AxesOf(c) is not { } axes)
            return null;
        Shape shape = ShapeOf(c, axes);
        Node? weight = c.Flag(Affine) ? Weight(c, shape) : null;
        Node? bias = c.Flag(Affine) && c.Flag(HasBias) ? Bias(c, shape) : null;
        (Node centered, Node inverse) = Standardize(c.Graph, c.Input, c.Number(Epsilon), axes);
        return Scaled(c.Graph, centered, inverse, weight, bias);
    }
}

/// <summary>x / √(mean of x² + ε) · weight over the last dimensions. Zhang and Sennrich, Root Mean Square Layer Normalization (2019).</summary>
public sealed class RmsNorm() : LastDimensionsNormalization("RmsNorm", Dimensions, Epsilon, Affine)
{
    // PyTorch's default is the distance from 1 to the next float32.
    private static readonly Option Epsilon = new("Epsilon", 1.1920928955078125e-7);

    public override Node? Build(LayerContext c)
    {
        if (!CheckEpsilon(c, Epsilon) || AxesOf(c) is not { } axes)
            return null;
        GraphBuilder g = c.Graph;
        Node? weight = c.Flag(Affine) ? Weight(c, ShapeOf(c, axes)) : null;
        Node square = g.Named("meanSquare", () => g.MeanAlong(g.Map(x => x * x, c.Input), axes));
        return Scaled(g, c.Input, Inverse(g, square, c.Number(Epsilon)), weight, null);
    }
}
