namespace DeepTrainer.Compiler.Layers;

/// <summary>Each sample's channels in groups, each group normalized over its channels and positions. Wu and He, Group Normalization (2018).</summary>
public sealed class GroupNorm() : Normalization("GroupNorm", Groups, Epsilon, Affine)
{
    private static readonly Option Groups = new("Groups");
    private static readonly Option Epsilon = new("Epsilon", 1e-5);
    private static readonly Option Affine = new("Affine", true);

    public override Traits TraitsOf(ElementSpec spec) => new() { Gives = Values.Scores, KeepsDimensions = true, TakesFeatures = 0 };

    public override Node? Build(LayerContext c)
    {
        if (!CheckEpsilon(c, Epsilon) || c.Positive(Groups) is not { } groups)
            return null;
        Shape shape = c.Input.Shape;
        int channels = shape[1];
        if (channels % groups != 0)
            return c.Report(ProblemKinds.OutOfRange, Groups, Groups.Name, c.Name, Format.Integer(groups), $"a divisor of the {Format.Integer(channels)} channels");
        GraphBuilder g = c.Graph;
        Node? weight = c.Flag(Affine) ? Weight(c, Shape.Of(channels)) : null;
        Node? bias = c.Flag(Affine) ? Bias(c, Shape.Of(channels)) : null;
        int[] positions = [.. shape.PerSample.Skip(1)];
        Node grouped = g.Reshape(c.Input, Shape.Batched([groups, channels / groups, .. positions]));
        (Node centered, Node inverse) = Standardize(g, grouped, c.Number(Epsilon), [.. Enumerable.Range(2, grouped.Shape.Rank - 2)]);
        return g.Reshape(Scaled(g, centered, inverse, Grouped(weight), Grouped(bias)), shape);

        Node? Grouped(Node? values) => values is null ? null
            : g.Reshape(values, Shape.Of([groups, channels / groups, .. positions.Select(_ => 1)]));
    }
}
