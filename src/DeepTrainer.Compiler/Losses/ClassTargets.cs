namespace DeepTrainer.Compiler.Losses;

/// <summary>What losses on classes have in common: the axis of classes, weights of classes, and labels that are ignored.</summary>
internal static class ClassTargets
{
    /// <summary>No label is this.</summary>
    public const int NothingIgnored = int.MinValue;

    /// <summary>The dimension of a sample that holds the classes; from the last for negative numbers.</summary>
    public static Option Axis { get; } = new("Axis", 0);

    public static Option Weights { get; } = new("ClassWeights", "");

    public static Option Ignore { get; } = new("IgnoreIndex", NothingIgnored);

    public static int? Ignored(LossContext c) => c.Number(Ignore) is > NothingIgnored and double index ? (int)index : null;

    /// <summary>The axis of classes in the judged value; null after a report.</summary>
    public static int? AxisOf(LossContext c)
    {
        int rank = c.Input.Shape.Rank - 1, axis = (int)c.Number(Axis);
        if (!c.InRange(Axis, -rank, rank - 1, $"from {Format.Integer(-rank)} to {Format.Integer(rank - 1)}, a dimension of {Shape.Of([.. c.Input.Shape.PerSample])}"))
            return null;
        axis = axis < 0 ? axis + rank + 1 : axis + 1;
        if (c.Input.Shape[axis] >= 2)
            return axis;
        c.DoesNotFit("it needs two classes or more; for one output use [BinaryCrossEntropyWithLogits]");
        return null;
    }

    /// <summary>1 where the class is the label's, else 0: [N, …, C, …]. Labels are a dimension short.</summary>
    public static Node OneHot(LossContext c, int axis) => OneHot(c, c.Input.Shape, axis);

    /// <summary>The same for labels that tell of values of another shape than the judged one.</summary>
    public static Node OneHot(LossContext c, Shape shape, int axis)
    {
        GraphBuilder g = c.Graph;
        Node index = g.Reshape(g.Iota(shape[axis]), Shape.Of([shape[axis], .. Enumerable.Repeat(1, shape.Rank - axis - 1)]));
        return g.Map((label, i) => Condition.Equal(label, i).Then(1, 0), Labels(c, shape, axis), index);
    }

    /// <summary>The same, with 0 everywhere where the label is the ignored one.</summary>
    public static Node OneHot(LossContext c, int axis, int? ignored)
    {
        Node hot = OneHot(c, axis);
        return ignored is not { } index || index < 0 || index >= c.Input.Shape[axis] ? hot
            : c.Graph.Map((h, label) => Condition.Equal(label, index).Then(0, h), hot, Labels(c, axis));
    }

    /// <summary>Σ x at the labels, 0 for the ignored one. Other classes take no part, were they infinite.</summary>
    public static Node AtLabel(LossContext c, int axis, int? ignored, Node x)
    {
        GraphBuilder g = c.Graph;
        Shape shape = c.Input.Shape;
        Node index = g.Reshape(g.Iota(shape[axis]), Shape.Of([shape[axis], .. Enumerable.Repeat(1, shape.Rank - axis - 1)]));
        return g.Named("hit", () => g.Reduce(Reduction.Sum, ignored is { } none && none >= 0 && none < shape[axis]
            ? g.Map((label, i, value) => Condition.Equal(label, none).Then(0, Condition.Equal(label, i).Then(value, 0)), Labels(c, axis), index, x)
            : g.Map((label, i, value) => Condition.Equal(label, i).Then(value, 0), Labels(c, axis), index, x), axis));
    }

    /// <summary>The targets of a loss on class indices that is <see cref="WeightedMean"/> where there are weights or labels to ignore.</summary>
    public static TargetForm Indices(LossContext c, int axis)
    {
        ImmutableArray<double> weights = c.Numbers(Weights);
        return TargetForm.Indices(c.Input.Shape, axis, Ignored(c)) with { IsMeanOfLabels = !weights.IsEmpty || Ignored(c) is not null, ClassWeights = weights };
    }

    /// <summary>
    /// Σ losses / Σ weights of the labels' classes, the mean over what is not ignored; 0 where everything is.
    /// </summary>
    public static Node WeightedMean(LossContext c, Node losses, Node weights) => c.Graph.Map(
        (sum, weight) => Condition.Equal(weight, 0).Then(0, sum / weight), c.Sum(losses), c.Graph.Named("weight", () => c.Graph.SumTo(weights, Shape.Scalar)));

    private static Node Labels(LossContext c, int axis) => Labels(c, c.Input.Shape, axis);

    private static Node Labels(LossContext c, Shape shape, int axis) => c.Graph.Reshape(c.Targets, shape.With(axis, 1));
}
