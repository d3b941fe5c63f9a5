namespace DeepTrainer.Compiler.Layers;

/// <summary>What stands in a border: a member of the runtime's PaddingMode.</summary>
internal enum BorderMode
{
    Constant,
    Reflect,
    Replicate,
    Circular,
}

/// <summary>An input within a border, along the axes of its positions.</summary>
internal static class Border
{
    public static readonly Option PaddingMode = new("PaddingMode", nameof(BorderMode.Constant));

    private static readonly ImmutableArray<BorderMode> Modes = [BorderMode.Constant, BorderMode.Reflect, BorderMode.Replicate, BorderMode.Circular];

    /// <summary>The mode, if it exists and the input is large enough for it; null after a report, at the option of the widths where they are wrong.</summary>
    public static BorderMode? Read(SpatialContext c, Option widths, (int Before, int After)[] sides)
    {
        string text = c.Layer.Text(PaddingMode);
        BorderMode mode = Modes.FirstOrDefault(m => m.ToString() == text);
        if (mode.ToString() != text)
        {
            c.Wrong(PaddingMode, text, $"one of {string.Join(", ", Modes)}");
            return null;
        }
        for (int d = 0; d < sides.Length; d++)
        {
            int most = mode == BorderMode.Reflect ? c.Extent(d) - 1 : mode == BorderMode.Circular ? c.Extent(d) : int.MaxValue;
            int widest = Math.Max(sides[d].Before, sides[d].After);
            if (widest <= most)
                continue;
            c.Wrong(widths, Format.Integer(widest), $"at most {Format.Integer(most)} where the border repeats {Format.Integer(c.Extent(d))} positions ({mode})");
            return null;
        }
        return mode;
    }

    public static Node Around(GraphBuilder g, Node x, BorderMode mode, IReadOnlyList<(int Before, int After)> sides, double value = 0)
    {
        if (mode == BorderMode.Constant)
        {
            return g.Pad(x, [0, 0, .. sides.Select(s => s.Before)], [0, 0, .. sides.Select(s => s.After)], value);
        }
        for (int d = 0; d < sides.Count; d++)
            x = Along(g, x, SpatialContext.FirstAxis + d, mode, sides[d].Before, sides[d].After);
        return x;
    }

    private static Node Along(GraphBuilder g, Node x, int axis, BorderMode mode, int before, int after)
    {
        int extent = x.Shape[axis];
        Node Edge(int position, int width) => g.Reshape(g.Repeat(g.Slice(x, axis, position, 1), axis, width), x.Shape.With(axis, width));
        Node Before() => mode switch
        {
            BorderMode.Reflect => g.Slice(x, axis, before, before, -1),
            BorderMode.Replicate => Edge(0, before),
            _ => g.Slice(x, axis, extent - before, before),
        };
        Node After() => mode switch
        {
            BorderMode.Reflect => g.Slice(x, axis, extent - 2, after, -1),
            BorderMode.Replicate => Edge(extent - 1, after),
            _ => g.Slice(x, axis, 0, after),
        };
        List<Node> parts = [x];
        if (before > 0)
            parts.Insert(0, Before());
        if (after > 0)
            parts.Add(After());
        return g.Concatenate(axis, [.. parts]);
    }
}
