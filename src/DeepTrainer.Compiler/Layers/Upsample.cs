using static DeepTrainer.Compiler.Expressions.Functions;

namespace DeepTrainer.Compiler.Layers;

/// <summary>Each dimension of the positions made larger by a whole factor: every value repeated, or interpolated between neighbours.</summary>
public sealed class Upsample() : SpatialLayer("Upsample", null, Scale, Mode, AlignCorners)
{
    private static readonly Option Scale = new("Scale");
    private static readonly Option Mode = new("Mode", "Nearest");
    private static readonly Option AlignCorners = new("AlignCorners", false);

    private delegate Node Step(GraphBuilder g, Node x, int axis, int scale);

    private protected override Node? Build(SpatialContext c)
    {
        if (c.Each(Scale) is not { } scales || !c.IsSmall(scales.Select((s, d) => (long)s * c.Extent(d))))
            return null;
        string mode = c.Layer.Text(Mode);
        if (mode is not ("Nearest" or "Linear"))
            return c.Wrong(Mode, mode, "one of Nearest, Linear");
        bool corners = c.Layer.Flag(AlignCorners);
        if (corners && mode == "Nearest")
            return c.Wrong(AlignCorners, "true", "left out with Nearest: only Linear knows positions between positions");
        Step step = mode == "Nearest" ? Repeated : corners ? BetweenCorners : Interpolated;
        Node x = c.Input;
        for (int d = 0; d < scales.Length; d++)
            x = scales[d] == 1 ? x : step(c.Graph, x, SpatialContext.FirstAxis + d, scales[d]);
        return x;
    }

    private static Node Repeated(GraphBuilder g, Node x, int axis, int scale) =>
        g.Reshape(g.Repeat(x, axis, scale), x.Shape.With(axis, x.Shape[axis] * scale));

    // Position i·s + r of the result lies at i + f of x, f = (r + ½)/s - ½: before the middle of an element its neighbour before has a share, behind
    // it the one behind. At the ends the outermost element is its own neighbour.
    private static Node Interpolated(GraphBuilder g, Node x, int axis, int scale)
    {
        int extent = x.Shape[axis];
        Node before = g.Concatenate(axis, [g.Slice(x, axis, 0, 1), .. extent > 1 ? [g.Slice(x, axis, 0, extent - 1)] : Array.Empty<Node>()]);
        Node behind = g.Concatenate(axis, [.. extent > 1 ? [g.Slice(x, axis, 1, extent - 1)] : Array.Empty<Node>(), g.Slice(x, axis, extent - 1, 1)]);
        Node[] phases = [.. Enumerable.Range(0, scale).Select(r =>
        {
            double f = ((r + 0.5) / scale) - 0.5;
            Node phase = f == 0 ? x : g.Map((own, other) => ((1 - Math.Abs(f)) * own) + (Math.Abs(f) * other), x, f < 0 ? before : behind);
            return g.Reshape(phase, phase.Shape.Insert(axis + 1, 1));
        })];
        return g.Reshape(g.Concatenate(axis + 1, phases), x.Shape.With(axis, extent * scale));
    }

    // Position i of m lies at i·(n - 1)/(m - 1) of x's n: a share of 1 less the distance, of the two elements nearer than 1.
    private static Node BetweenCorners(GraphBuilder g, Node x, int axis, int scale)
    {
        int extent = x.Shape[axis], count = extent * scale;
        double apart = (extent - 1.0) / (count - 1);
        Node i = g.Reshape(g.Iota(count), Shape.Of(count, 1)), p = g.Reshape(g.Iota(extent), Shape.Of(1, extent));
        return AdaptiveAvgPool.Along(g, x, axis, g.Map((to, from) => Max(1 - Abs((to * apart) - from), 0), i, p));
    }
}

/// <summary>Channels to positions: [C·s², H, W] → [C, H·s, W·s], the channels of one position becoming a square.</summary>
public sealed class PixelShuffle() : SpatialLayer("PixelShuffle", 2, Scale)
{
    private static readonly Option Scale = new("Scale");

    private protected override Node? Build(SpatialContext c)
    {
        if (c.Layer.Positive(Scale) is not { } s)
            return null;
        if (c.Channels % ((long)s * s) != 0)
            return c.Wrong(Scale, Format.Integer(s), $"a number whose square divides the {Format.Integer(c.Channels)} channels of '{c.Layer.InputNames[0]}'");
        int channels = c.Channels / (s * s), height = c.Extent(0), width = c.Extent(1);
        Node squares = c.Graph.Reshape(c.Input, Shape.Batched(channels, s, s, height, width));
        return c.Graph.Reshape(c.Graph.Transpose(squares, 0, 1, 4, 2, 5, 3), Shape.Batched(channels, height * s, width * s));
    }
}

/// <summary>Positions to channels: [C, H·s, W·s] → [C·s², H, W], the inverse of <see cref="PixelShuffle"/>.</summary>
public sealed class PixelUnshuffle() : SpatialLayer("PixelUnshuffle", 2, Scale)
{
    private static readonly Option Scale = new("Scale");

    private protected override Node? Build(SpatialContext c)
    {
        if (c.Layer.Positive(Scale) is not { } s)
            return null;
        int height = c.Extent(0) / s, width = c.Extent(1) / s;
        if (height * s != c.Extent(0) || width * s != c.Extent(1))
            return c.Wrong(Scale, Format.Integer(s), $"a divisor of the height {Format.Integer(c.Extent(0))} and the width "
                + $"{Format.Integer(c.Extent(1))} of '{c.Layer.InputNames[0]}'");
        Node squares = c.Graph.Reshape(c.Input, Shape.Batched(c.Channels, height, s, width, s));
        return c.Graph.Reshape(c.Graph.Transpose(squares, 0, 1, 3, 5, 2, 4), Shape.Batched(c.Channels * s * s, height, width));
    }
}
