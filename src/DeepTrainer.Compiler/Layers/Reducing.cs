namespace DeepTrainer.Compiler.Layers;

/// <summary>What combines the values along dimensions of a sample, all of them if none is named: sum, mean, largest, smallest.</summary>
public sealed class Reducing : Layer
{
    private static readonly Option Axes = new("Axes");
    private static readonly Option KeepDims = new("KeepDims", false);

    private readonly Reduction reduction;
    private readonly bool isMean, isNegated;

    private Reducing(string kind, Reduction reduction, bool isMean = false, bool isNegated = false)
        : base(kind, Axes, KeepDims, Lengths.Option) => (this.reduction, this.isMean, this.isNegated) = (reduction, isMean, isNegated);

    /// <summary>All such layers.</summary>
    public static ImmutableArray<Reducing> All { get; } =
    [
        new("Sum", Reduction.Sum),
        new("Mean", Reduction.Sum, isMean: true),
        new("Max", Reduction.Max),
        new("Min", Reduction.Max, isNegated: true),
    ];

    public override Traits TraitsOf(ElementSpec spec) => reduction == Reduction.Sum ? new() { IsAffine = true } : Traits.Unknown;

    public override Node? Build(LayerContext c)
    {
        if (c.DimensionsOf(Axes) is not { } axes || !Lengths.Fit(c, Lengths.Option))
            return null;
        if (c.At(Lengths.Option) is not null && axes.Length != 1)
            return c.Report(ProblemKinds.OutOfRange, Axes, Axes.Name, c.Name, $"[{c.Text(Axes)}]", "the one dimension whose positions Lengths counts");
        Node x = isNegated ? c.Graph.Map(v => -v, c.Input) : c.Input;
        Node reduced = c.At(Lengths.Option) is { } lengths ? Lengths.Reduce(c.Graph, reduction, isMean, x, axes[0], lengths)
            : isMean ? c.Graph.MeanAlong(x, axes)
            : c.Graph.Reduce(reduction, x, axes);
        reduced = isNegated ? c.Graph.Map(v => -v, reduced) : reduced;
        return c.Flag(KeepDims) ? reduced : c.Graph.Reshape(reduced, Without(reduced.Shape, axes));
    }

    // A sample has one dimension at least.
    private static Shape Without(Shape shape, int[] axes) =>
        Shape.Batched([.. shape.Dimensions.Where((_, axis) => axis > 0 && !axes.Contains(axis)).DefaultIfEmpty(1)]);
}
