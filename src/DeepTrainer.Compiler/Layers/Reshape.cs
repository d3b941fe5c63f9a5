namespace DeepTrainer.Compiler.Layers;

/// <summary>The same elements in row-major order under another shape, of which one extent may be left to be found: -1.</summary>
public sealed class Reshape() : Layer("Reshape", Extents)
{
    private static readonly Option Extents = new("Shape");

    public override Traits TraitsOf(ElementSpec spec) => Traits.Reshaped;

    public override Node? Build(LayerContext c)
    {
        int[] extents = [.. c.Numbers(Extents).Select(n => (int)n)];
        long known = extents.Where(e => e != -1).Aggregate(1L, (size, e) => size * e), size = c.Input.Shape.SampleSize;
        int open = extents.Count(e => e == -1);
        bool fits = extents.Length > 0 && extents.All(e => e is -1 or > 0) && (open == 0 ? known == size : open == 1 && size % known == 0);
        return fits
            ? c.Graph.Reshape(c.Input, Shape.Batched([.. extents.Select(e => e == -1 ? (int)(size / known) : e)]))
            : c.Report(ProblemKinds.OutOfRange, Extents, Extents.Name, c.Name, $"[{string.Join(", ", extents)}]",
                $"a shape of {Format.Grouped(size)} values, one of them at most -1");
    }
}

/// <summary>A sample's dimensions of extent 1 left out: one, or all of them. At least one dimension is kept.</summary>
public sealed class Squeeze() : Layer("Squeeze", Axis)
{
    /// <summary>No dimension is this: all are meant.</summary>
    private const int All = int.MinValue;

    private static readonly Option Axis = new("Axis", All);

    public override Traits TraitsOf(ElementSpec spec) => Traits.Reshaped;

    public override Node? Build(LayerContext c)
    {
        int[] extents = [.. c.Input.Shape.PerSample], kept = [.. extents.Where(e => e != 1)];
        if (c.Number(Axis) is not All)
        {
            if (c.DimensionOf(Axis) is not { } axis)
                return null;
            if (extents[axis - 1] != 1)
            {
                return c.Report(ProblemKinds.OutOfRange, Axis, Axis.Name, c.Name, Format.Number(c.Number(Axis)),
                    $"a dimension of extent 1 of {Shape.Of(extents)}");
            }
            kept = [.. extents.Where((_, d) => d != axis - 1)];
        }
        return c.Graph.Reshape(c.Input, Shape.Batched(kept.Length == 0 ? [1] : kept));
    }
}

/// <summary>A sample with a further dimension of extent 1.</summary>
public sealed class Unsqueeze() : Layer("Unsqueeze", Axis)
{
    private static readonly Option Axis = new("Axis");

    public override Traits TraitsOf(ElementSpec spec) => Traits.Reshaped;

    public override Node? Build(LayerContext c)
    {
        int rank = c.Input.Shape.Rank - 1, axis = (int)c.Number(Axis);
        return c.InRange(Axis, -rank - 1, rank, $"from {Format.Integer(-rank - 1)} to {Format.Integer(rank)}, a place among the dimensions of "
            + $"{Shape.Of([.. c.Input.Shape.PerSample])}")
            ? c.Graph.Reshape(c.Input, c.Input.Shape.Insert(axis < 0 ? axis + rank + 2 : axis + 1, 1))
            : null;
    }
}
