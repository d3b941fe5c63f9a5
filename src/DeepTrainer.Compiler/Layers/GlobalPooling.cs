namespace DeepTrainer.Compiler.Layers;

/// <summary>One value for each channel: [C, positions…] → [C].</summary>
public abstract class GlobalPooling(string kind, Reduction reduction) : SpatialLayer(kind, null, Lengths.Option)
{
    private protected override Node? Build(SpatialContext c)
    {
        if (!Lengths.Fit(c.Layer, Lengths.Option))
            return null;
        if (c.Layer.At(Lengths.Option) is { } lengths)
        {
            return c.Dimensions == 1
                ? c.Graph.Reshape(Lengths.Reduce(c.Graph, reduction, reduction == Reduction.Sum, c.Input, SpatialContext.FirstAxis, lengths), Shape.Batched(c.Channels))
                : c.Layer.Report(ProblemKinds.OutOfRange, Lengths.Option, Lengths.Option.Name, c.Layer.Name, $"'{c.Layer.Named[Lengths.Option.Name].Name}'",
                    $"left out, since {Shape.Of([.. c.Input.Shape.PerSample])} has positions along more than one dimension");
        }
        Node reduced = Window.Reduce(c.Graph, reduction, c.Input, c.Dimensions);
        double share = reduction == Reduction.Sum ? (double)c.Channels / c.Input.Shape.SampleSize : 1;
        return c.Graph.Map(y => y * share, reduced);
    }
}

/// <summary>The mean of each channel.</summary>
public sealed class GlobalAvgPool() : GlobalPooling("GlobalAvgPool", Reduction.Sum)
{
    public override Traits TraitsOf(ElementSpec spec) => Traits.Averaged;
}

/// <summary>The largest value of each channel.</summary>
public sealed class GlobalMaxPool() : GlobalPooling("GlobalMaxPool", Reduction.Max);

/// <summary>
/// The mean of windows of which there are as many as asked for: of n positions, window i of m goes from ⌊i·n/m⌋ to ⌈(i + 1)·n/m⌉. They lie side by
/// side where m divides n; else they overlap, and each dimension is multiplied by the matrix of their shares.
/// </summary>
public sealed class AdaptiveAvgPool() : SpatialLayer("AdaptiveAvgPool", null, OutputSize)
{
    private static readonly Option OutputSize = new("OutputSize");

    public override Traits TraitsOf(ElementSpec spec) => Traits.Averaged;

    private protected override Node? Build(SpatialContext c)
    {
        if (c.Each(OutputSize) is not { } sizes || !c.IsSmall(sizes.Select(s => (long)s)))
            return null;
        if (!sizes.Select((m, d) => c.Extent(d) % m).All(rest => rest == 0))
            return sizes.Select((m, d) => (Count: m, Axis: d + SpatialContext.FirstAxis)).Aggregate(c.Input, (x, s) => Overlapping(c.Graph, x, s.Axis, s.Count));
        ImmutableArray<Window> windows = [.. sizes.Select((m, d) => new Window(c.Extent(d) / m, c.Extent(d) / m, 1, 0, 0))];
        double share = windows.Aggregate(1.0, (product, w) => product / w.Size);
        return c.Graph.Map(y => y * share, Window.Reduce(c.Graph, Reduction.Sum, Window.Over(c.Graph, c.Input, windows), windows.Length));
    }

    private static Node Overlapping(GraphBuilder g, Node x, int axis, int count)
    {
        int extent = x.Shape[axis];
        Node i = g.Reshape(g.Iota(count), Shape.Of(count, 1)), p = g.Reshape(g.Iota(extent), Shape.Of(1, extent));
        // position p is in window i if ⌊i·n/m⌋ ≤ p < ⌈(i + 1)·n/m⌉
        Node inside = g.Map((window, position) => (window * extent < (position + 1) * count).Then((position * count < (window + 1) * extent).Then(1, 0), 0), i, p);
        Node shares = g.Map((one, total) => one / total, inside, g.Reduce(Reduction.Sum, inside, 1));
        return Along(g, x, axis, shares);
    }

    /// <summary>One axis multiplied by a matrix [its new extent, its extent].</summary>
    internal static Node Along(GraphBuilder g, Node x, int axis, Node matrix)
    {
        string letters = "ncpqrs".Substring(0, x.Shape.Rank);
        return g.Contract($"{letters},i{letters[axis]}->{letters.Replace(letters[axis], 'i')}", x, matrix);
    }
}
