namespace DeepTrainer.Compiler.Layers;

/// <summary>Each channel of each sample normalized over its positions. Ulyanov et al., Instance Normalization (2016).</summary>
public sealed class InstanceNorm() : Normalization("InstanceNorm", Epsilon, Affine)
{
    private static readonly Option Epsilon = new("Epsilon", 1e-5);
    private static readonly Option Affine = new("Affine", false);

    public override Traits TraitsOf(ElementSpec spec) => new() { Gives = Values.Scores, KeepsDimensions = true, TakesFeatures = 0 };

    public override Node? Build(LayerContext c)
    {
        if (!CheckEpsilon(c, Epsilon))
            return null;
        Shape shape = c.Input.Shape;
        int[] axes = [.. Enumerable.Range(2, shape.Rank - 2)];
        if (GraphBuilder.CountAlong(c.Input, axes) == 1)
            return c.Report(ProblemKinds.NeedsSeveralValues, null, c.Name, c.InputNames[0], Shape.Of([.. shape.PerSample]).ToString());
        GraphBuilder g = c.Graph;
        Node? weight = c.Flag(Affine) ? PerChannel(g, Weight(c, Shape.Of(shape[1])), shape) : null;
        Node? bias = c.Flag(Affine) ? PerChannel(g, Bias(c, Shape.Of(shape[1])), shape) : null;
        (Node centered, Node inverse) = Standardize(g, c.Input, c.Number(Epsilon), axes);
        return Scaled(g, centered, inverse, weight, bias);
    }
}
